# METADATA
# title: Pods have users of their own
# description: >-
#   In a user namespace root in the pod is nobody on the node, so most escapes lead nowhere. It is off unless a pod asks for it.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
# custom:
#   id: SLIP-POD-030
#   severity: notice
#   controls: []
#   remediation: 'Set `hostUsers: false` where the nodes (Linux 6.3, containerd 2) and the volumes allow it.'
#   kinds: [pod]
package slipway.rules.pods.user_namespace

import data.slipway.lib.pods

deny contains {"msg": "the pod shares its node's users", "path": array.concat(pod.at, ["hostUsers"])} if {
	some pod in pods.all
	not pod.user_namespace
	not pod.windows
}
