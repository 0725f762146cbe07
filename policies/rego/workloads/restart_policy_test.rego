package slipway.rules.workloads.restart_policy_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.restart_policy

test_denies_a_job_that_never_ends if {
	every policy in ["Always", null] {
		restart_policy.deny == {{
			"msg": sprintf("CronJob has restartPolicy: %s", [json.marshal(policy)]),
			"path": ["spec", "jobTemplate", "spec", "template", "spec", "restartPolicy"],
		}} with input as fixtures.cron_job({"restartPolicy": policy})
	}
	found := restart_policy.deny with input as object.union(fixtures.deployment({}), {"apiVersion": "batch/v1", "kind": "Job"})
	count(found) == 1
}

test_denies_a_deployment_that_is_not_restarted if {
	every policy in ["Never", "OnFailure", 5] {
		restart_policy.deny == {{
			"msg": sprintf("Deployment has restartPolicy: %s", [json.marshal(policy)]),
			"path": ["spec", "template", "spec", "restartPolicy"],
		}} with input as fixtures.deployment({"restartPolicy": policy})
	}
}

test_allows_what_fits if {
	every policy in ["Never", "OnFailure"] {
		restart_policy.deny == set() with input as fixtures.cron_job({"restartPolicy": policy})
	}
	every spec in [{}, {"restartPolicy": null}, {"restartPolicy": "Always"}] {
		restart_policy.deny == set() with input as fixtures.deployment(spec)
	}
}

test_asks_no_bare_pod if {
	restart_policy.deny == set() with input as fixtures.pod({"restartPolicy": "Never"})
}

test_asks_every_kind_that_keeps_pods_running if {
	every kind in ["DaemonSet", "ReplicaSet", "StatefulSet"] {
		found := restart_policy.deny with input as object.union(fixtures.deployment({"restartPolicy": "Never"}), {"kind": kind})
		count(found) == 1
	}
	controller := object.union(fixtures.deployment({"restartPolicy": "Never"}), {"apiVersion": "v1", "kind": "ReplicationController"})
	found := restart_policy.deny with input as controller
	count(found) == 1
}
