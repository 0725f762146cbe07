# METADATA
# title: /proc stays masked in a user namespace too
# description: >-
#   In a user namespace an unmasked /proc is safe enough for the standard's baseline; its restricted level still forbids it,
#   for it shows what the kernel tells root alone.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-014
#   severity: low
#   controls: [pss/restricted/procMount]
#   remediation: Leave `procMount` out, or run what needs it in a namespace of level baseline.
#   kinds: [pod]
package slipway.rules.pods.proc_mount_restricted

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "procMount"])} if {
	some found in pods.containers
	found.pod.user_namespace
	value := object.get(found.context, "procMount", null)
	not value in {null, "Default"}
	message := sprintf("%s has procMount: %s", [found.title, pods.shown(value)])
}
