# METADATA
# title: Containers run as a user that is not root
# description: >-
#   A process that is root in its container is root on the node once it gets out of it, by a flaw in the kernel, the
#   runtime or a mounted volume.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-004
#   severity: high
#   controls: [pss/restricted/runAsNonRoot, CKV_K8S_23]
#   remediation: >-
#     Set `runAsNonRoot: true` in the pod's securityContext, and build the image with a numeric USER.
#   kinds: [pod]
package slipway.rules.pods.run_as_non_root

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "runAsNonRoot"])} if {
	some found in pods.containers
	object.get(found.container, ["securityContext", "runAsNonRoot"], pod_wide) != true
	message := sprintf("container %q may run as root", [found.container.name])
}

pod_wide := object.get(pods.spec, ["securityContext", "runAsNonRoot"], false)
