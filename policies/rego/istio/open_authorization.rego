# METADATA
# title: An authorization policy doesn't allow everyone
# description: >-
#   An ALLOW rule that says neither from whom, nor what, nor when allows every request, and makes the policy's other
#   rules idle.
# related_resources:
#   - https://istio.io/latest/docs/ops/best-practices/security/#use-default-deny-patterns
# custom:
#   id: SLIP-ISTIO-003
#   severity: high
#   controls: [nsa/networkPolicies]
#   remediation: >-
#     Name the callers (`from.source.principals`) and what they may do (`to.operation`). An ALLOW policy without rules
#     denies all.
#   kinds: [AuthorizationPolicy]
package slipway.rules.istio.open_authorization

import data.slipway.lib.istio
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "rules", number]} if {
	objects.of_group(input, istio.security)
	object.get(input, ["spec", "action"], "ALLOW") == "ALLOW"
	some number, entry in input.spec.rules
	says_nothing(objects.mapping(entry))
	message := sprintf("%s allows every request", [objects.described(input)])
}

says_nothing(entry) if {
	every field in ["from", "to", "when"] {
		object.get(entry, field, null) in {null, []}
	}
}
