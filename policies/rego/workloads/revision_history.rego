# METADATA
# title: A workload keeps a revision to go back to
# description: With a history of 0 the last version is gone the moment a new one is applied, and `rollout undo` has nothing to undo.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#clean-up-policy
# custom:
#   id: SLIP-WORKLOAD-024
#   severity: low
#   controls: []
#   remediation: Leave `revisionHistoryLimit` out, or keep a few.
#   kinds: [DaemonSet, Deployment, Rollout, StatefulSet]
package slipway.rules.workloads.revision_history

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "revisionHistoryLimit"]} if {
	input.kind in {"DaemonSet", "Deployment", "Rollout", "StatefulSet"}
	object.get(input, ["spec", "revisionHistoryLimit"], null) == 0
	message := sprintf("%s keeps no revision", [objects.described(input)])
}
