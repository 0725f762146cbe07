package slipway.lib.workloads_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.lib.workloads

scaled(number) := object.union(fixtures.deployment({}), {"spec": {"replicas": number}})

test_replicas_are_those_said_or_one if {
	workloads.replicas == 3 with input as scaled(3)
	workloads.replicas == 0 with input as scaled(0)
	workloads.replicas == 1 with input as scaled(null)
	workloads.replicas == 1 with input as fixtures.deployment({})
}

test_what_is_no_number_has_no_replicas if {
	not workloads.replicas with input as scaled("3")
	not workloads.replicas with input as fixtures.pod({})
}

serving(document) := [found.title | some found in workloads.serving with input as document]

test_containers_serve_unless_their_pod_ends if {
	one := {"containers": [{"name": "app"}], "initContainers": [{"name": "x"}], "ephemeralContainers": [{"name": "y"}]}
	serving(fixtures.deployment(one)) == [`container "app"`]
	serving(fixtures.pod(object.union(one, {"restartPolicy": "Always"}))) == [`container "app"`]
	serving(fixtures.cron_job(one)) == []
	every policy in ["Never", "OnFailure"] {
		serving(fixtures.pod(object.union(one, {"restartPolicy": policy}))) == []
	}
}

test_a_probe_asks_something if {
	every action in ["exec", "grpc", "httpGet", "tcpSocket"] {
		workloads.probe({"livenessProbe": {action: {}}}, "livenessProbe") == {action: {}}
	}
	every value in [null, {}, {"httpGet": null}, {"periodSeconds": 5}, "x"] {
		not workloads.probe({"livenessProbe": value}, "livenessProbe")
	}
	not workloads.probe({}, "livenessProbe")
}

test_labels_are_the_templates if {
	workloads.pod_labels == {"app": "cart"} with input as fixtures.deployment({})
	workloads.pod_labels == {} with input as {"spec": {"template": 5}}
}
