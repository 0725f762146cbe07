# METADATA
# title: /proc stays masked, except in a user namespace
# description: >-
#   The runtime hides those files of /proc through which a container could read the kernel's memory or change its settings.
#   `Unmasked` shows them to a user who is root on the node.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-013
#   severity: high
#   controls: [pss/baseline/procMount, pss/restricted/procMount]
#   remediation: 'Leave `procMount` out; to build images in a pod, give the pod a user namespace (`hostUsers: false`) as well.'
#   kinds: [pod]
package slipway.rules.pods.proc_mount

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "procMount"])} if {
	some found in pods.containers
	not found.pod.user_namespace
	value := object.get(found.context, "procMount", null)
	not value in {null, "Default"}
	message := sprintf("%s has procMount: %s on the node's own users", [found.title, pods.shown(value)])
}
