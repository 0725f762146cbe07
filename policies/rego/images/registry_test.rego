package slipway.rules.images.registry_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.images.registry

trusting(places) := {"allowedRegistries": places}

test_denies_another_registry if {
	registry.deny == {{
		"msg": `container "app" has the image "docker.io/library/nginx", of no registry of allowedRegistries`,
		"path": ["spec", "containers", 0, "image"],
	}} with input as fixtures.with_container({"image": "nginx:1"}) with data.slipway.settings as trusting(["ghcr.io/shop"])
}

test_denies_a_path_that_only_begins_alike if {
	every image in ["ghcr.io/shopping/cart:1", "ghcr.io.example.org/shop/cart:1", "ghcr.io/other:1"] {
		found := registry.deny with input as fixtures.with_container({"image": image}) with data.slipway.settings as trusting(["ghcr.io/shop"])
		count(found) == 1
	}
}

test_denies_in_every_list_of_containers if {
	found := registry.deny with input as fixtures.every_container({"image": "nginx"}) with data.slipway.settings as trusting(["ghcr.io"])
	count(found) == 3
}

test_allows_what_the_list_names if {
	every place in ["ghcr.io", "ghcr.io/", "ghcr.io/shop", "ghcr.io/shop/cart"] {
		registry.deny == set() with input as fixtures.with_container({"image": "ghcr.io/shop/cart:1"})
			with data.slipway.settings as trusting(["quay.io", place])
	}
}

test_is_off_without_a_list if {
	registry.deny == set() with input as fixtures.with_container({"image": "nginx"}) with data.slipway.settings as {}
}

test_leaves_what_is_no_name_to_the_other_rule if {
	registry.deny == set() with input as fixtures.with_container({"image": 5}) with data.slipway.settings as trusting(["ghcr.io"])
}
