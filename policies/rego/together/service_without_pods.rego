# METADATA
# title: A Service selects pods
# description: >-
#   A Service whose selector fits no pod has no endpoints; each call to it fails, and nothing says why.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/service/
# custom:
#   id: SLIP-SET-004
#   severity: medium
#   controls: []
#   remediation: >-
#     Give the Service's selector the labels of the workload's pod template.
#   kinds: [Service]
#   judges: set
package slipway.rules.together.service_without_pods

import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec", "selector"], "resource": number} if {
	some number in empty
	told(together.documents[number])
	message := sprintf("%s selects no pod: %s", [objects.described(together.documents[number]), wanted(number)])
}

unknown contains {"msg": message, "path": ["spec", "selector"], "resource": number} if {
	some number in empty
	not told(together.documents[number])
	message := sprintf("%s selects no pod here: %s", [objects.described(together.documents[number]), wanted(number)])
}

empty contains number if {
	some number in together.of_kind("", "Service")
	service := together.documents[number]
	service.spec.type != "ExternalName"
	count(service.spec.selector) > 0
	count(together.served(service)) == 0
}

empty contains number if {
	some number in together.of_kind("", "Service")
	service := together.documents[number]
	not service.spec.type
	count(service.spec.selector) > 0
	count(together.served(service)) == 0
}

# It is told where its namespace, or all of its folder with workloads of that namespace, is here, and nothing may make pods.
told(service) if {
	not together.foreign_kinds
	together.complete(service)
}

told(service) if {
	not together.foreign_kinds
	object.get(input, "whole", true) == true
	some workload in together.workloads
	workload.place == together.namespace(service)
}

wanted(number) := objects.listed([sprintf("%v=%v", [key, value]) |
	some key, value in together.documents[number].spec.selector
])
