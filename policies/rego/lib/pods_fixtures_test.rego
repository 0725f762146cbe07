# METADATA
# title: Documents that tests of rules on pods begin with
package slipway.fixtures.pods

pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "cart", "namespace": "shop"}, "spec": spec}

# A pod with one container that has these fields besides its name.
with_container(fields) := pod({"containers": [object.union({"name": "app"}, fields)]})

# A pod whose container has this securityContext.
secured(context) := with_container({"securityContext": context})

# A pod that has this securityContext itself, with a container that has that one.
secured_pod(whole, context) := pod({
	"securityContext": whole,
	"containers": [{"name": "app", "securityContext": context}],
})

# A pod with each kind of container, all with these fields.
every_container(fields) := pod({
	"containers": [object.union({"name": "app"}, fields)],
	"initContainers": [object.union({"name": "migrate"}, fields)],
	"ephemeralContainers": [object.union({"name": "debug"}, fields)],
})

# A Deployment of that pod.
deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"selector": {"matchLabels": {"app": "cart"}}, "template": {"metadata": {"labels": {"app": "cart"}}, "spec": spec}},
}

cron_job(spec) := {
	"apiVersion": "batch/v1",
	"kind": "CronJob",
	"metadata": {"name": "cart", "namespace": "shop"},
	"spec": {"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": {"spec": spec}}}},
}

windows(spec) := pod(object.union({"os": {"name": "windows"}}, spec))
