package slipway.rules.images.reference_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.images.reference

test_denies_what_is_no_name_of_an_image if {
	every image in [null, "", 5, ["nginx"], "-nginx", "nginx 1", "{{ .Values.image }}", "nginx@sha256"] {
		reference.deny == {{
			"msg": sprintf(`container "app" has the image %s, which is no name of one`, [json.marshal(image)]),
			"path": ["spec", "containers", 0, "image"],
		}} with input as fixtures.with_container({"image": image})
	}
}

test_denies_a_container_without_image_in_every_list if {
	found := reference.deny with input as fixtures.every_container({})
	count(found) == 3
}

test_allows_names if {
	every image in ["nginx", "nginx:1.27", "registry:5000/shop/cart_v2:1-rc.1", "ghcr.io/shop/cart@sha256:00ff"] {
		reference.deny == set() with input as fixtures.with_container({"image": image})
	}
}
