# METADATA
# title: Which objects a label selector takes in
# description: |
#   As Kubernetes' LabelSelector does: all of `matchLabels` and all of `matchExpressions`. An empty selector takes in everything,
#   one that is no object nothing.
package slipway.lib.selectors

import data.slipway.lib.objects

# METADATA
# description: Whether a LabelSelector takes in an object with these labels.
selects(selector, labels) if {
	is_object(selector)
	selects_simply(object.get(selector, "matchLabels", {}), labels)
	every expression in object.get(selector, "matchExpressions", []) { holds(expression, labels) }
}

selects(selector, labels) if {
	is_object(selector)
	object.get(selector, "matchExpressions", []) == null
	selects_simply(object.get(selector, "matchLabels", {}), labels)
}

# METADATA
# description: Whether a plain map of labels, as a Service's selector is, takes in an object with these labels.
selects_simply(wanted, labels) if {
	every key, value in objects.mapping(wanted) { object.get(labels, key, null) == value }
}

holds({"key": key, "operator": "In", "values": values}, labels) if object.get(labels, key, null) in values

holds({"key": key, "operator": "NotIn", "values": values}, labels) if not object.get(labels, key, null) in values

holds(expression, labels) if {
	expression.operator == "Exists"
	expression.key in object.keys(labels)
}

holds(expression, labels) if {
	expression.operator == "DoesNotExist"
	not expression.key in object.keys(labels)
}
