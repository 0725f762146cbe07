package slipway.lib.rbac_test

import data.slipway.lib.rbac

rule := {"apiGroups": [""], "resources": ["secrets", "pods"], "verbs": ["get", "create"]}

test_rules_are_those_of_an_rbac_object if {
	rbac.rules == {1: rule} with input as {"apiVersion": "rbac.authorization.k8s.io/v1", "rules": ["get", rule]}
	rbac.rules == {0: rule} with input as {"rules": [rule]}
	rbac.rules == {} with input as {"apiVersion": "iam.example.org/v1", "rules": [rule]}
	rbac.rules == {} with input as {"rules": null}
}

test_subjects_are_those_of_an_rbac_object if {
	rbac.subjects == {1: {"name": "a"}} with input as {"subjects": ["a", {"name": "a"}]}
	rbac.subjects == {} with input as {"apiVersion": "example.org/v1", "subjects": [{"name": "a"}]}
}

test_power_names_what_matches if {
	rbac.power(rule, "", {"secrets", "nodes"}, {"get", "list"}) == {"verbs": {"get"}, "resources": {"secrets"}}
}

test_power_of_wildcards if {
	all := {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
	rbac.power(all, "", {"secrets"}, {"get"}) == {"verbs": {"*"}, "resources": {"*"}}
}

test_power_over_a_subresource if {
	given := {"apiGroups": [""], "resources": ["*/exec", "pods/exec", "pods", "*/log"], "verbs": ["create"]}
	rbac.power(given, "", {"pods/exec"}, {"create"}) == {"verbs": {"create"}, "resources": {"*/exec", "pods/exec"}}
}

test_no_power_without_the_group_the_resource_or_the_verb if {
	not rbac.power(rule, "apps", {"secrets"}, {"get"})
	not rbac.power(rule, "", {"nodes"}, {"get"})
	not rbac.power(rule, "", {"secrets"}, {"list"})
}

test_a_rule_without_groups_is_judged if {
	rbac.power({"resources": "secrets", "verbs": "get"}, "", {"secrets"}, {"get"}).resources == {"secrets"}
}

test_named if {
	rbac.named({"resourceNames": ["a"]})
	every unnamed in [{}, {"resourceNames": []}, {"resourceNames": null}, {"resourceNames": [1]}] {
		not rbac.named(unnamed)
	}
}

test_message if {
	given := {"verbs": {"list", "get"}, "resources": {"secrets"}}
	expected := `Role "a" allows get, list on secrets: why`
	rbac.message(given, "why") == expected with input as {"kind": "Role", "metadata": {"name": "a"}}
}
