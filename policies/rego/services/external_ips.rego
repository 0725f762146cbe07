# METADATA
# title: No Service claims outside addresses
# description: >-
#   Traffic of the whole cluster to an address in `externalIPs` is sent to this service, whoever owns the address
#   (CVE-2020-8554, not mended).
# related_resources:
#   - https://github.com/kubernetes/kubernetes/issues/97076
# custom:
#   id: SLIP-SERVICE-003
#   severity: high
#   controls: [service/externalIPs, nsa/externalTraffic]
#   remediation: >-
#     Remove externalIPs; use an ingress or gateway.
#   kinds: [Service]
package slipway.rules.services.external_ips

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "externalIPs"]} if {
	objects.of_group(input, "")
	not object.get(input, ["spec", "externalIPs"], null) in {null, []}
	message := sprintf("%s takes traffic of %s", [objects.described(input), claimed])
}

claimed := objects.listed(objects.texts(input.spec.externalIPs)) if count(objects.texts(input.spec.externalIPs)) > 0

claimed := "addresses that can't be read" if count(objects.texts(input.spec.externalIPs)) == 0
