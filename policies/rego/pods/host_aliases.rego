# METADATA
# title: Names are resolved by DNS, not by host aliases
# description: >-
#   An entry in a pod's /etc/hosts wins over DNS: it sends traffic where the manifest says, past Services and mesh, and stays when
#   the address has moved.
# related_resources:
#   - https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/
# custom:
#   id: SLIP-POD-029
#   severity: low
#   controls: []
#   remediation: Make a Service (of type ExternalName, or with an EndpointSlice of its own) for the name.
#   kinds: [pod]
package slipway.rules.pods.host_aliases

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(pod.at, ["hostAliases", number])} if {
	some pod in pods.all
	some number, alias in object.get(pod.spec, "hostAliases", [])
	message := sprintf("the pod has the host alias %s", [pods.shown(alias)])
}
