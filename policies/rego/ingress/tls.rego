# METADATA
# title: An Ingress has TLS
# description: >-
#   Without TLS everyone on the way reads and changes what is sent, session cookies and passwords too.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
# custom:
#   id: SLIP-INGRESS-002
#   severity: high
#   controls: [ingress/tls, nsa/externalTraffic, nsa/encryption, cis-eks/5.4.5]
#   remediation: >-
#     Add `spec.tls` with the hosts and the secret of their certificate.
#   kinds: [Ingress]
package slipway.rules.ingress.tls

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "tls"]} if {
	ours
	not has_tls
	not terminated_before
	message := sprintf("%s has no TLS", [objects.described(input)])
}

ours if {
	some group in ["networking.k8s.io", "extensions"]
	objects.of_kind(input, group, "Ingress")
}

has_tls if {
	is_array(input.spec.tls)
	count(input.spec.tls) > 0
}

# The AWS load balancer ends TLS itself, with a certificate of ACM; spec.tls says nothing there. It finds the certificate
# by the hosts, or takes the one named; that it listens to HTTPS only is what is asked.
terminated_before if {
	ports := json.unmarshal(objects.annotations(input)["alb.ingress.kubernetes.io/listen-ports"])
	count(ports) > 0
	every port in ports {
		port.HTTPS
	}
}
