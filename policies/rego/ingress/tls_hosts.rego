# METADATA
# title: Each host of an Ingress has a certificate
# description: >-
#   A host that no entry of `tls` names is served with the controller's own certificate, or without TLS; its users get a
#   warning, and learn to click it away.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
# custom:
#   id: SLIP-INGRESS-004
#   severity: medium
#   controls: [nsa/externalTraffic, nsa/encryption]
#   remediation: >-
#     Name the host in an entry of `spec.tls`.
#   kinds: [Ingress]
package slipway.rules.ingress.tls_hosts

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "rules", number, "host"]} if {
	objects.of_group(input, "networking.k8s.io")
	count(input.spec.tls) > 0
	not names_all
	some number, entry in input.spec.rules
	host := entry.host
	not covered(host)
	message := sprintf("%s has no certificate for %s", [objects.described(input), host])
}

# An entry without hosts stands for every host.
names_all if {
	some entry in input.spec.tls
	count(objects.texts(object.get(entry, "hosts", []))) == 0
}

covered(host) if host in named

covered(host) if concat(".", array.concat(["*"], array.slice(split(host, "."), 1, 100))) in named

named contains host if {
	some entry in input.spec.tls
	some host in objects.texts(entry.hosts)
}
