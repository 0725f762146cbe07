# METADATA
# title: An autoscaler's target is there
# description: >-
#   An autoscaler for a workload that doesn't exist scales nothing; under load nobody comes to help.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
# custom:
#   id: SLIP-SET-008
#   severity: medium
#   controls: []
#   remediation: >-
#     Name the workload's kind and name in `scaleTargetRef`.
#   kinds: [HorizontalPodAutoscaler]
#   judges: set
package slipway.rules.together.autoscaler_target

import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec", "scaleTargetRef"], "resource": number} if {
	some number in astray
	told(number)
	message := sprintf("%s scales %s, which isn't there", [objects.described(together.documents[number]), target(number)])
}

unknown contains {"msg": message, "path": ["spec", "scaleTargetRef"], "resource": number} if {
	some number in astray
	not told(number)
	message := sprintf("%s scales %s, which isn't here", [objects.described(together.documents[number]), target(number)])
}

astray contains number if {
	some number in together.of_kind("autoscaling", "HorizontalPodAutoscaler")
	autoscaler := together.documents[number]
	wanted := autoscaler.spec.scaleTargetRef
	count(together.found(autoscaler, wanted.kind, wanted.name)) == 0
}

told(number) if together.complete(together.documents[number])

# One of the name but of another kind is what was meant.
told(number) if {
	autoscaler := together.documents[number]
	some kind in together.scaled
	count(together.found(autoscaler, kind, autoscaler.spec.scaleTargetRef.name)) > 0
}

target(number) := sprintf("%v %q", [wanted.kind, wanted.name]) if {
	wanted := together.documents[number].spec.scaleTargetRef
}
