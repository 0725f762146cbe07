# METADATA
# title: No container asks for the user 0
# description: >-
#   The user 0 is root, whatever the image says: it may write files of mounted volumes as root and, out of its container, is
#   root on the node. In a user namespace of its own (`hostUsers: false`) it is not.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-005
#   severity: high
#   controls: [pss/restricted/runAsUser, cis-k8s/5.2.7, nsa/nonRootContainers]
#   remediation: Give another number as `runAsUser`, or leave it out and let the image's USER decide.
#   kinds: [pod]
package slipway.rules.pods.run_as_user

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(context.path, ["runAsUser"])} if {
	some context in pods.contexts
	not context.relaxed
	value := object.get(context.value, "runAsUser", null)
	value != null
	not another_user(value)
	message := sprintf("%s has runAsUser: %s", [context.title, pods.shown(value)])
}

another_user(value) if {
	is_number(value)
	value != 0
}
