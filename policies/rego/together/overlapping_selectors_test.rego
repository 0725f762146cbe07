package slipway.rules.together.overlapping_selectors_test

import data.slipway.rules.together.overlapping_selectors as rule

workload(kind, name, selector, labels) := {
	"apiVersion": {"ReplicationController": "v1", "Job": "batch/v1"}[kind],
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"selector": selector, "template": {"metadata": {"labels": labels}, "spec": {}}},
} if {
	kind in {"ReplicationController", "Job"}
} else := {
	"apiVersion": "apps/v1",
	"kind": kind,
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"selector": selector, "template": {"metadata": {"labels": labels}, "spec": {}}},
}

narrow := workload("StatefulSet", "narrow", {"matchLabels": {"app": "cart", "part": "db"}}, {"app": "cart", "part": "db"})

found(kind) := {{
	"msg": sprintf(`%s "wide" also claims the pods of StatefulSet "narrow"`, [kind]),
	"path": ["spec", "selector"],
	"resource": 1,
}}

test_denies_the_one_that_claims_too_much if {
	every kind in ["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet"] {
		wide := workload(kind, "wide", {"matchLabels": {"app": "cart"}}, {"app": "cart"})
		rule.deny == found(kind) with input as {"resources": [narrow, wide]}
	}
	old := workload("ReplicationController", "wide", {"app": "cart"}, {"app": "cart"})
	rule.deny == found("ReplicationController") with input as {"resources": [narrow, old]}
}

# Among hundreds of the same selector a finding for each pair would be tens of thousands.
test_tells_of_all_that_one_claims_at_once if {
	same := [workload("Deployment", name, {"matchLabels": {"app": "cart"}}, {"app": "cart"}) | some name in ["a", "b", "c"]]
	rule.deny == {{
		"msg": sprintf(`Deployment %q also claims the pods of %s`, told),
		"path": ["spec", "selector"],
		"resource": number,
	} |
		some number, told in [
			["a", `Deployment "b", Deployment "c"`],
			["b", `Deployment "a", Deployment "c"`],
			["c", `Deployment "a", Deployment "b"`],
		]
	} with input as {"resources": same}
}

test_allows_selectors_apart if {
	apart := workload("Deployment", "wide", {"matchLabels": {"app": "cart", "part": "web"}}, {"app": "cart", "part": "web"})
	rule.deny == set() with input as {"resources": [narrow, apart]}
	job := workload("Job", "once", {}, {"app": "cart", "part": "db"})
	rule.deny == set() with input as {"resources": [narrow, job]}
	old := workload("ReplicationController", "old", {"app": "other"}, {"app": "other"})
	rule.deny == set() with input as {"resources": [narrow, old]}
	every selector in [{}, null] {
		every kind in ["Deployment", "ReplicationController"] {
			rule.deny == set() with input as {"resources": [narrow, workload(kind, "none", selector, {"app": "x"})]}
		}
	}
}
