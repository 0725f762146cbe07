# METADATA
# title: A namespace of the mesh says who may call
# description: >-
#   Without an AuthorizationPolicy every workload of the mesh may call every other; mutual TLS tells who it is and
#   nobody asks.
# related_resources:
#   - https://istio.io/latest/docs/ops/best-practices/security/#use-default-deny-patterns
# custom:
#   id: SLIP-SET-021
#   severity: low
#   controls: [nsa/networkPolicies]
#   remediation: >-
#     Add an AuthorizationPolicy without rules (it denies all), and one for each caller that is wanted.
#   kinds: [Namespace]
#   judges: set
package slipway.rules.together.no_authorization

import data.slipway.lib.istio
import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["metadata", "name"], "resource": number} if {
	some number in together.of_kind("", "Namespace")
	document := together.documents[number]
	in_mesh(objects.labels(document))
	runs_something(objects.name(document))
	not objects.name(document) in guarded
	message := sprintf("%s is in the mesh and has no AuthorizationPolicy", [objects.described(document)])
}

in_mesh(labels) if labels["istio.io/dataplane-mode"] == "ambient"

in_mesh(labels) if labels["istio-injection"] == "enabled"

in_mesh(labels) if is_string(labels["istio.io/rev"])

runs_something(name) if count(object.get(together.by_place, name, set())) > 0

guarded contains together.namespace(together.documents[number]) if {
	some number in together.of_kind(istio.security, "AuthorizationPolicy")
}
