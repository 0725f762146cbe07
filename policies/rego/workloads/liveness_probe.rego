# METADATA
# title: Containers that serve have a liveness probe
# description: A process that hangs is restarted only if something asks whether it still lives.
# related_resources:
#   - https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# custom:
#   id: SLIP-WORKLOAD-008
#   severity: low
#   controls: [workload/probes, CKV_K8S_8]
#   remediation: >-
#     Add a `livenessProbe` that asks the process alone, nothing that it depends on, with more patience than the readiness
#     probe.
#   kinds: [pod]
package slipway.rules.workloads.liveness_probe

import data.slipway.lib.workloads

deny contains {"msg": message, "path": array.concat(found.path, ["livenessProbe"])} if {
	some found in workloads.serving
	not workloads.probe(found.container, "livenessProbe")
	message := sprintf("%s has no liveness probe", [found.title])
}
