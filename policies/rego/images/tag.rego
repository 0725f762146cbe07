# METADATA
# title: Images have a tag, and not latest
# description: >-
#   `latest`, or no tag, is another image tomorrow: two pods of one Deployment may differ, and there is nothing to go back to.
# related_resources:
#   - https://kubernetes.io/docs/concepts/containers/images/
# custom:
#   id: SLIP-IMG-002
#   severity: medium
#   controls: [workload/imageTag, CKV_K8S_14]
#   remediation: Name a version as the tag, better still a digest.
#   kinds: [pod]
package slipway.rules.images.tag

import data.slipway.lib.images

deny contains {"msg": message, "path": use.path} if {
	some use in images.used
	is_string(use.image)
	use.image != ""
	not images.pinned(use.image)
	fault := {"": "which has no tag", "latest": "whose tag moves"}[images.tag(use.image)]
	message := sprintf("%s has the image %q, %s", [use.title, use.image, fault])
}
