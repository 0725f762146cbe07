# METADATA
# title: No container is privileged
# description: >-
#   A privileged container has every capability and every device of its node, and none of the walls around it: whoever
#   runs code in it owns the node.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-001
#   severity: critical
#   controls: [pss/baseline/privileged, cis-eks/4.2.1, cis-k8s/5.2.2, nsa/privileged, CKV_K8S_16]
#   remediation: >-
#     Remove `privileged: true`. Where one capability or device is needed, ask for that one, in a namespace of its own.
#   kinds: [pod]
package slipway.rules.pods.privileged

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["securityContext", "privileged"])} if {
	some found in pods.containers
	value := object.get(found.context, "privileged", null)
	not value in {null, false}
	message := sprintf("%s has privileged: %s", [found.title, pods.shown(value)])
}
