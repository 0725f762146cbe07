# METADATA
# title: No container takes a port of its node
# description: >-
#   A port of the node is open to all who reach the node, past Services and network policies, and only one pod a node can
#   have it.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-015
#   severity: medium
#   controls: [pss/baseline/hostPorts, cis-k8s/5.2.12, nsa/workerNodes, CKV_K8S_26]
#   remediation: Remove `hostPort` and reach the pod through a Service.
#   kinds: [pod]
package slipway.rules.pods.host_ports

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["ports", number, "hostPort"])} if {
	some found in pods.containers
	some number, port in object.get(found.container, "ports", [])
	value := object.get(port, "hostPort", null)
	not value in {null, 0}
	message := sprintf("%s takes port %s of the node", [found.title, pods.shown(value)])
}
