# METADATA
# title: No Service makes a load balancer of its own
# description: >-
#   Each Service of type LoadBalancer is a door of its own to the network outside, with an address, a price and rules
#   that nobody reviews together.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
# custom:
#   id: SLIP-SERVICE-002
#   severity: medium
#   controls: [service/loadBalancer, nsa/externalTraffic]
#   remediation: >-
#     Use type ClusterIP behind the cluster's ingress or gateway; the ingress itself has a waiver.
#   kinds: [Service]
package slipway.rules.services.load_balancer

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "type"]} if {
	objects.of_group(input, "")
	input.spec.type == "LoadBalancer"
	message := sprintf("%s makes %s load balancer of its own", [objects.described(input), reach])
}

reach := "an internal" if count(inward) > 0

reach := "a public" if count(inward) == 0

# Clouds' own annotations for a load balancer that only the private network reaches.
marks := {
	"service.beta.kubernetes.io/aws-load-balancer-internal": {"true", "0.0.0.0/0"},
	"service.beta.kubernetes.io/aws-load-balancer-scheme": {"internal"},
	"service.beta.kubernetes.io/azure-load-balancer-internal": {"true"},
	"networking.gke.io/load-balancer-type": {"Internal"},
}

inward contains mark if {
	some mark, values in marks
	objects.annotations(input)[mark] in values
}
