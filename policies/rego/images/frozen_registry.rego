# METADATA
# title: No image comes from k8s.gcr.io
# description: >-
#   That registry was frozen in April 2023 and gets no image and no fix any more; registry.k8s.io has taken its place.
# related_resources:
#   - https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/
# custom:
#   id: SLIP-IMG-006
#   severity: low
#   controls: []
#   remediation: Take the image from registry.k8s.io, in a version that is looked after.
#   kinds: [pod]
package slipway.rules.images.frozen_registry

import data.slipway.lib.images

deny contains {"msg": message, "path": use.path} if {
	some use in images.used
	some registry in ["k8s.gcr.io/", "gcr.io/google-containers/", "gcr.io/google_containers/"]
	startswith(use.image, registry)
	message := sprintf("%s has the image %q, of a registry that is frozen", [use.title, use.image])
}
