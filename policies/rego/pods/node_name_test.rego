package slipway.rules.pods.node_name_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.node_name

test_denies_a_node_by_name if {
	every value in ["ip-10-0-0-1", 5] {
		node_name.deny == {{
			"msg": sprintf("the pod is bound to the node %s", [json.marshal(value)]),
			"path": ["spec", "template", "spec", "nodeName"],
		}} with input as fixtures.deployment({"nodeName": value})
	}
}

test_allows_none if {
	every spec in [{}, {"nodeName": null}, {"nodeName": ""}, {"nodeSelector": {"kubernetes.io/arch": "arm64"}}] {
		node_name.deny == set() with input as fixtures.pod(spec)
	}
}
