# METADATA
# title: No pod is held by a kind of which nobody knows where its pods are
# description: >-
#   The rules on pods know where Kubernetes' own kinds and many custom ones hold a pod. What an operator makes of any other
#   kind would run unjudged: of an Argo Workflow's templates, a Tekton Task's steps, or what holds an image and says how to
#   run it under any other name. What is plainly dangerous there is denied; of the rest the gate can't decide.
# related_resources:
#   - https://argo-workflows.readthedocs.io/en/latest/fields/#template
#   - https://tekton.dev/docs/pipelines/pod-templates/
# custom:
#   id: SLIP-POD-033
#   severity: medium
#   controls: []
#   remediation: >-
#     Add the kind and the place of its pod to `templates` in `policies/rego/lib/pods.rego`, so that its pods are judged as
#     all others are. Where it holds no whole pod, take out what is dangerous and waive the rest, once somebody has read it.
#   kinds: ["*"]
package slipway.rules.pods.in_other_kinds

import data.slipway.lib.objects
import data.slipway.lib.pods
import data.slipway.rules.pods.capabilities_added

deny contains {"msg": message, "path": path} if {
	some [path, value] in parts
	path[count(path) - 1] in {"containers", "initContainers"}
	some container in value
	is_string(container.image)
	message := sprintf("%s holds containers where no rule on pods judges them", [objects.described(input)])
}

deny contains {"msg": message, "path": array.concat(path, danger)} if {
	some [path, value] in parts
	some danger in dangers(value)
	message := sprintf("%s has %s: %s where no rule on pods judges it", [
		objects.described(input),
		concat(".", danger),
		pods.shown(object.get(value, danger, null)),
	])
}

unknown contains {"msg": message, "path": path} if {
	some [path, value] in parts
	is_string(value.image)
	runs(path, value)
	not path[count(path) - 2] in {"containers", "initContainers"}
	not within_values(path)
	message := sprintf("%s runs %s where no rule on pods judges it", [objects.described(input), value.image])
}

unknown contains {"msg": message, "path": array.concat(path, ["podSpecPatch"])} if {
	some [path, value] in parts
	not value.podSpecPatch in {"", null}
	message := sprintf("%s changes its pods by a podSpecPatch, which no rule reads", [objects.described(input)])
}

# Every part of the document that may hold a pod, with where it is.
parts := [[array.concat([field], path), value] |
	is_custom
	not pods.templates[pods.group][input.kind]
	some field, whole in input
	not field in {"apiVersion", "kind", "metadata", "status"}
	walk(whole, [path, value])
]

# Kubernetes' own groups have no dot, or end so; jobset.x-k8s.io and its like are of definitions.
is_custom if {
	contains(pods.group, ".")
	not endswith(pods.group, ".k8s.io")
}

# What the baseline of the Pod Security Standards forbids, and an escalation or root that is asked for.
dangers(value) := ((({path |
	some path in [
		["hostIPC"], ["hostNetwork"], ["hostPID"],
		["securityContext", "allowPrivilegeEscalation"], ["securityContext", "privileged"],
		["securityContext", "windowsOptions", "hostProcess"],
	]
	objects.is_true(object.get(value, path, false))
} | {path |
	some path in [["securityContext", "procMount"], ["securityContext", "seccompProfile", "type"]]
	object.get(value, path, "") in {"Unmasked", "Unconfined"}
}) | {path |
	path := ["securityContext", "runAsUser"]
	object.get(value, path, null) in {0, "0"}
}) | {path |
	path := ["hostPath"]
	is_string(object.get(value, ["hostPath", "path"], null))
}) | {path |
	path := ["securityContext", "capabilities", "add"]
	some capability in object.get(value, path, [])
	not capability in capabilities_added.allowed
}

# Whether what holds an image also says how to run it, or stands where Argo and Tekton have containers.
runs(path, _) if path[count(path) - 1] in {"container", "script"}

runs(path, _) if path[count(path) - 2] in {"sidecars", "steps"}

runs(_, value) if {
	some field in ["args", "command", "env", "envFrom", "script", "securityContext", "source", "volumeMounts"]
	object.get(value, field, null) != null
}

# A chart's values are no pod: what the chart renders is, and that is judged where it is rendered.
within_values(path) if {
	some field in path
	field in {"values", "valuesObject"}
}
