package slipway.rules.argocd.retries_test

import data.slipway.rules.argocd.retries as rule

application(retry) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "cart"},
	"spec": {"syncPolicy": {"retry": retry}},
}

test_denies_no_end_and_garbage if {
	every limit in [-1, "5", null] {
		found := {{
			"msg": sprintf(`Application "cart" tries a sync again without end: retry.limit is %v`, [limit]),
			"path": ["spec", "syncPolicy", "retry", "limit"],
		}}
		rule.deny == found with input as application({"limit": limit})
	}
}

test_allows_an_end if {
	every retry in [{"limit": 0}, {"limit": 10}, {}, null] {
		rule.deny == set() with input as application(retry)
	}
}
