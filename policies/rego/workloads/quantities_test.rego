package slipway.rules.workloads.quantities_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.workloads.quantities

test_denies_what_is_no_quantity if {
	every field in ["requests", "limits"] {
		every value in ["lots", "1 Gi", -1, true, ""] {
			quantities.deny == {{
				"msg": sprintf(`container "app" has %s of %s for memory, which is no quantity`, [field, json.marshal(value)]),
				"path": ["spec", "containers", 0, "resources", field, "memory"],
			}} with input as fixtures.with_container({"resources": {field: {"cpu": "1", "memory": value}}})
		}
	}
}

test_denies_a_request_above_its_limit if {
	quantities.deny == {{
		"msg": `container "app" requests 2Gi of memory, above its limit of 1500M`,
		"path": ["spec", "containers", 0, "resources", "requests", "memory"],
	}} with input as fixtures.with_container({"resources": {"requests": {"memory": "2Gi"}, "limits": {"memory": "1500M"}}})
}

test_denies_in_the_pod_and_every_list_of_containers if {
	broken := {"resources": {"limits": {"cpu": "x"}}}
	found := quantities.deny with input as fixtures.pod(object.union(broken, fixtures.every_container(broken).spec))
	{finding.path[1] | some finding in found} == {"resources", "containers", "initContainers", "ephemeralContainers"}
	whole := quantities.deny with input as fixtures.pod(broken)
	{finding.msg | some finding in whole} == {`the pod has limits of "x" for cpu, which is no quantity`}
}

test_allows_quantities_that_fit if {
	every fields in [
		{"requests": {"cpu": "1"}, "limits": {"cpu": 1}}, {"requests": {"cpu": "0"}}, {"requests": {"cpu": null}}, {"limits": {}}, null,
		{"requests": {"cpu": "500m"}, "limits": {"memory": "1Mi"}},
	] {
		quantities.deny == set() with input as fixtures.with_container({"resources": fields})
	}
}
