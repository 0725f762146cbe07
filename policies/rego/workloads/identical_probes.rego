# METADATA
# title: Liveness and readiness are two questions
# description: >-
#   With the same probe for both, a pod that is only busy is restarted at the moment it would be taken out of service, and the
#   load moves on to the next one.
# related_resources:
#   - https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# custom:
#   id: SLIP-WORKLOAD-009
#   severity: low
#   controls: []
#   remediation: Ask another path for liveness, or give it a higher `failureThreshold` than readiness.
#   kinds: [pod]
package slipway.rules.workloads.identical_probes

import data.slipway.lib.workloads

deny contains {"msg": message, "path": array.concat(found.path, ["livenessProbe"])} if {
	some found in workloads.serving
	liveness := workloads.probe(found.container, "livenessProbe")
	liveness == workloads.probe(found.container, "readinessProbe")
	message := sprintf("%s has the same probe for liveness and readiness", [found.title])
}
