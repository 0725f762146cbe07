# METADATA
# title: A webhook is in the cluster
# description: >-
#   Every object, secrets too, is sent to the webhook; at an address outside of the cluster others read along, and the
#   cluster stops when the network does.
# related_resources:
#   - https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#url
# custom:
#   id: SLIP-ADMISSION-005
#   severity: high
#   controls: [nsa/admissionControl, nsa/encryption]
#   remediation: >-
#     Name a Service in `clientConfig.service`.
#   kinds: [ValidatingWebhookConfiguration, MutatingWebhookConfiguration]
package slipway.rules.admission.endpoint

import data.slipway.lib.admission
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["webhooks", number, "clientConfig", "url"]} if {
	some number, webhook in admission.webhooks
	url := webhook.clientConfig.url
	url != null
	not inside(url)
	message := sprintf("webhook %q of %s sends every object to %v", [
		admission.name(webhook),
		objects.described(input),
		url,
	])
}

inside(url) if regex.match(`^https://[^/:@]+\.svc(\.cluster\.local)?(:[0-9]+)?(/.*)?$`, url)
