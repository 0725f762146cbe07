# METADATA
# title: A preStop hook leaves time to end
# description: >-
#   The grace period runs while the hook sleeps. If it sleeps the whole time, the program is killed the moment it is told to stop.
# related_resources:
#   - https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
# custom:
#   id: SLIP-WORKLOAD-017
#   severity: medium
#   controls: []
#   remediation: Sleep shorter, or raise `terminationGracePeriodSeconds` by what the program itself needs.
#   kinds: [pod]
package slipway.rules.workloads.pre_stop

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["lifecycle", "preStop"])} if {
	some found in pods.containers
	seconds := asleep(found.container.lifecycle.preStop)
	grace := given(object.get(found.pod.spec, "terminationGracePeriodSeconds", null))
	seconds >= grace
	message := sprintf("%s sleeps %v of its %v seconds of grace", [found.title, seconds, grace])
}

asleep(hook) := hook.sleep.seconds if is_number(hook.sleep.seconds)

else := sum([to_number(seconds) | some [_, seconds] in regex.find_all_string_submatch_n(`\bsleep ([0-9]+)\b`, words, -1)]) if {
	words := concat(" ", hook.exec.command)
}

# What Kubernetes gives where nothing is said.
given(null) := 30

given(seconds) := seconds if is_number(seconds)
