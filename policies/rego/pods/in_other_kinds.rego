# METADATA
# title: No pod is held by a kind of which nobody knows where its pods are
# description: >-
#   The rules on pods know where Kubernetes' own kinds and many custom ones hold a pod. What an operator makes of any other
#   kind would run unjudged.
# custom:
#   id: SLIP-POD-033
#   severity: medium
#   controls: []
#   remediation: >-
#     Add the kind and the place of its pod to `templates` in `policies/rego/lib/pods.rego`, so that its pods are judged as
#     all others are.
#   kinds: ["*"]
package slipway.rules.pods.in_other_kinds

import data.slipway.lib.objects
import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(["spec"], path)} if {
	is_custom
	not pods.templates[pods.group][input.kind]
	walk(input.spec, [path, value])
	path[count(path) - 1] in {"containers", "initContainers"}
	some container in value
	is_string(container.image)
	message := sprintf("%s holds containers where no rule on pods judges them", [objects.described(input)])
}

# Kubernetes' own groups have no dot, or end so; jobset.x-k8s.io and its like are of definitions.
is_custom if {
	contains(pods.group, ".")
	not endswith(pods.group, ".k8s.io")
}
