# METADATA
# title: Names within a pod are unique
# description: >-
#   The API server refuses two containers, two volumes, or two ports of a container with one name. Of two variables with one name
#   only the last counts, and a server-side apply fails on them.
# related_resources:
#   - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
# custom:
#   id: SLIP-WORKLOAD-021
#   severity: high
#   controls: []
#   remediation: Rename or remove one of them.
#   kinds: [pod]
package slipway.rules.workloads.unique_names

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["name"])} if {
	some number, found in pods.containers
	some other in array.slice(pods.containers, 0, number)
	other.pod == found.pod
	other.container.name == found.container.name
	message := sprintf("%s has the name of another", [found.title])
}

deny contains {"msg": message, "path": array.concat(found.path, [field, number, "name"])} if {
	some found in pods.containers
	some field in ["env", "ports"]
	entries := object.get(found.container, field, [])
	some number in repeated(entries)
	message := sprintf("%s has %q twice in %s", [found.title, entries[number].name, field])
}

deny contains {"msg": message, "path": array.concat(pod.at, ["volumes", number, "name"])} if {
	some pod in pods.all
	entries := object.get(pod.spec, "volumes", [])
	some number in repeated(entries)
	message := sprintf("the pod has the volume %q twice", [entries[number].name])
}

# The numbers of entries that have the name of one before.
repeated(entries) := {number |
	some number, entry in entries
	is_string(entry.name)
	some before in array.slice(entries, 0, number)
	before.name == entry.name
}
