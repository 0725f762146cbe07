package slipway.lib.selectors_test

import data.slipway.lib.selectors

labels := {"app": "cart", "tier": "web"}

by(expression) := {"matchExpressions": [expression]}

test_all_labels_must_match if {
	selectors.selects({"matchLabels": {"app": "cart"}}, labels)
	selectors.selects({"matchLabels": {"app": "cart", "tier": "web"}}, labels)
	not selectors.selects({"matchLabels": {"app": "cart", "tier": "db"}}, labels)
	not selectors.selects({"matchLabels": {"zone": "a"}}, labels)
}

test_expressions_hold_or_not if {
	selectors.selects(by({"key": "app", "operator": "In", "values": ["cart", "x"]}), labels)
	not selectors.selects(by({"key": "app", "operator": "In", "values": ["x"]}), labels)
	selectors.selects(by({"key": "app", "operator": "NotIn", "values": ["x"]}), labels)
	selectors.selects(by({"key": "zone", "operator": "NotIn", "values": ["x"]}), labels)
	not selectors.selects(by({"key": "app", "operator": "NotIn", "values": ["cart"]}), labels)
	selectors.selects(by({"key": "app", "operator": "Exists"}), labels)
	not selectors.selects(by({"key": "zone", "operator": "Exists"}), labels)
	selectors.selects(by({"key": "zone", "operator": "DoesNotExist"}), labels)
	not selectors.selects(by({"key": "app", "operator": "DoesNotExist"}), labels)
	not selectors.selects(by({"key": "app", "operator": "Like"}), labels)
}

test_labels_and_expressions_must_hold_together if {
	not selectors.selects({"matchLabels": {"app": "cart"}, "matchExpressions": [{"key": "zone", "operator": "Exists"}]}, labels)
	not selectors.selects({"matchLabels": {"app": "x"}, "matchExpressions": [{"key": "app", "operator": "Exists"}]}, labels)
}

test_an_empty_selector_takes_in_everything_and_none_nothing if {
	selectors.selects({}, labels)
	selectors.selects({"matchLabels": null, "matchExpressions": null}, labels)
	not selectors.selects({"matchLabels": {"app": "x"}, "matchExpressions": null}, labels)
	not selectors.selects(null, labels)
	not selectors.selects("app=cart", labels)
}
