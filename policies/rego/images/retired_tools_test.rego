package slipway.rules.images.retired_tools_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.images.retired_tools

test_denies_the_dashboard_and_tiller if {
	every image in [
		"kubernetesui/dashboard:v2.7.0", "docker.io/kubernetesui/dashboard-api:1", "k8s.gcr.io/kubernetes-dashboard-amd64:v1.10.1",
		"ghcr.io/helm/tiller:v2.17.0",
	] {
		retired_tools.deny == {{
			"msg": sprintf(`container "app" runs %q, which is retired`, [image]),
			"path": ["spec", "containers", 0, "image"],
		}} with input as fixtures.with_container({"image": image})
	}
}

test_allows_others if {
	every image in ["shop/dashboard:1", "tiller/cart:1", "nottiller:1", null, 5] {
		retired_tools.deny == set() with input as fixtures.with_container({"image": image})
	}
}
