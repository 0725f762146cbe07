package slipway.rules.rbac.nodes_proxy_test

import data.slipway.rules.rbac.nodes_proxy as rule

role(rules) := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "ClusterRole",
	"metadata": {"name": "cart"},
	"rules": rules,
}

test_denies_each_verb if {
	every verb in ["get", "create", "update", "patch", "delete", "*"] {
		message := sprintf(
			`ClusterRole "cart" allows %s on nodes/proxy: it reaches the kubelet of every node`,
			[verb],
		)
		rule.deny == {{"msg": message, "path": ["rules", 0, "resources"]}} with input as role([{
			"apiGroups": [""],
			"resources": ["nodes/proxy"],
			"verbs": [verb],
		}])
	}
}

test_denies_the_proxy_of_everything if {
	count(rule.deny) == 1 with input as role([{"apiGroups": [""], "resources": ["*/proxy"], "verbs": ["get"]}])
}

test_allows_nodes_and_their_metrics if {
	every rules in [
		[{"apiGroups": [""], "resources": ["nodes", "nodes/metrics", "pods/proxy"], "verbs": ["*"]}],
		[{"apiGroups": [""], "resources": ["nodes/proxy"], "verbs": ["list"]}],
		null,
	] {
		rule.deny == set() with input as role(rules)
	}
}
