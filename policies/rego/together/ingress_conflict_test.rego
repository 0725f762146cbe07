package slipway.rules.together.ingress_conflict_test

import data.slipway.rules.together.ingress_conflict as rule

ingress(name, more, host, path) := object.union(
	{
		"apiVersion": "networking.k8s.io/v1",
		"kind": "Ingress",
		"metadata": {"name": name},
		"spec": {"rules": [{"host": "x.example.com"}, {"host": host, "http": {"paths": [{"path": path}]}}]},
	},
	more,
)

found(number, name, other) := {
	"msg": sprintf(`Ingress "%s" takes a.example.com/cart, as Ingress "%s" does`, [name, other]),
	"path": ["spec", "rules", 1],
	"resource": number,
}

test_denies_both if {
	first := ingress("one", {}, "a.example.com", "/cart")
	every path in ["/cart", "/cart/"] {
		rule.deny == {found(0, "one", "two"), found(1, "two", "one")} with input as {"resources": [
			first,
			ingress("two", {"metadata": {"namespace": "other"}}, "a.example.com", path),
		]}
	}
}

test_compares_classes if {
	class := {"spec": {"ingressClassName": "inside"}}
	old := {"metadata": {"annotations": {"kubernetes.io/ingress.class": "inside"}}}
	apart := {"resources": [ingress("one", class, "a", "/"), ingress("two", {}, "a", "/")]}
	rule.deny == set() with input as apart
	count(rule.deny) == 2 with input as {"resources": [ingress("one", class, "a", "/"), ingress("two", old, "a", "/")]}
}

test_reads_what_is_left_out if {
	bare := {
		"apiVersion": "networking.k8s.io/v1",
		"kind": "Ingress",
		"metadata": {"name": "bare"},
		"spec": {"rules": [{"http": {"paths": [{}]}}]},
	}
	{one.msg | some one in rule.deny} == {
		`Ingress "bare" takes *, as Ingress "all" does`,
		`Ingress "all" takes *, as Ingress "bare" does`,
	} with input as {"resources": [bare, ingress("all", {}, "*", "/")]}
}

test_allows_other_hosts_and_paths if {
	first := ingress("one", {}, "a.example.com", "/cart")
	rule.deny == set() with input as {"resources": [first, ingress("two", {}, "b.example.com", "/cart")]}
	rule.deny == set() with input as {"resources": [first, ingress("two", {}, "a.example.com", "/orders")]}
}
