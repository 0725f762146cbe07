package slipway.lib.pods_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.lib.pods

one := {"containers": [{"name": "app"}]}

paths(document) := [pod.at | some pod in pods.all with input as document]

test_a_pod_is_found_in_each_kind_of_kubernetes if {
	every group, kind in {"": "ReplicationController", "apps": "StatefulSet", "batch": "Job", "extensions": "Deployment"} {
		version := trim_left(sprintf("%s/v1", [group]), "/")
		paths({"apiVersion": version, "kind": kind, "spec": {"template": {"spec": one}}}) == [["spec", "template", "spec"]]
	}
	paths(fixtures.pod(one)) == [["spec"]]
	paths({"apiVersion": "v1", "kind": "PodTemplate", "template": {"spec": one}}) == [["template", "spec"]]
	paths(fixtures.cron_job(one)) == [["spec", "jobTemplate", "spec", "template", "spec"]]
}

test_a_pod_is_found_in_custom_kinds if {
	paths({"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "spec": {"template": {"spec": one}}}) == [["spec", "template", "spec"]]
	paths({"apiVersion": "serving.knative.dev/v1", "kind": "Service", "spec": {"template": {"spec": one}}}) == [["spec", "template", "spec"]]
	paths({"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledJob", "spec": {}}) == [["spec", "jobTargetRef", "template", "spec"]]
}

test_several_pods_of_one_document_are_all_found if {
	paths({"apiVersion": "jobset.x-k8s.io/v1", "kind": "JobSet", "spec": {"replicatedJobs": [{}, {}]}}) == [
		["spec", "replicatedJobs", 0, "template", "spec", "template", "spec"],
		["spec", "replicatedJobs", 1, "template", "spec", "template", "spec"],
	]
	paths({"apiVersion": "ray.io/v1", "kind": "RayCluster", "spec": {
		"headGroupSpec": {"template": {"spec": one}},
		"workerGroupSpecs": [{"template": {"spec": one}}],
	}}) == [
		["spec", "headGroupSpec", "template", "spec"],
		["spec", "workerGroupSpecs", 0, "template", "spec"],
	]
}

test_one_of_several_places_may_hold_no_pod if {
	paths({"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet", "spec": {"leaderWorkerTemplate": {"workerTemplate": {"spec": one}}}}) == [["spec", "leaderWorkerTemplate", "workerTemplate", "spec"]]
}

test_a_kind_of_another_group_holds_no_pod if {
	paths({"apiVersion": "v1", "kind": "Service", "spec": {"template": {"spec": one}}}) == []
	paths({"apiVersion": "example.org/v1", "kind": "Deployment", "spec": {"template": {"spec": one}}}) == []
	paths({"kind": 5}) == []
}

test_a_document_without_version_is_read_as_of_the_core if {
	paths({"kind": "Pod", "spec": one}) == [["spec"]]
	paths({"apiVersion": 1, "kind": "Pod", "spec": one}) == [["spec"]]
}

test_kinds_are_all_that_the_table_names if {
	{"Pod", "Deployment", "CronJob", "Rollout", "ScaledJob", "JobSet"} - pods.kinds == set()
	not "Ingress" in pods.kinds
}

test_containers_of_every_list_are_found_with_their_titles if {
	found := pods.containers with input as fixtures.every_container({})
	{[container.title, container.field, container.path] | some container in found} == {
		["container \"app\"", "containers", ["spec", "containers", 0]],
		["init container \"migrate\"", "initContainers", ["spec", "initContainers", 0]],
		["ephemeral container \"debug\"", "ephemeralContainers", ["spec", "ephemeralContainers", 0]],
	}
}

test_a_container_without_name_is_called_by_its_number if {
	found := pods.containers with input as fixtures.pod({"containers": [{"name": "a"}, {"name": 7}]})
	found[1].title == "container number 1"
}

test_lasting_and_planned_containers if {
	document := fixtures.every_container({})
	lasting := pods.lasting with input as document
	[found.title | some found in lasting] == ["container \"app\""]
	planned := pods.planned with input as document
	{found.title | some found in planned} == {"container \"app\"", "init container \"migrate\""}
}

test_contexts_are_the_pods_and_the_containers if {
	found := pods.contexts with input as fixtures.secured_pod({"runAsUser": 1}, {"runAsUser": 2})
	found == [
		{"title": "the pod", "path": ["spec", "securityContext"], "value": {"runAsUser": 1}, "relaxed": false},
		{"title": "container \"app\"", "path": ["spec", "containers", 0, "securityContext"], "value": {"runAsUser": 2}, "relaxed": false},
	]
}

test_what_has_not_a_pods_shape_is_left_out if {
	every spec in [5, null, "x", []] {
		document := {"apiVersion": "v1", "kind": "Pod", "spec": spec}
		pods.containers == [] with input as document
		pods.volumes == [] with input as document
	}
	found := pods.contexts with input as fixtures.pod({"securityContext": "x", "containers": [5, {"name": "app", "securityContext": 7}]})
	[context.value | some context in found] == [{}, {}]
}

test_probes_and_hooks_are_found if {
	found := pods.handlers with input as fixtures.with_container({
		"livenessProbe": {"exec": {}},
		"readinessProbe": null,
		"startupProbe": "x",
		"lifecycle": {"preStop": {"sleep": {}}},
	})
	[[handler.name, handler.path, handler.handler, handler.title] | some handler in found] == [
		["livenessProbe", ["spec", "containers", 0, "livenessProbe"], {"exec": {}}, `container "app"`],
		["preStop", ["spec", "containers", 0, "lifecycle", "preStop"], {"sleep": {}}, `container "app"`],
	]
	every caller in ["readinessProbe", "startupProbe"] {
		probed := pods.handlers with input as fixtures.with_container({caller: {}})
		[handler.name | some handler in probed] == [caller]
	}
	hooked := pods.handlers with input as fixtures.with_container({"lifecycle": {"postStart": {}}})
	[handler.name | some handler in hooked] == ["postStart"]
}

test_volumes_are_found_with_their_titles if {
	found := pods.volumes with input as fixtures.pod({"volumes": [{"name": "data"}, 5, {"emptyDir": {}}]})
	[[volume.title, volume.path] | some volume in found] == [
		["volume \"data\"", ["spec", "volumes", 0]],
		["volume number 2", ["spec", "volumes", 2]],
	]
}

test_a_template_that_is_no_object_is_an_empty_pod if {
	found := pods.all with input as {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": 5}}
	[[pod.at, pod.spec] | some pod in found] == [[["spec", "template", "spec"], {}]]
}

test_windows_and_user_namespaces_are_known if {
	found := pods.all with input as fixtures.windows({"hostUsers": false})
	[found[0].windows, found[0].user_namespace] == [true, true]
	plain := pods.all with input as fixtures.pod({"os": null, "hostUsers": null})
	[plain[0].windows, plain[0].user_namespace] == [false, false]
}

test_annotations_are_the_templates if {
	found := pods.all with input as object.union(fixtures.pod(one), {"metadata": {"annotations": {"a": "b"}}})
	found[0].annotations == {"a": "b"}
	broken := pods.all with input as object.union(fixtures.pod(one), {"metadata": {"annotations": 5}})
	broken[0].annotations == {}
}

test_a_value_is_shown_as_it_is_written if {
	[pods.shown("true"), pods.shown(true), pods.shown(null)] == [`"true"`, "true", "null"]
}
