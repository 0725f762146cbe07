# METADATA
# title: Two Ingresses don't claim one path of a host
# description: >-
#   Which of the two gets the traffic is up to the controller (mostly the older one); a change elsewhere can switch it.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/ingress/
# custom:
#   id: SLIP-SET-015
#   severity: medium
#   controls: []
#   remediation: >-
#     Give each host and path to one Ingress.
#   kinds: [Ingress]
#   judges: set
package slipway.rules.together.ingress_conflict

import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec", "rules", claim.place], "resource": claim.number} if {
	some [host, path], claims in claimed
	some claim in claims
	others := {objects.described(together.documents[other.number]) |
		some other in claims
		other.number != claim.number
		other.class == claim.class
	}
	count(others) > 0
	message := sprintf("%s takes %v%v, as %s does", [
		objects.described(together.documents[claim.number]),
		host,
		path,
		objects.listed(others),
	])
}

claimed[[host, path]] contains {"number": number, "place": place, "class": class(document)} if {
	some number in together.of_kind("networking.k8s.io", "Ingress")
	document := together.documents[number]
	some place, entry in document.spec.rules
	host := object.get(entry, "host", "*")
	some way in entry.http.paths
	path := trim_right(object.get(way, "path", "/"), "/")
}

class(document) := object.get(
	document,
	["spec", "ingressClassName"],
	object.get(objects.annotations(document), "kubernetes.io/ingress.class", ""),
)
