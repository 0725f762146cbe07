# METADATA
# title: git-sync is told no program to run as git
# description: >-
#   GITSYNC_GIT names the program that git-sync runs; whoever may edit the manifest, or the volume that it points to, runs
#   commands of their own with its rights.
# related_resources:
#   - https://github.com/kubernetes/git-sync
# custom:
#   id: SLIP-IMG-008
#   severity: medium
#   controls: [CKV_K8S_159]
#   remediation: Leave GITSYNC_GIT out; the image has git.
#   kinds: [pod]
package slipway.rules.images.git_sync

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["env", number])} if {
	some found in pods.containers
	some number, variable in object.get(found.container, "env", [])
	variable.name == "GITSYNC_GIT"
	message := sprintf("%s sets GITSYNC_GIT", [found.title])
}
