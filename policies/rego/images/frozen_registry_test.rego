package slipway.rules.images.frozen_registry_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.images.frozen_registry

test_denies_the_frozen_registry_by_its_names if {
	every image in ["k8s.gcr.io/pause:3.9", "gcr.io/google-containers/pause:3.2", "gcr.io/google_containers/pause:3.1"] {
		frozen_registry.deny == {{
			"msg": sprintf(`container "app" has the image %q, of a registry that is frozen`, [image]),
			"path": ["spec", "containers", 0, "image"],
		}} with input as fixtures.with_container({"image": image})
	}
}

test_allows_others if {
	every image in ["registry.k8s.io/pause:3.10", "gcr.io/shop/cart:1", null, 5] {
		frozen_registry.deny == set() with input as fixtures.with_container({"image": image})
	}
}
