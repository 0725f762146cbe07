# METADATA
# title: An Ingress with TLS doesn't serve HTTP beside it
# description: >-
#   Where HTTP stays open a first request goes out in the clear, with the cookies, and whoever sits on the way keeps the
#   browser there.
# related_resources:
#   - https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
# custom:
#   id: SLIP-INGRESS-003
#   severity: medium
#   controls: [ingress/tls, nsa/externalTraffic, nsa/encryption]
#   remediation: >-
#     Remove the annotation, or set `kubernetes.io/ingress.allow-http` to "false" and let ssl-redirect stand.
#   kinds: [Ingress]
package slipway.rules.ingress.allow_http

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["metadata", "annotations", key]} if {
	some group in ["networking.k8s.io", "extensions"]
	objects.of_group(input, group)
	some key, bad in settings
	value := objects.annotations(input)[key]
	lower(sprintf("%v", [value])) == bad
	message := sprintf("%s serves plain HTTP: %s is %v", [objects.described(input), key, value])
}

settings := {
	"kubernetes.io/ingress.allow-http": "true",
	"nginx.ingress.kubernetes.io/ssl-redirect": "false",
	"nginx.ingress.kubernetes.io/force-ssl-redirect": "false",
	"nginx.org/redirect-to-https": "false",
	"ingress.kubernetes.io/ssl-redirect": "false",
}
