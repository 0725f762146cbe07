# METADATA
# title: No role reaches a node's kubelet
# description: >-
#   Through `nodes/proxy` one talks to the kubelet itself and runs commands in every pod of the node, past admission and
#   the audit log; `get` is enough for that.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
# custom:
#   id: SLIP-RBAC-007
#   severity: critical
#   controls: [cis-eks/4.1.10, cis-k8s/5.1.10, nsa/privilegedRights, CKV2_K8S_2]
#   remediation: >-
#     Use `nodes/metrics` or `nodes/stats` where figures are wanted, and take `nodes/proxy` away.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.nodes_proxy

import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "resources"]} if {
	some number, given in rbac.rules
	power := rbac.power(given, "", {"nodes/proxy"}, {"get", "create", "update", "patch", "delete"})
	message := rbac.message(power, "it reaches the kubelet of every node")
}
