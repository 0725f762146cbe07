# METADATA
# title: No role redirects a service's traffic
# description: >-
#   Whoever writes endpoints or a service's status points another team's traffic at a pod of his own (CVE-2021-25740,
#   CVE-2020-8554).
# related_resources:
#   - https://github.com/kubernetes/kubernetes/issues/103675
#   - https://github.com/kubernetes/kubernetes/issues/97076
# custom:
#   id: SLIP-RBAC-020
#   severity: medium
#   controls: [nsa/privilegedRights, CKV2_K8S_4]
#   remediation: >-
#     Leave endpoints to their controller; take the verbs away.
#   kinds: [Role, ClusterRole]
package slipway.rules.rbac.writes_endpoints

import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["rules", number, "resources"]} if {
	some number, given in rbac.rules
	some api_group, resources in routes
	power := rbac.power(given, api_group, resources, {"create", "patch", "update"})
	message := rbac.message(power, "it sends another service's traffic elsewhere")
}

# Endpoints are in the core group; a role that names them in another has been seen in the wild and reaches nothing.
routes := {
	"": {"endpoints", "endpoints/restricted", "services/status"},
	"discovery.k8s.io": {"endpointslices", "endpointslices/restricted"},
}
