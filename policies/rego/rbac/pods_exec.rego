# METADATA
# title: No role opens a shell in pods
# description: >-
#   Whoever may exec into, attach to or forward ports of a pod has its service account, its secrets and its network, and
#   leaves no trace in Git.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   id: SLIP-RBAC-008
#   severity: high
#   controls: [nsa/privilegedRights, CKV2_K8S_2]
#   remediation: >-
#     Take `pods/exec`, `pods/attach` and `pods/portforward` away; who mends something in production uses `kubectl
#     debug` with an account of his own, for a time.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.pods_exec

import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "resources"]} if {
	some number, given in rbac.rules
	power := rbac.power(given, "", doors, {"create", "get", "patch", "update"})
	message := rbac.message(power, "it opens every pod in reach")
}

# A WebSocket client asks with `get` what others ask with `create`.
doors := {"pods/exec", "pods/attach", "pods/portforward", "pods/ephemeralcontainers"}
