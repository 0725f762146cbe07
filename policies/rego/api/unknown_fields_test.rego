package slipway.rules.api.unknown_fields_test

import data.slipway.rules.api.unknown_fields as rule

definition(spec) := {
	"apiVersion": "apiextensions.k8s.io/v1",
	"kind": "CustomResourceDefinition",
	"metadata": {"name": "carts.example.org"},
	"spec": spec,
}

test_denies_the_whole_definition if {
	message := `CustomResourceDefinition "carts.example.org" keeps every unknown field`
	found := {{"msg": message, "path": ["spec", "preserveUnknownFields"]}}
	every value in [true, "true"] {
		rule.deny == found with input as definition({"preserveUnknownFields": value})
	}
}

test_denies_a_version if {
	message := `CustomResourceDefinition "carts.example.org" keeps every unknown field in version v2`
	found := {{"msg": message, "path": ["spec", "versions", 1, "schema", "openAPIV3Schema"]}}
	rule.deny == found with input as definition({"versions": [
		{"name": "v1", "schema": {"openAPIV3Schema": {"properties": {"a": {"x-kubernetes-preserve-unknown-fields": true}}}}},
		{"name": "v2", "schema": {"openAPIV3Schema": {"x-kubernetes-preserve-unknown-fields": true}}},
	]})
}

test_allows_a_schema if {
	every spec in [{"preserveUnknownFields": false}, {"versions": [{"name": "v1", "schema": null}]}, {}, null] {
		rule.deny == set() with input as definition(spec)
	}
}
