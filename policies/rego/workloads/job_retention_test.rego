package slipway.rules.workloads.job_retention_test

import data.slipway.rules.workloads.job_retention

job(fields) := {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "reindex"}, "spec": fields}

hook(name) := object.union(job({}), {"metadata": {"annotations": {name: "PreSync"}}})

test_denies_a_job_that_stays if {
	every fields in [{}, {"ttlSecondsAfterFinished": null}] {
		job_retention.deny == {{
			"msg": `Job "reindex" stays after it has ended`,
			"path": ["spec", "ttlSecondsAfterFinished"],
		}} with input as job(fields)
	}
}

test_denies_many_retries if {
	job_retention.deny == {{
		"msg": `Job "reindex" is tried again 11 times`,
		"path": ["spec", "backoffLimit"],
	}} with input as job({"ttlSecondsAfterFinished": 60, "backoffLimit": 11})
	found := job_retention.deny with input as job({"ttlSecondsAfterFinished": 60, "backoffLimit": "6"})
	count(found) == 1
}

test_allows_a_job_that_goes_hooks_and_other_groups if {
	every document in [
		job({"ttlSecondsAfterFinished": 0}), job({"ttlSecondsAfterFinished": 60, "backoffLimit": 10}), hook("argocd.argoproj.io/hook"),
		hook("helm.sh/hook"), object.union(job({"backoffLimit": 99}), {"apiVersion": "batch.volcano.sh/v1"}),
		job({"ttlSecondsAfterFinished": 60, "backoffLimit": null}),
	] {
		job_retention.deny == set() with input as document
	}
}
