# METADATA
# title: Ports of a pod are told apart
# description: >-
#   The containers of a pod share one network: two that listen on one port can't both start, and of two ports with one name a
#   Service takes the first.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
# custom:
#   id: SLIP-WORKLOAD-022
#   severity: medium
#   controls: []
#   remediation: Give each port of the pod a number and a name of its own.
#   kinds: [pod]
package slipway.rules.workloads.unique_ports

import data.slipway.lib.pods

ports := [{"port": port, "path": array.concat(found.path, ["ports", number]), "found": found} |
	some found in pods.lasting
	some number, port in object.get(found.container, "ports", [])
]

deny contains {"msg": message, "path": array.concat(later.path, ["containerPort"])} if {
	some number, later in ports
	some sooner in array.slice(ports, 0, number)
	sooner.found.pod == later.found.pod
	sooner.port.containerPort == later.port.containerPort
	protocol(sooner.port) == protocol(later.port)
	message := sprintf("%s has the port %v that %s has", [later.found.title, later.port.containerPort, before(sooner, later)])
}

deny contains {"msg": message, "path": array.concat(later.path, ["name"])} if {
	some number, later in ports
	some sooner in array.slice(ports, 0, number)
	sooner.found.path != later.found.path
	sooner.found.pod == later.found.pod
	sooner.port.name == later.port.name
	message := sprintf("%s calls a port %q, as %s does", [later.found.title, later.port.name, sooner.found.title])
}

protocol(port) := object.get(port, "protocol", "TCP")

before(sooner, later) := "it" if sooner.found.path == later.found.path

else := sooner.found.title
