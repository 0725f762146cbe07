# METADATA
# title: Containers drop all capabilities and add back only NET_BIND_SERVICE
# description: >-
#   The runtime's default set still lets a container change owners, forge packets and make device files. Hardly a program
#   needs them, and one that is taken over shouldn't have them.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-008
#   severity: medium
#   controls:
#     - pss/restricted/capabilities
#     - cis-k8s/5.2.8
#     - cis-k8s/5.2.9
#     - nsa/capabilities
#     - CKV_K8S_25
#     - CKV_K8S_28
#     - CKV_K8S_37
#   remediation: 'Set `capabilities: {drop: [ALL]}` in the securityContext of each container.'
#   kinds: [pod]
package slipway.rules.pods.capabilities_dropped

import data.slipway.lib.pods
import data.slipway.rules.pods.capabilities_added

deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "capabilities", "drop"])} if {
	some found in pods.containers
	not found.pod.windows
	not drops_all(found.context)
	message := sprintf("%s doesn't drop ALL capabilities", [found.title])
}

# What is beyond the default set is `capabilities_added`'s to say, once.
deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "capabilities", "add", number])} if {
	some found in pods.containers
	not found.pod.windows
	some number, capability in object.get(found.context, ["capabilities", "add"], [])
	capability in capabilities_added.allowed
	capability != "NET_BIND_SERVICE"
	message := sprintf("%s adds back the capability %s", [found.title, pods.shown(capability)])
}

drops_all(context) if "ALL" in context.capabilities.drop
