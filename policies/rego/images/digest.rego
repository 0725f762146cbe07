# METADATA
# title: Images are pinned by digest
# description: >-
#   Whoever may push to the registry can give a tag another content, and the next node that pulls it runs that. A digest names
#   the content itself.
# related_resources:
#   - https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   id: SLIP-IMG-003
#   severity: notice
#   controls: [workload/imageDigest, nsa/trustedImages, CKV_K8S_43]
#   remediation: Add `@sha256:…` to the image; Renovate and similar tools keep it current.
#   kinds: [pod]
package slipway.rules.images.digest

import data.slipway.lib.images
import data.slipway.lib.pods

deny contains {"msg": message, "path": use.path} if {
	some use in images.used
	not digested(use.image)
	message := sprintf("%s has the image %s, without a digest", [use.title, pods.shown(use.image)])
}

digested(image) if images.pinned(image)
