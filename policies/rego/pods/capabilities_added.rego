# METADATA
# title: Containers add no capability beyond the runtime's default set
# description: >-
#   Each capability outside the default set is a part of root's power over the node: SYS_ADMIN mounts and traces, NET_ADMIN
#   rewrites the network, NET_RAW forges packets, SYS_PTRACE reads other processes.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-007
#   severity: high
#   controls:
#     - pss/baseline/capabilities
#     - pss/restricted/capabilities
#     - cis-k8s/5.2.8
#     - nsa/capabilities
#     - CKV_K8S_25
#     - CKV_K8S_39
#   remediation: Take the capability out of `capabilities.add`; only NET_BIND_SERVICE is fit for most programs.
#   kinds: [pod]
package slipway.rules.pods.capabilities_added

import data.slipway.lib.pods

# What the standard's baseline lets a container add: the default set of the runtimes, without NET_RAW.
allowed := {
	"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
	"SETPCAP", "SETUID", "SYS_CHROOT",
}

deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "capabilities", "add", number])} if {
	some found in pods.containers
	some number, capability in object.get(found.context, ["capabilities", "add"], [])
	not capability in allowed
	message := sprintf("%s adds the capability %s", [found.title, pods.shown(capability)])
}

deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "capabilities", "add"])} if {
	some found in pods.containers
	added := object.get(found.context, ["capabilities", "add"], null)
	not is_array(added)
	added != null
	message := sprintf("%s adds capabilities as %s, which is no list", [found.title, pods.shown(added)])
}
