# METADATA
# title: A role gathers only what it names
# description: >-
#   A ClusterRole that aggregates by an empty selector takes in the rules of every other role, cluster-admin's too, now
#   and later.
# related_resources:
#   - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
# custom:
#   id: SLIP-RBAC-021
#   severity: high
#   controls: [nsa/rbac]
#   remediation: >-
#     Give each selector a label of your own, e.g. `rbac.example.org/aggregate-to-monitoring: "true"`.
#   kinds: [ClusterRole]
package slipway.rules.rbac.aggregation

import data.slipway.lib.objects
import data.slipway.lib.rbac

deny contains {"msg": message, "path": ["aggregationRule", "clusterRoleSelectors", number]} if {
	objects.of_group(input, rbac.group)
	some number, selector in input.aggregationRule.clusterRoleSelectors
	selects_all(selector)
	message := sprintf("%s takes in the rules of every ClusterRole", [objects.described(input)])
}

selects_all(selector) if {
	empty(object.get(selector, "matchLabels", {}))
	empty(object.get(selector, "matchExpressions", []))
}

empty(value) if value in {null, {}, []}
