package slipway.lib.resources_test

import data.slipway.lib.resources

test_quantities_are_numbers if {
	every quantity, value in {
		"2": 2, "0.5": 0.5, ".5": 0.5, "100m": 0.1, "1Gi": 1073741824, "1k": 1000, "1M": 1000000, "1e3": 1000, "+2": 2, "-1": -1,
		"1500n": 0.0000015, "20u": 0.00002, "2E": 2000000000000000000,
	} {
		resources.amount(quantity) == value
	}
	resources.amount(2) == 2
}

test_what_is_no_quantity_is_undefined if {
	every quantity in ["", "lots", "1 Gi", "1gi", "1GB", "m", "1..2", "u", "1.u", null, true, [], {}] {
		not resources.amount(quantity)
	}
}

found(own, whole) := {"container": {"resources": own}, "pod": {"spec": {"resources": whole}}}

test_a_containers_limit_comes_before_its_pods if {
	resources.limit(found({"limits": {"cpu": "1"}}, {"limits": {"cpu": "2"}}), "cpu") == "1"
	resources.limit(found({}, {"limits": {"cpu": "2"}}), "cpu") == "2"
	not resources.limit(found({"limits": {"memory": "1"}}, {"requests": {"cpu": "2"}}), "cpu")
}

test_no_limit_is_one_that_is_nothing if {
	every quantity in ["0", 0, "", "lots", null, "-1"] {
		not resources.limit(found({"limits": {"cpu": quantity}}, {}), "cpu")
		not resources.limit(found({}, {"limits": {"cpu": quantity}}), "cpu")
	}
}

test_a_request_is_looked_for_in_order if {
	whole := {"requests": {"cpu": "3"}, "limits": {"cpu": "4"}}
	resources.request(found({"requests": {"cpu": "1"}, "limits": {"cpu": "2"}}, whole), "cpu") == "1"
	resources.request(found({"limits": {"cpu": "2"}}, whole), "cpu") == "2"
	resources.request(found(null, whole), "cpu") == "3"
	resources.request(found({}, {"limits": {"cpu": "4"}}), "cpu") == "4"
	not resources.request(found({}, {}), "cpu")
}

test_no_request_is_one_that_is_nothing if {
	nothing := {"requests": {"cpu": "0"}, "limits": {"cpu": "0"}}
	not resources.request(found(nothing, nothing), "cpu")
}
