# METADATA
# title: A Service's named port is one of its pods'
# description: >-
#   Where the pods have no port of the name the Service has no endpoint for it; calls to the port fail.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
# custom:
#   id: SLIP-SET-005
#   severity: medium
#   controls: []
#   remediation: >-
#     Name the container's port as `targetPort` says, or write the number.
#   kinds: [Service]
#   judges: set
package slipway.rules.together.service_ports

import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec", "ports", place, "targetPort"], "resource": number} if {
	some number in together.of_kind("", "Service")
	service := together.documents[number]
	pods := together.served(service)
	count(pods) > 0
	some place, port in service.spec.ports
	is_string(port.targetPort)
	not port.targetPort in {name | some one in pods; some name in names(together.workloads[one].pod)}
	message := sprintf("%s sends to the port %v, which no container of %s has", [
		objects.described(service),
		port.targetPort,
		objects.listed({objects.described(together.documents[one]) | some one in pods}),
	])
}

# A sidecar among the init containers serves too.
names(pod) := {port.name |
	some field in ["containers", "initContainers"]
	some container in pod[field]
	some port in container.ports
}
