# METADATA
# title: One DestinationRule sets a host's policy
# description: >-
#   Of two for one host the later one's traffic policy is dropped without a word: its TLS, its limits, its outlier
#   detection.
# related_resources:
#   - https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration
# custom:
#   id: SLIP-SET-020
#   severity: medium
#   controls: []
#   remediation: >-
#     Put the policy and the subsets into one DestinationRule.
#   kinds: [DestinationRule]
#   judges: set
package slipway.rules.together.destination_conflict

import data.slipway.lib.backends
import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec", "host"], "resource": number} if {
	some [host, _], numbers in claimed
	count(numbers) > 1
	some number in numbers
	message := sprintf("%s sets the policy of %s, as %s does", [
		objects.described(together.documents[number]),
		host,
		objects.listed({objects.described(together.documents[other]) | some other in numbers; other != number}),
	])
}

# Rules for some workloads only, by their selector, are for others than those without.
claimed[[host, place]] contains number if {
	some number in together.of_kind("networking.istio.io", "DestinationRule")
	document := together.documents[number]
	count(objects.mapping(object.get(document, ["spec", "workloadSelector"], {}))) == 0
	place := together.namespace(document)
	host := backends.full(document.spec.host, document)
}
