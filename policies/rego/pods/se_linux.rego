# METADATA
# title: SELinux contexts are those of containers
# description: >-
#   SELinux keeps a process inside its container's type. A type of its own choosing, or another user or role, can take it out.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-012
#   severity: high
#   controls: [pss/baseline/seLinux, nsa/seLinux]
#   remediation: >-
#     Set no `user` and no `role`, and as `type` only container_t, container_init_t, container_kvm_t or container_engine_t.
#   kinds: [pod]
package slipway.rules.pods.se_linux

import data.slipway.lib.pods

# What each field may say; null is a field that is not set.
allowed := {
	"type": {null, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"},
	"user": {null, ""},
	"role": {null, ""},
}

deny contains {"msg": message, "path": array.concat(context.path, ["seLinuxOptions", field])} if {
	some context in pods.contexts
	some field, values in allowed
	value := object.get(context.value, ["seLinuxOptions", field], null)
	not value in values
	message := sprintf("%s has the SELinux %s %s", [context.title, field, pods.shown(value)])
}
