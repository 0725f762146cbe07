# METADATA
# title: The pull policy fits the tag
# description: >-
#   With `Never` a pod runs whatever image a node happens to have. With `IfNotPresent` and a tag that moves, each node keeps the
#   image of the day on which it first pulled it.
# related_resources:
#   - https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
# custom:
#   id: SLIP-IMG-005
#   severity: low
#   controls: []
#   remediation: Name a version or digest and leave `imagePullPolicy` out.
#   kinds: [pod]
package slipway.rules.images.pull_policy

import data.slipway.lib.images
import data.slipway.lib.pods

deny contains {"msg": message, "path": path} if {
	some use in images.used
	policy := object.get(use.container, "imagePullPolicy", null)
	not fits(policy, use.image)
	path := array.concat(array.slice(use.path, 0, count(use.path) - 1), ["imagePullPolicy"])
	message := sprintf("%s has imagePullPolicy: %s for the image %s", [use.title, pods.shown(policy), pods.shown(use.image)])
}

fits(policy, _) if policy in {null, "Always"}

fits("IfNotPresent", image) if not images.tag(image) in {"", "latest"}

fits("IfNotPresent", image) if images.pinned(image)
