# METADATA
# title: No container runs without a seccomp profile by its own wish
# description: >-
#   `Unconfined` takes away the filter between a container and some three hundred system calls, most of which no service
#   needs and many of which past escapes used.
# related_resources:
#   - https://kubernetes.io/docs/tutorials/security/seccomp/
# custom:
#   id: SLIP-POD-009
#   severity: high
#   controls:
#     - pss/baseline/seccomp
#     - pss/restricted/seccomp
#     - cis-k8s/5.6.2
#     - nsa/seccomp
#     - CKV_K8S_31
#   remediation: 'Set `seccompProfile: {type: RuntimeDefault}`, or Localhost with a profile of your own.'
#   kinds: [pod]
package slipway.rules.pods.seccomp_profile

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(context.path, ["seccompProfile", "type"])} if {
	some context in pods.contexts
	profile := object.get(context.value, "seccompProfile", null)
	profile != null
	not confines(profile)
	message := sprintf("%s has the seccomp profile %s", [context.title, pods.shown(profile)])
}

confines(profile) if profile.type in {"RuntimeDefault", "Localhost"}
