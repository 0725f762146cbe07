# METADATA
# title: Few roles create pods
# description: >-
#   Whoever makes a pod can run it as any service account of the namespace and mount each of its secrets, whatever his
#   own rights are.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
# custom:
#   id: SLIP-RBAC-009
#   severity: notice
#   controls: [cis-eks/4.1.4, cis-k8s/5.1.4, nsa/privilegedRights]
#   remediation: >-
#     Leave it to Argo CD to create workloads; take the verb away from everyone else.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.creates_pods

import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "verbs"]} if {
	some number, given in rbac.rules
	some api_group, resources in workloads
	power := rbac.power(given, api_group, resources, {"create"})
	message := rbac.message(power, "its pods may run as any service account of the namespace")
}

workloads := {
	"": {"pods", "replicationcontrollers"},
	"apps": {"daemonsets", "deployments", "replicasets", "statefulsets"},
	"batch": {"cronjobs", "jobs"},
}
