package slipway.rules.rbac.impersonation_test

import data.slipway.rules.rbac.impersonation as rule

role(rules) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRole",
	"metadata": {"name": "cart"},
	"rules": rules,
}

test_denies_each_identity if {
	every resource in ["users", "groups", "serviceaccounts", "userextras", "userextras/scopes", "uids", "*"] {
		message := sprintf(
			`ClusterRole "cart" allows impersonate on %s: whoever has it can act as anyone`,
			[resource],
		)
		every api_group in ["", "authentication.k8s.io", "*"] {
			rule.deny == {{"msg": message, "path": ["rules", 0, "verbs"]}} with input as role([{
				"apiGroups": [api_group],
				"resources": [resource],
				"verbs": ["impersonate"],
			}])
		}
	}
}

test_denies_every_verb_on_users if {
	count(rule.deny) == 1 with input as role([{"apiGroups": [""], "resources": ["users"], "verbs": ["*"]}])
}

test_allows_other_verbs_and_resources if {
	every rules in [
		[{"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["get", "create"]}],
		[{"apiGroups": [""], "resources": ["pods"], "verbs": ["impersonate"]}],
		[{"apiGroups": ["apps"], "resources": ["*"], "verbs": ["*"]}],
		[],
		null,
	] {
		rule.deny == set() with input as role(rules)
	}
}
