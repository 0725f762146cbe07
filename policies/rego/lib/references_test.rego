package slipway.lib.references_test

import data.slipway.lib.references

pod(spec) := {"resources": [7, {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}]}

reference(kind, path, optional, keys) := {
	"kind": kind,
	"name": "a",
	"path": array.concat(["spec"], path),
	"optional": optional,
	"keys": keys,
}

test_volumes if {
	references.of == {1: {
		reference("ConfigMap", ["volumes", 0, "configMap"], false, {"k"}),
		reference("Secret", ["volumes", 1, "secret"], true, set()),
		reference("PersistentVolumeClaim", ["volumes", 2, "persistentVolumeClaim"], false, set()),
		reference("Secret", ["volumes", 3, "projected", "sources", 1, "secret"], false, {"k"}),
		reference("ConfigMap", ["volumes", 3, "projected", "sources", 2, "configMap"], true, set()),
	}} with input as pod({"volumes": [
		{"configMap": {"name": "a", "items": [{"key": "k"}]}},
		{"secret": {"secretName": "a", "optional": true}},
		{"persistentVolumeClaim": {"claimName": "a"}},
		{"projected": {"sources": [
			{"serviceAccountToken": {}},
			{"secret": {"name": "a", "items": [{"key": "k"}]}},
			{"configMap": {"name": "a", "optional": true}},
		]}},
	]})
}

test_variables if {
	references.of == {1: {
		reference("ConfigMap", ["containers", 0, "env", 1, "valueFrom", "configMapKeyRef"], false, {"k"}),
		reference("Secret", ["initContainers", 0, "env", 0, "valueFrom", "secretKeyRef"], true, {"k"}),
		reference("Secret", ["containers", 0, "envFrom", 0, "secretRef"], false, set()),
		reference("ConfigMap", ["containers", 0, "envFrom", 1, "configMapRef"], true, set()),
	}} with input as pod({
		"containers": [{
			"env": [{"value": "x"}, {"valueFrom": {"configMapKeyRef": {"name": "a", "key": "k"}}}],
			"envFrom": [{"secretRef": {"name": "a"}}, {"configMapRef": {"name": "a", "optional": true}}],
		}],
		"initContainers": [{"env": [{"valueFrom": {"secretKeyRef": {"name": "a", "key": "k", "optional": true}}}]}],
	})
}

test_service_account if {
	references.of == {1: {reference("ServiceAccount", ["serviceAccountName"], false, set())}} with input as pod({"serviceAccountName": "a"})
}

test_nothing_of_names_that_are_none if {
	references.of == {} with input as pod({"serviceAccountName": "", "volumes": [{"configMap": {"name": 7}}, {"secret": null}]})
}
