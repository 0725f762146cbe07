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

deny contains {"msg": message, "path": array.concat(found.path, [action, "host"])} if {
	some found in pods.handlers
	some action in ["httpGet", "tcpSocket"]
	host := object.get(found.handler, [action, "host"], null)
	not host in {null, ""}
	message := sprintf("%s has a %s that calls the host %s", [found.title, found.name, pods.shown(host)])
}
