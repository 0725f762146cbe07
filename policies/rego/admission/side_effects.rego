# METADATA
# title: A webhook has no side effects
# description: >-
#   A dry run is refused by the API server where a webhook may have side effects, so neither `kubectl diff` nor the gate
#   can ask what would happen.
# related_resources:
#   - https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#side-effects
# custom:
#   id: SLIP-ADMISSION-004
#   severity: low
#   controls: [nsa/admissionControl]
#   remediation: >-
#     Set `sideEffects: None`, or `NoneOnDryRun` and look at `dryRun` of the request.
#   kinds: [ValidatingWebhookConfiguration, MutatingWebhookConfiguration]
package slipway.rules.admission.side_effects

import data.slipway.lib.admission
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["webhooks", number, "sideEffects"]} if {
	some number, webhook in admission.webhooks
	effects := object.get(webhook, "sideEffects", "missing")
	not effects in {"None", "NoneOnDryRun"}
	message := sprintf("webhook %q of %s may have side effects: sideEffects is %v", [
		admission.name(webhook),
		objects.described(input),
		effects,
	])
}
