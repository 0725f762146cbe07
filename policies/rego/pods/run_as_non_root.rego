# METADATA
# title: Containers run as a user that is not root
# description: >-
#   A process that is root in its container is root on the node once it gets out of it, by a flaw in the kernel, the
#   runtime or a mounted volume. In a user namespace of its own (`hostUsers: false`) it is not.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-004
#   severity: high
#   controls: [pss/restricted/runAsNonRoot, cis-k8s/5.2.7, nsa/nonRootContainers, CKV_K8S_23]
#   remediation: >-
#     Set `runAsNonRoot: true` in the pod's securityContext, and build the image with a numeric USER.
#   kinds: [pod]
package slipway.rules.pods.run_as_non_root

import data.slipway.lib.pods

# Where the pod or a container says something, it must say yes, also a pod whose containers all say otherwise.
deny contains {"msg": message, "path": array.concat(context.path, ["runAsNonRoot"])} if {
	some context in pods.contexts
	not context.relaxed
	value := object.get(context.value, "runAsNonRoot", null)
	not value in {null, true}
	message := sprintf("%s has runAsNonRoot: %s", [context.title, pods.shown(value)])
}

# A container that says nothing has what the pod says.
deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "runAsNonRoot"])} if {
	some found in pods.containers
	not found.pod.user_namespace
	object.get(found.context, "runAsNonRoot", null) == null
	object.get(found.pod.spec, ["securityContext", "runAsNonRoot"], null) == null
	message := sprintf("%s may run as root: neither it nor the pod has runAsNonRoot: true", [found.title])
}
