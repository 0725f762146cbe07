# METADATA
# title: Every container names an image
# description: An image that is missing or no name can't be judged, nor pulled.
# related_resources:
#   - https://kubernetes.io/docs/concepts/containers/images/
# custom:
#   id: SLIP-IMG-001
#   severity: high
#   controls: []
#   remediation: Write `image` as `registry/repository:tag@sha256:…`.
#   kinds: [pod]
package slipway.rules.images.reference

import data.slipway.lib.images
import data.slipway.lib.pods

deny contains {"msg": message, "path": use.path} if {
	some use in images.used
	not is_name(use.image)
	message := sprintf("%s has the image %s, which is no name of one", [use.title, pods.shown(use.image)])
}

is_name(image) if regex.match(`^[A-Za-z0-9][A-Za-z0-9._:/-]*(@[a-z0-9]+:[0-9a-f]+)?$`, image)
