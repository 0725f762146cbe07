# METADATA
# title: An Ingress names its hosts
# description: >-
#   A rule for `*`, or without a host, takes the traffic of every name that nobody else claims, another team's next one
#   too.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards
# custom:
#   id: SLIP-INGRESS-001
#   severity: medium
#   controls: [ingress/wildcardHost, nsa/externalTraffic]
#   remediation: >-
#     Write each host in full.
#   kinds: [Ingress]
package slipway.rules.ingress.wildcard_hosts

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "rules", number, "host"]} if {
	ours
	some number, entry in input.spec.rules
	host := object.get(objects.mapping(entry), "host", "")
	wild(host)
	message := sprintf("%s takes %s", [objects.described(input), shown(host)])
}

deny contains {"msg": message, "path": ["spec", backend]} if {
	ours
	count(object.get(input, ["spec", "rules"], [])) == 0
	some backend in ["defaultBackend", "backend"]
	input.spec[backend]
	message := sprintf("%s takes every host: it has a default backend and no rules", [objects.described(input)])
}

ours if {
	some group in ["networking.k8s.io", "extensions"]
	objects.of_group(input, group)
}

wild(host) if not is_string(host)

wild("")

wild(host) if contains(host, "*")

shown(host) := "every host: a rule names none" if host in {"", null}

shown(host) := sprintf("the hosts %v", [host]) if not host in {"", null}
