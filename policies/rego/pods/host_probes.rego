# METADATA
# title: Probes and hooks call the pod itself
# description: >-
#   The kubelet makes these calls from the node, so a host of the manifest's choosing turns it into a way round network
#   policies, to the node's own services and the cloud's metadata.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: SLIP-POD-016
#   severity: medium
#   controls: [pss/baseline/hostProbes]
#   remediation: Leave `host` out of httpGet and tcpSocket; the pod's own address is the default.
#   kinds: [pod]
package slipway.rules.pods.host_probes

import data.slipway.lib.pods

callers := [
	["livenessProbe"],
	["readinessProbe"],
	["startupProbe"],
	["lifecycle", "postStart"],
	["lifecycle", "preStop"],
]

deny contains {"msg": message, "path": array.concat(found.path, call)} if {
	some found in pods.containers
	some caller in callers
	some action in ["httpGet", "tcpSocket"]
	call := array.concat(caller, [action, "host"])
	host := object.get(found.container, call, null)
	not host in {null, ""}
	message := sprintf("%s has a %s that calls the host %s", [found.title, caller[count(caller) - 1], pods.shown(host)])
}
