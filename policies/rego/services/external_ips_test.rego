package slipway.rules.services.external_ips_test

import data.slipway.rules.services.external_ips as rule

service(spec) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart"}, "spec": spec}

test_denies_addresses if {
	found := {{"msg": `Service "cart" takes traffic of 10.0.0.1, 10.0.0.2`, "path": ["spec", "externalIPs"]}}
	rule.deny == found with input as service({"externalIPs": ["10.0.0.2", "10.0.0.1"]})
}

test_denies_a_string if {
	found := {{"msg": `Service "cart" takes traffic of 10.0.0.1`, "path": ["spec", "externalIPs"]}}
	rule.deny == found with input as service({"externalIPs": "10.0.0.1"})
}

test_denies_what_can_not_be_read if {
	found := {{"msg": `Service "cart" takes traffic of addresses that can't be read`, "path": ["spec", "externalIPs"]}}
	every garbage in [7, {"a": "b"}, [7]] {
		rule.deny == found with input as service({"externalIPs": garbage})
	}
}

test_allows_none if {
	every spec in [{}, {"externalIPs": []}, {"externalIPs": null}, null] {
		rule.deny == set() with input as service(spec)
	}
}

test_leaves_other_groups_alone if {
	other := object.union(service({"externalIPs": ["10.0.0.1"]}), {"apiVersion": "example.org/v1"})
	rule.deny == set() with input as other
}
