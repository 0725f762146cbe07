package slipway.rules.pods.in_other_kinds_test

import data.slipway.rules.pods.in_other_kinds

cache(version, kind, spec) := {"apiVersion": version, "kind": kind, "metadata": {"name": "a", "namespace": "shop"}, "spec": spec}

web := [{"name": "web", "image": "registry.example.com/web:1"}]

found(path) := {{"msg": `Cache "a" holds containers where no rule on pods judges them`, "path": path}}

test_denies_containers_wherever_a_custom_kind_has_them if {
	in_other_kinds.deny == found(["spec", "containers"]) with input as cache("example.com/v1", "Cache", {"containers": web})
	in_other_kinds.deny == found(["spec", "pod", "spec", "initContainers"]) with input as cache(
		"example.com/v1",
		"Cache",
		{"pod": {"spec": {"initContainers": web}}},
	)
	in_other_kinds.deny == found(["spec", "parts", 1, "containers"]) with input as cache(
		"cache.x-k8s.io/v1",
		"Cache",
		{"parts": [{}, {"containers": array.concat([{"name": "other"}], web)}]},
	)
}

test_denies_a_kind_whose_name_alone_is_known if {
	count(in_other_kinds.deny) == 1 with input as cache("example.com/v1", "Deployment", {"template": {"spec": {"containers": web}}})
}

test_allows_what_the_rules_on_pods_judge if {
	every version, kind in {"argoproj.io/v1alpha1": "Rollout", "apps/v1": "Deployment", "jobset.x-k8s.io/v1": "JobSet"} {
		in_other_kinds.deny == set() with input as cache(version, kind, {"template": {"spec": {"containers": web}}})
	}
}

test_allows_kubernetes_own_and_what_holds_none if {
	in_other_kinds.deny == set() with input as cache("metrics.k8s.io/v1", "PodMetrics", {"containers": web})
	in_other_kinds.deny == set() with input as cache("v1", "Odd", {"containers": web})
	every spec in [null, 5, {}, {"containers": ["web"]}, {"containers": [{"name": "web"}]}, {"containers": [{"image": 5}]}, {"images": web}] {
		in_other_kinds.deny == set() with input as cache("example.com/v1", "Cache", spec)
	}
}
