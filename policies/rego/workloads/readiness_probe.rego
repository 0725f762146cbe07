# METADATA
# title: Containers that serve have a readiness probe
# description: >-
#   Without one a pod gets requests from the moment its process starts, and a rollout goes on although the new version answers
#   nothing.
# related_resources:
#   - https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# custom:
#   id: SLIP-WORKLOAD-007
#   severity: medium
#   controls: [workload/probes, CKV_K8S_9]
#   remediation: Add a `readinessProbe` that asks the program whether it can answer requests.
#   kinds: [pod]
package slipway.rules.workloads.readiness_probe

import data.slipway.lib.workloads

deny contains {"msg": message, "path": array.concat(found.path, ["readinessProbe"])} if {
	some found in workloads.serving
	not workloads.probe(found.container, "readinessProbe")
	message := sprintf("%s has no readiness probe", [found.title])
}
