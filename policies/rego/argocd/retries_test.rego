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
			"msg": sprintf(`Application "cart" tries a sync again without end or pause: retry.limit is %v`, [limit]),
			"path": ["spec", "syncPolicy", "retry", "limit"],
		}}
		rule.deny == found with input as application({"limit": limit})
	}
}

test_allows_no_end_with_pauses_that_grow if {
	pauses := {"factor": 2, "maxDuration": "10m"}
	rule.deny == set() with input as application({"limit": -1, "backoff": pauses})
	every backoff in [{"factor": 1, "maxDuration": "10m"}, {"factor": 2}, {"maxDuration": "10m"}, {}, null] {
		count(rule.deny) == 1 with input as application({"limit": -1, "backoff": backoff})
	}
}

test_allows_an_end if {
	every retry in [{"limit": 0}, {"limit": 10}, {}, null] {
		rule.deny == set() with input as application(retry)
	}
}
