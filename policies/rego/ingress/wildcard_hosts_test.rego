package slipway.rules.ingress.wildcard_hosts_test

import data.slipway.rules.ingress.wildcard_hosts as rule

ingress(spec) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "cart"},
	"spec": spec,
}

rules(last) := {"rules": [{"host": "cart.example.com"}, last]}

test_denies_wildcards if {
	every host in ["*", "*.example.com", "a.*.example.com"] {
		message := sprintf(`Ingress "cart" takes the hosts %s`, [host])
		found := {{"msg": message, "path": ["spec", "rules", 1, "host"]}}
		rule.deny == found with input as ingress(rules({"host": host}))
	}
}

test_denies_no_host if {
	found := {{"msg": `Ingress "cart" takes every host: a rule names none`, "path": ["spec", "rules", 1, "host"]}}
	every entry in [{}, {"host": ""}, {"host": null}, {"http": {}}, "garbage"] {
		rule.deny == found with input as ingress(rules(entry))
	}
}

test_denies_garbage_in_place_of_a_host if {
	found := {{"msg": `Ingress "cart" takes the hosts 7`, "path": ["spec", "rules", 1, "host"]}}
	rule.deny == found with input as ingress(rules({"host": 7}))
}

test_denies_a_backend_without_rules if {
	message := `Ingress "cart" takes every host: it has a default backend and no rules`
	every spec in [{"defaultBackend": {"service": {}}}, {"defaultBackend": {"service": {}}, "rules": []}] {
		rule.deny == {{"msg": message, "path": ["spec", "defaultBackend"]}} with input as ingress(spec)
	}
	old := object.union(ingress({"backend": {"serviceName": "a"}}), {"apiVersion": "extensions/v1beta1"})
	rule.deny == {{"msg": message, "path": ["spec", "backend"]}} with input as old
}

test_allows_full_hosts if {
	every spec in [
		{"rules": [{"host": "cart.example.com"}]},
		{"rules": [{"host": "cart.example.com"}], "defaultBackend": {"service": {}}},
		{"rules": []},
		null,
		{},
	] {
		rule.deny == set() with input as ingress(spec)
	}
}

test_leaves_other_groups_alone if {
	every spec in [rules({}), {"defaultBackend": {"service": {}}}] {
		rule.deny == set() with input as object.union(ingress(spec), {"apiVersion": "config.openshift.io/v1"})
	}
}
