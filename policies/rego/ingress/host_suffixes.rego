# METADATA
# title: Hosts are below the domains that are ours
# description: >-
#   A host of a foreign domain is a typing mistake or a takeover; either way its traffic doesn't come here.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/ingress/
# custom:
#   id: SLIP-INGRESS-007
#   severity: medium
#   controls: [nsa/externalTraffic]
#   remediation: >-
#     Use a host below one of the domains in `hostSuffixes` of policies/settings.yaml, or add the domain there.
#   kinds: [Ingress, HTTPRoute, GRPCRoute, TLSRoute, Gateway, VirtualService]
package slipway.rules.ingress.host_suffixes

import data.slipway.lib.hosts
import data.slipway.lib.objects
import data.slipway.lib.settings

deny contains {"msg": message, "path": found.path} if {
	count(settings.host_suffixes) > 0
	some found in hosts.hosts
	not ours(found.host)
	message := sprintf(
		"%s takes %s, which is below none of %s",
		[objects.described(input), found.host, objects.listed(settings.host_suffixes)],
	)
}

ours(host) if {
	some suffix in settings.host_suffixes
	endswith(concat("", [".", host]), concat("", [".", trim_prefix(suffix, ".")]))
}

# A mesh's own hosts (a service's name) are no domains; a wildcard for all is another rule's matter.
ours(host) if not contains(host, ".")

ours(host) if endswith(host, ".svc.cluster.local")
