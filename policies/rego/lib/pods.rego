# METADATA
# title: The pods in a document, whatever kind carries them
# description: |
#   A document may hold one pod (a Deployment), several (a JobSet) or none. `all` and `containers` are made once a
#   document and shared by its rules. What is not of the shape of a pod (`spec: 5`) is left out here, and
#   `slipway.rules.pods.well_formed` denies it, so that no rule passes it for want of a reading.
package slipway.lib.pods

# METADATA
# description: |
#   By API group and kind, where pod templates are: the path to the object that holds `metadata` and `spec` of a pod, cut
#   where every member of a list or map counts. Kubernetes' own kinds, then custom ones as their definitions have them.
templates := {
	"": {
		"Pod": [[[]]],
		"PodTemplate": [[["template"]]],
		"ReplicationController": [[["spec", "template"]]],
	},
	"actions.github.com": {
		"AutoscalingRunnerSet": [[["spec", "template"]]],
		"EphemeralRunnerSet": [[["spec", "ephemeralRunnerSpec"]]],
	},
	"agones.dev": {
		"Fleet": [[["spec", "template", "spec", "template"]]],
		"GameServer": [[["spec", "template"]]],
	},
	"apps": {
		"DaemonSet": [[["spec", "template"]]],
		"Deployment": [[["spec", "template"]]],
		"ReplicaSet": [[["spec", "template"]]],
		"StatefulSet": [[["spec", "template"]]],
	},
	"apps.kruise.io": {
		"AdvancedCronJob": [
			[["spec", "template", "jobTemplate", "spec", "template"]],
			[["spec", "template", "broadcastJobTemplate", "spec", "template"]],
		],
		"BroadcastJob": [[["spec", "template"]]],
		"CloneSet": [[["spec", "template"]]],
		"DaemonSet": [[["spec", "template"]]],
		"StatefulSet": [[["spec", "template"]]],
	},
	"argoproj.io": {"Rollout": [[["spec", "template"]]]},
	"batch": {
		"CronJob": [[["spec", "jobTemplate", "spec", "template"]]],
		"Job": [[["spec", "template"]]],
	},
	"batch.volcano.sh": {"Job": [[["spec", "tasks"], ["template"]]]},
	"extensions": {
		"DaemonSet": [[["spec", "template"]]],
		"Deployment": [[["spec", "template"]]],
		"ReplicaSet": [[["spec", "template"]]],
	},
	"jobset.x-k8s.io": {"JobSet": [[["spec", "replicatedJobs"], ["template", "spec", "template"]]]},
	"keda.sh": {"ScaledJob": [[["spec", "jobTargetRef", "template"]]]},
	"kubeflow.org": {
		"MPIJob": [[["spec", "mpiReplicaSpecs"], ["template"]]],
		"Notebook": [[["spec", "template"]]],
		"PyTorchJob": [[["spec", "pytorchReplicaSpecs"], ["template"]]],
		"TFJob": [[["spec", "tfReplicaSpecs"], ["template"]]],
		"XGBoostJob": [[["spec", "xgbReplicaSpecs"], ["template"]]],
	},
	"leaderworkerset.x-k8s.io": {"LeaderWorkerSet": [
		[["spec", "leaderWorkerTemplate", "leaderTemplate"]],
		[["spec", "leaderWorkerTemplate", "workerTemplate"]],
	]},
	"ray.io": {
		"RayCluster": [
			[["spec", "headGroupSpec", "template"]],
			[["spec", "workerGroupSpecs"], ["template"]],
		],
		"RayJob": [
			[["spec", "rayClusterSpec", "headGroupSpec", "template"]],
			[["spec", "rayClusterSpec", "workerGroupSpecs"], ["template"]],
		],
		"RayService": [
			[["spec", "rayClusterConfig", "headGroupSpec", "template"]],
			[["spec", "rayClusterConfig", "workerGroupSpecs"], ["template"]],
		],
	},
	"serving.knative.dev": {
		"Configuration": [[["spec", "template"]]],
		"Revision": [[[]]],
		"Service": [[["spec", "template"]]],
	},
}

# METADATA
# description: |
#   Every kind that may carry a pod: what `kinds: [pod]` in a rule's METADATA stands for. A kind of the same name in another
#   group (a Service of the core) holds no pod here and costs a look-up.
kinds contains kind if {
	some group
	templates[group][kind]
}

# METADATA
# description: Kinds whose pods run to an end, so that nobody probes or balances them.
finite := {"CronJob", "Job", "ScaledJob", "JobSet", "BroadcastJob", "AdvancedCronJob", "MPIJob", "PyTorchJob", "TFJob", "XGBoostJob", "RayJob"}

