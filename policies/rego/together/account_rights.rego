# METADATA
# title: A workload's account has no rights of an administrator
# description: >-
#   Whoever takes over the pod has its account's rights; with these he owns the namespace, or the cluster, from there.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
# custom:
#   id: SLIP-SET-014
#   severity: high
#   controls: [nsa/privilegedRights, CKV2_K8S_1, CKV2_K8S_2, CKV2_K8S_3, CKV2_K8S_5]
#   remediation: >-
#     Bind the account to a role with the few rights that the workload uses.
#   kinds: [pod]
#   judges: set
package slipway.rules.together.account_rights

import data.slipway.lib.objects
import data.slipway.lib.rbac
import data.slipway.lib.together

deny contains {"msg": message, "path": array.concat(workload.at, ["serviceAccountName"]), "resource": number} if {
	some number, workload in together.workloads
	some binding in object.get(bindings, [[workload.place, account(workload)]], set())
	some right in rights(binding)
	message := sprintf("%s runs as %s, which may %s by %s", [
		objects.described(workload.document),
		account(workload),
		right,
		objects.described(together.documents[binding]),
	])
}

unknown contains {"msg": message, "path": array.concat(workload.at, ["serviceAccountName"]), "resource": number} if {
	some number, workload in together.workloads
	some binding in object.get(bindings, [[workload.place, account(workload)]], set())
	count(roles(binding)) == 0
	reference := together.documents[binding].roleRef
	not known[reference.name]
	message := sprintf("%s runs as %s, and %s %q, which it is bound to, isn't here", [
		objects.described(workload.document),
		account(workload),
		object.get(reference, "kind", "role"),
		object.get(reference, "name", "?"),
	])
}

account(workload) := name if {
	name := object.get(workload.pod, "serviceAccountName", "default")
	is_string(name)
	name != ""
} else := "default"

# By the account's namespace and name, the bindings that name it.
bindings[[place, subject.name]] contains number if {
	some kind in ["RoleBinding", "ClusterRoleBinding"]
	some number in together.of_kind(rbac.group, kind)
	some subject in together.documents[number].subjects
	subject.kind == "ServiceAccount"
	place := object.get(subject, "namespace", together.namespace(together.documents[number]))
}

roles(binding) := {role |
	reference := together.documents[binding].roleRef
	some role in object.get(together.named, [reference.kind, reference.name], set())
	fits(together.documents[role], together.documents[binding])
}

fits(role, _) if role.kind == "ClusterRole"

fits(role, binding) if {
	role.kind == "Role"
	together.may_share(role, binding)
}

rights(binding) := {right |
	some role in roles(binding)
	some given in together.documents[role].rules
	some right, what in strong
	rbac.power(given, what.group, what.resources, what.verbs)
	not narrowed(given, what)
} | {right | right := known[together.documents[binding].roleRef.name]}

narrowed(given, what) if {
	what == strong["read every secret"]
	rbac.named(given)
}

known := {"cluster-admin": "do everything", "admin": "give itself every right of the namespace"}

# An object that is named is a right to that object; what can't be narrowed by name stays what it is.
strong := {
	"raise its own rights": {
		"group": "rbac.authorization.k8s.io",
		"resources": {"roles", "clusterroles"},
		"verbs": {"bind", "escalate"},
	},
	"act as others": {
		"group": "",
		"resources": {"users", "groups", "serviceaccounts"},
		"verbs": {"impersonate"},
	},
	"read every secret": {
		"group": "",
		"resources": {"secrets"},
		"verbs": {"get", "list", "watch"},
	},
	"run commands in pods": {
		"group": "",
		"resources": {"pods/exec", "nodes/proxy"},
		"verbs": {"create"},
	},
}
