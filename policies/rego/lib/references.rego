# METADATA
# title: What a pod refers to
# description: |
#   ConfigMaps, Secrets, claims and the service account that the pods of a set name, each with where, whether it may be
#   missing, and the key that is asked of it, if one is.
package slipway.lib.references

import data.slipway.lib.together

# METADATA
# description: |
#   References of each workload, by its number: `kind`, `name`, `path`, `optional`, `keys` (asked of it; empty for all).
of[number] contains reference if {
	some number, workload in together.workloads
	some [path, kind, name, optional, keys] in named(workload.pod)
	is_string(name)
	name != ""
	reference := {
		"kind": kind,
		"name": name,
		"path": array.concat(workload.at, path),
		"optional": optional,
		"keys": keys,
	}
}

named(pod) := array.concat(array.concat(volumes(pod), variables(pod)), [[[field], kind, name, false, set()] |
	some field, kind in {"serviceAccountName": "ServiceAccount"}
	name := pod[field]
])

volumes(pod) := array.concat(
	[[["volumes", number, field], kinds[field], one[words[field]], optional(one), keys(one)] |
		some number, volume in pod.volumes
		some field in ["configMap", "secret", "persistentVolumeClaim"]
		one := volume[field]
	],
	[[["volumes", number, "projected", "sources", place, field], kinds[field], one.name, optional(one), keys(one)] |
		some number, volume in pod.volumes
		some place, source in volume.projected.sources
		some field in ["configMap", "secret"]
		one := source[field]
	],
)

kinds := {
	"configMap": "ConfigMap",
	"persistentVolumeClaim": "PersistentVolumeClaim",
	"secret": "Secret",
}

words := {"configMap": "name", "secret": "secretName", "persistentVolumeClaim": "claimName"}

variables(pod) := array.concat(
	[[[list, number, "env", place, "valueFrom", field], kind, one.name, optional(one), {one.key}] |
		some list in ["containers", "initContainers"]
		some number, container in pod[list]
		some place, variable in container.env
		some field, kind in {"configMapKeyRef": "ConfigMap", "secretKeyRef": "Secret"}
		one := variable.valueFrom[field]
	],
	[[[list, number, "envFrom", place, field], kind, one.name, optional(one), set()] |
		some list in ["containers", "initContainers"]
		some number, container in pod[list]
		some place, source in container.envFrom
		some field, kind in {"configMapRef": "ConfigMap", "secretRef": "Secret"}
		one := source[field]
	],
)

optional(one) := object.get(one, "optional", false) == true

keys(one) := {item.key | some item in one.items}