# METADATA
# description: The group of an apiVersion; the core's group is empty, and so is that of a document that names none.
group := split(input.apiVersion, "/")[0] if contains(input.apiVersion, "/")

else := ""

# METADATA
# description: |
#   The pods of the document, in order: `path` to the pod template, `at` the path to its spec, `spec`, and `annotations`.
all := [pod |
	some path in sort(array.concat(single, each))
	template := object_or_empty(object.get(input, path, {}))
	spec := object_or_empty(object.get(template, "spec", {}))
	pod := {
		"path": path,
		"at": array.concat(path, ["spec"]),
		"spec": spec,
		"annotations": object_or_empty(object.get(template, ["metadata", "annotations"], {})),
		"windows": object.get(spec, ["os", "name"], "") == "windows",
		"user_namespace": object.get(spec, "hostUsers", true) == false,
	}
]

single := [place[0] |
	some place in templates[group][input.kind]
	count(place) == 1
	optional_and_absent(place[0]) == false
]

each := [path |
	some place in templates[group][input.kind]
	count(place) == 2
	some member, _ in object.get(input, place[0], [])
	path := array.concat(array.concat(place[0], [member]), place[1])
]

# Of several places where a kind may hold a pod, those that are not there hold none.
optional_and_absent(path) if {
	count(templates[group][input.kind]) > 1
	object.get(input, path, null) == null
} else := false

# METADATA
# description: The three lists of a pod's containers, each with the word that a message says.
lists := {"containers": "container", "initContainers": "init container", "ephemeralContainers": "ephemeral container"}

# METADATA
# description: |
#   Every container of every pod: `container`, `path` to it, `field` (which list), `pod`, `context` (its securityContext)
#   and `title`, which a message begins with.
containers := [found |
	some pod in all
	some field, word in lists
	some number, container in object.get(pod.spec, field, [])
	is_object(container)
	found := {
		"container": container,
		"path": array.concat(pod.at, [field, number]),
		"field": field,
		"pod": pod,
		"context": object_or_empty(object.get(container, "securityContext", {})),
		"title": sprintf("%s %s", [word, named(container, number)]),
	}
]

# METADATA
# description: Those containers that run as long as the pod does. Init containers that are sidecars are not among them.
lasting := [found | some found in containers; found.field == "containers"]

# METADATA
# description: Containers that a manifest's author answers for; ephemeral ones are added to a running pod by hand.
planned := [found | some found in containers; found.field != "ephemeralContainers"]

# METADATA
# description: |
#   Every securityContext, the pods' own and the containers': `value`, `path` to it, `title`, and `relaxed` where the pod has users
#   of its own, for which the standard asks less.
contexts := array.concat(
	[context |
		some pod in all
		context := {
			"value": object_or_empty(object.get(pod.spec, "securityContext", {})),
			"path": array.concat(pod.at, ["securityContext"]),
			"title": "the pod",
			"relaxed": pod.user_namespace,
		}
	],
	[context |
		some found in containers
		context := {
			"value": found.context,
			"path": array.concat(found.path, ["securityContext"]),
			"title": found.title,
			"relaxed": found.pod.user_namespace,
		}
	],
)

callers := [["livenessProbe"], ["readinessProbe"], ["startupProbe"], ["lifecycle", "postStart"], ["lifecycle", "preStop"]]

# METADATA
# description: |
#   Every probe and hook of every container: `handler`, `path` to it, its `name` and the `title` of its container.
handlers := [{
	"handler": handler,
	"path": array.concat(found.path, caller),
	"name": caller[count(caller) - 1],
	"title": found.title,
} |
	some found in containers
	some caller in callers
	handler := object.get(found.container, caller, null)
	is_object(handler)
]

# METADATA
# description: Every volume of every pod that is an object, with where it is.
volumes := [found |
	some pod in all
	some number, volume in object.get(pod.spec, "volumes", [])
	is_object(volume)
	found := {
		"volume": volume,
		"path": array.concat(pod.at, ["volumes", number]),
		"title": sprintf("volume %s", [named(volume, number)]),
		"pod": pod,
	}
]

# METADATA
# description: A value as the manifest has it, for a message; a string in quotes.
shown(value) := json.marshal(value)

# METADATA
# description: What a thing in a list is called, or its number where it has no name.
named(thing, number) := sprintf("%q", [thing.name]) if is_string(thing.name)

else := sprintf("number %v", [number])

object_or_empty(value) := value if is_object(value)

else := {}
