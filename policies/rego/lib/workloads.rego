# METADATA
# title: What a workload does with its pods
# description: Kinds that keep pods running, how many they run, and their containers that serve.
package slipway.lib.workloads

import data.slipway.lib.objects
import data.slipway.lib.pods

# METADATA
# description: Kinds that replace a pod that ends, and that have `spec.replicas`.
replicated := {"CloneSet", "Deployment", "ReplicaSet", "ReplicationController", "Rollout", "StatefulSet"}

# METADATA
# description: |
#   How many pods are wanted: 1 where the manifest doesn't say (the API's default); undefined for kinds that have no replicas
#   and for what is no number.
replicas := number if {
	input.kind in replicated
	said := object.get(input, ["spec", "replicas"], null)
	number := {null: 1, said: said}[said]
	is_number(number)
}

# METADATA
# description: Containers that run until they are told to stop, so that they are probed. Those of Jobs and the like run to an end.
serving := [found |
	not input.kind in pods.finite
	some found in pods.lasting
	not object.get(found.pod.spec, "restartPolicy", null) in {"Never", "OnFailure"}
]

# METADATA
# description: A probe of a container that asks something; undefined where it has none, or one without a question.
probe(container, name) := asked if {
	asked := container[name]
	some action in ["exec", "grpc", "httpGet", "tcpSocket"]
	asked[action] != null
}

# METADATA
# description: Labels of the pods of a kind with one template.
pod_labels := objects.mapping(object.get(input, ["spec", "template", "metadata", "labels"], {}))
