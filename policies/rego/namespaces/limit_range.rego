# METADATA
# title: A limit range's figures fit each other
# description: >-
#   A default above the maximum, or a request above its limit, refuses every pod that leaves the figure out; the
#   namespace takes no pods and nobody sees why.
# related_resources:
#   - https://kubernetes.io/docs/concepts/policy/limit-range/
# custom:
#   id: SLIP-NAMESPACE-003
#   severity: low
#   controls: [nsa/resourceQuotas]
#   remediation: >-
#     Keep min ≤ defaultRequest ≤ default ≤ max for each resource.
#   kinds: [LimitRange]
package slipway.rules.namespaces.limit_range

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "limits", number, pair[0], resource]} if {
	objects.of_group(input, "")
	some number, limit in input.spec.limits
	some pair in pairs
	some resource, small in limit[pair[0]]
	large := limit[pair[1]][resource]
	units.parse(sprintf("%v", [small])) > units.parse(sprintf("%v", [large]))
	message := sprintf("%s has the %s of %s at %v, above its %s of %v", [
		objects.described(input),
		pair[0],
		resource,
		small,
		pair[1],
		large,
	])
}

pairs := [["min", "defaultRequest"], ["min", "default"], ["min", "max"], ["defaultRequest", "default"], ["default", "max"]]
