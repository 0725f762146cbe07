# METADATA
# title: What a role allows and whom a binding gives it to
# description: |
#   As Kubernetes' authorizer reads it: `*` is any group, resource or verb; `*/exec` the subresource of any resource.
# related_resources:
#   - https://kubernetes.io/docs/reference/access-authn-authz/rbac/
package slipway.lib.rbac

import data.slipway.lib.objects

# METADATA
# description: The API group of roles and bindings.
group := "rbac.authorization.k8s.io"

# METADATA
# description: The rules of the role that `input` is, by their number; none if it is an object of another API group.
rules[number] := rule if {
	objects.of_group(input, group)
	some number, rule in input.rules
	is_object(rule)
}

# METADATA
# description: The subjects of the binding that `input` is, by their number.
subjects[number] := subject if {
	objects.of_group(input, group)
	some number, subject in input.subjects
	is_object(subject)
}

# METADATA
# description: |
#   What of a rule matches: the verbs and resources as written there; undefined if it allows none of these. A rule without
#   apiGroups is judged as if it named all of them.
power(rule, api_group, resources, verbs) := {"verbs": allowed, "resources": reached} if {
	in_group(rule, api_group)
	reached := {given |
		some given in objects.texts(rule.resources)
		some resource in resources
		matches(given, resource)
	}
	allowed := {given | some given in objects.texts(rule.verbs); given in (verbs | {"*"})}
	count(reached) > 0
	count(allowed) > 0
}

in_group(rule, api_group) if {
	some given in objects.texts(rule.apiGroups)
	given in {"*", api_group}
}

in_group(rule, _) if not rule.apiGroups

matches(given, resource) if given in {"*", resource}

matches(given, resource) if given == concat("/", ["*", split(resource, "/")[1]])

# METADATA
# description: Whether a rule is narrowed to objects that it names.
named(rule) if count(objects.texts(rule.resourceNames)) > 0

# METADATA
# description: What a finding says of a rule's power.
message(power, why) := sprintf(
	"%s allows %s on %s: %s",
	[objects.described(input), objects.listed(power.verbs), objects.listed(power.resources), why],
)
