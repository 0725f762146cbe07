# METADATA
# title: In production, two pods answer at least
# description: >-
#   Orders are taken around the clock: while the one pod's node is drained, nobody could order.
# custom:
#   id: ORDERS-001
#   severity: medium
#   controls: []
#   remediation: Set `replicas` to 2 or more in the service's `service.yaml`.
#   kinds: [Deployment]
package slipway.rules.team_orders.replicas

deny contains {"msg": message, "path": ["spec", "replicas"]} if {
	input.kind == "Deployment"
	input.metadata.namespace == "production"
	replicas := object.get(input, ["spec", "replicas"], 1)
	not enough(replicas)
	message := sprintf("has %v replicas", [replicas])
}

enough(replicas) if {
	is_number(replicas)
	replicas >= 2
}
