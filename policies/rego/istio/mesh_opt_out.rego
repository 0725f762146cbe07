# METADATA
# title: No workload leaves the mesh
# description: >-
#   Outside of the mesh a pod's traffic has no mutual TLS and no identity; services with STRICT refuse it, others take
#   it unasked.
# related_resources:
#   - https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
#   - https://istio.io/latest/docs/ambient/usage/add-workloads/
# custom:
#   id: SLIP-ISTIO-013
#   severity: medium
#   controls: [nsa/encryption]
#   remediation: >-
#     Remove the label or annotation; a workload that can't be in the mesh has a waiver.
#   kinds: [pod, Namespace]
package slipway.rules.istio.mesh_opt_out

import data.slipway.lib.objects
import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(place.path, [field, key])} if {
	some place in places
	some field in ["labels", "annotations"]
	some key, values in marks
	value := object.get(place.metadata, [field, key], null)
	lower(sprintf("%v", [value])) in values
	message := sprintf("%s is taken out of the mesh by %s: %v", [objects.described(input), key, value])
}

marks := {
	"sidecar.istio.io/inject": {"false"},
	"istio.io/dataplane-mode": {"none"},
	"istio-injection": {"disabled"},
}

places contains {"metadata": input.metadata, "path": ["metadata"]}

places contains {"metadata": metadata, "path": path} if {
	some pod in pods.all
	path := array.concat(pod.path, ["metadata"])
	metadata := object.get(input, path, {})
}
