# METADATA
# title: A project's roles name what they may do
# description: >-
#   A role with the action `*` overrides, deletes and opens a shell in what the project runs, whoever holds its token.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/
# custom:
#   id: SLIP-ARGOCD-004
#   severity: medium
#   controls: [nsa/rbac]
#   remediation: >-
#     Name the actions, e.g. `get` and `sync`.
#   kinds: [AppProject]
package slipway.rules.argocd.project_roles

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "roles", number, "policies", place]} if {
	objects.of_group(input, argocd.group)
	some number, role in input.spec.roles
	some place, policy in role.policies
	words := [trim_space(word) | some word in split(policy, ",")]
	words[5] == "allow"
	some wild in [2, 3]
	words[wild] == "*"
	message := sprintf("%s lets its role %v do %s", [objects.described(input), role.name, meaning[wild]])
}

# p, subject, resource, action, object, effect
meaning := {2: "something to every kind of resource", 3: "everything"}
