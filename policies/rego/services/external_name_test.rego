package slipway.rules.services.external_name_test

import data.slipway.rules.services.external_name as rule

service(spec) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart"}, "spec": spec}

test_denies_aliases_into_the_cluster_and_of_addresses if {
	every name in [
		"db.other.svc", "db.other.svc.cluster.local", "db.other.SVC.cluster.local.", "localhost", "169.254.169.254", "::1",
	] {
		found := {{"msg": sprintf(`Service "cart" is an alias of %s`, [name]), "path": ["spec", "externalName"]}}
		rule.deny == found with input as service({"type": "ExternalName", "externalName": name})
	}
}

test_allows_hosts_outside_and_other_types if {
	every spec in [
		{"type": "ExternalName", "externalName": "db.example.com"},
		{"type": "ExternalName", "externalName": "mysvc"},
		{"type": "ExternalName", "externalName": "db1.eu-west-1.rds.amazonaws.com"},
		{"type": "ExternalName", "externalName": null},
		{"type": "ExternalName"},
		{"externalName": "localhost"},
		null,
	] {
		rule.deny == set() with input as service(spec)
	}
}

test_leaves_other_groups_alone if {
	other := object.union(
		service({"type": "ExternalName", "externalName": "localhost"}),
		{"apiVersion": "example.org/v1"},
	)
	rule.deny == set() with input as other
}
