# METADATA
# title: A webhook answers in time
# description: >-
#   Each request waits for the webhook; one that may take half a minute makes every deployment, and the node's own
#   leases, that slow when it hangs.
# related_resources:
#   - https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#timeouts
# custom:
#   id: SLIP-ADMISSION-002
#   severity: low
#   controls: [nsa/admissionControl]
#   remediation: >-
#     Set `timeoutSeconds` to 10 or less.
#   kinds: [ValidatingWebhookConfiguration, MutatingWebhookConfiguration]
package slipway.rules.admission.timeout

import data.slipway.lib.admission
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["webhooks", number, "timeoutSeconds"]} if {
	some number, webhook in admission.webhooks
	seconds := object.get(webhook, "timeoutSeconds", default_timeout)
	not short(seconds)
	message := sprintf("webhook %q of %s may take %v s", [admission.name(webhook), objects.described(input), seconds])
}

short(seconds) if {
	is_number(seconds)
	seconds <= 10
}

default default_timeout := 10

default_timeout := 30 if input.apiVersion == "admissionregistration.k8s.io/v1beta1"
