# METADATA
# title: A pod has a pod's shape
# description: >-
#   A rule can't read `containers: "none"`. What isn't of the shape that Kubernetes' API has is refused by the API server
#   later, and must not pass here because no rule understood it.
# related_resources:
#   - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
# custom:
#   id: SLIP-POD-020
#   severity: high
#   controls: []
#   remediation: Write the field as the API has it; `kubectl explain pod.spec` says how.
#   kinds: [pod]
package slipway.rules.pods.well_formed

import data.slipway.lib.pods

deny contains {"msg": message, "path": pod.at} if {
	some pod in pods.all
	spec := object.get(input, pod.at, null)
	not is_object(spec)
	not elsewhere(spec)
	message := sprintf("the pod's spec is %s, not an object", [pods.shown(spec)])
}

deny contains {"msg": "the pod has no container", "path": array.concat(pod.at, ["containers"])} if {
	some pod in pods.all
	is_object(object.get(input, pod.at, null))
	pods.group in own
	object.get(pod.spec, "containers", []) in [[], null]
}

deny contains {"msg": message, "path": array.concat(pod.at, [field])} if {
	some pod in pods.all
	some field in ["containers", "initContainers", "ephemeralContainers", "volumes"]
	value := object.get(pod.spec, field, [])
	not is_array(value)
	value != null
	message := sprintf("%s is %s, not a list", [field, pods.shown(value)])
}

deny contains {"msg": message, "path": array.concat(pod.at, [field, number])} if {
	some pod in pods.all
	some field in ["containers", "initContainers", "ephemeralContainers", "volumes"]
	some number, value in object.get(pod.spec, field, [])
	not is_object(value)
	message := sprintf("number %v of %s is %s, not an object", [number, field, pods.shown(value)])
}

deny contains {"msg": message, "path": array.concat(found.path, [field])} if {
	some found in pods.containers
	some field in ["securityContext", "resources", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]
	value := object.get(found.container, field, {})
	not is_object(value)
	value != null
	message := sprintf("%s has %s: %s, not an object", [found.title, field, pods.shown(value)])
}

deny contains {"msg": message, "path": array.concat(found.path, [field])} if {
	some found in pods.containers
	some field in ["ports", "env", "envFrom", "volumeMounts"]
	value := object.get(found.container, field, [])
	not is_array(value)
	value != null
	message := sprintf("%s has %s: %s, not a list", [found.title, field, pods.shown(value)])
}

deny contains {"msg": message, "path": array.concat(pod.at, ["securityContext"])} if {
	some pod in pods.all
	value := object.get(pod.spec, "securityContext", {})
	not is_object(value)
	value != null
	message := sprintf("the pod has securityContext: %s, not an object", [pods.shown(value)])
}

# The groups of Kubernetes' own API. A custom kind may leave the pod to another object, as a Rollout with a workloadRef does, or its
# containers to a controller.
own := {"", "apps", "batch", "extensions"}

elsewhere(null) if not pods.group in own
