# METADATA
# title: The pod in a document, whatever kind carries it
# description: The kinds are those of Kubernetes' own API that hold a pod template.
package slipway.lib.pods

# METADATA
# description: Where the pod's spec is in a document of each kind.
paths := {
	"CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
	"DaemonSet": ["spec", "template", "spec"],
	"Deployment": ["spec", "template", "spec"],
	"Job": ["spec", "template", "spec"],
	"Pod": ["spec"],
	"PodTemplate": ["template", "spec"],
	"ReplicaSet": ["spec", "template", "spec"],
	"ReplicationController": ["spec", "template", "spec"],
	"StatefulSet": ["spec", "template", "spec"],
}

# METADATA
# description: Where the pod's spec is in this document; undefined where it holds no pod.
path := paths[input.kind]

# METADATA
# description: The pod's spec; undefined where the document holds no pod.
spec := object.get(input, path, {})

# METADATA
# description: Every container of the pod, init and ephemeral ones too, each with where it is.
containers contains {"container": container, "path": array.concat(path, [field, number]), "field": field} if {
	some field in ["containers", "initContainers", "ephemeralContainers"]
	some number, container in spec[field]
}
