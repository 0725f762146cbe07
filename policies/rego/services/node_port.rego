# METADATA
# title: No Service opens a port on every node
# description: >-
#   A NodePort listens on every node of the cluster, past ingress, TLS and mesh; each security group that lets nodes
#   talk lets it through.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
# custom:
#   id: SLIP-SERVICE-001
#   severity: medium
#   controls: [service/nodePort, nsa/workerNodes]
#   remediation: >-
#     Use type ClusterIP and reach the service by an ingress or gateway.
#   kinds: [Service]
package slipway.rules.services.node_port

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "type"]} if {
	objects.of_group(input, "")
	input.spec.type == "NodePort"
	message := sprintf("%s is of type NodePort", [objects.described(input)])
}
