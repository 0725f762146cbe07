# METADATA
# title: Pods stay out of their node's network, processes and memory
# description: >-
#   In its node's namespaces a pod sees and signals other pods' processes, reads their shared memory, and speaks from the
#   node's address, past every network policy and to the node's metadata.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-002
#   severity: high
#   controls:
#     - pss/baseline/hostNamespaces
#     - cis-eks/4.2.2
#     - cis-eks/4.2.3
#     - cis-eks/4.2.4
#     - cis-k8s/5.2.3
#     - cis-k8s/5.2.4
#     - cis-k8s/5.2.5
#     - nsa/hostNamespaces
#     - CKV_K8S_17
#     - CKV_K8S_18
#     - CKV_K8S_19
#   remediation: Remove `hostNetwork`, `hostPID` and `hostIPC`; reach the node's services by a Service or a port of the pod.
#   kinds: [pod]
package slipway.rules.pods.host_namespaces

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(pod.at, [field])} if {
	some pod in pods.all
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	value := object.get(pod.spec, field, null)
	not value in {null, false}
	message := sprintf("the pod has %s: %s", [field, pods.shown(value)])
}
