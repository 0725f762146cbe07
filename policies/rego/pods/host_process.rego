# METADATA
# title: No Windows container is a process of its node
# description: A HostProcess container runs on the Windows node itself, with the node's accounts and files.
# related_resources:
#   - https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
# custom:
#   id: SLIP-POD-018
#   severity: critical
#   controls: [pss/baseline/hostProcess, cis-k8s/5.2.10, nsa/privileged]
#   remediation: Remove `windowsOptions.hostProcess`; leave what must run on the node to the node's image.
#   kinds: [pod]
package slipway.rules.pods.host_process

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(context.path, ["windowsOptions", "hostProcess"])} if {
	some context in pods.contexts
	value := object.get(context.value, ["windowsOptions", "hostProcess"], null)
	not value in {null, false}
	message := sprintf("%s has hostProcess: %s", [context.title, pods.shown(value)])
}
