package slipway.rules.images.digest_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.images.digest

sum := concat("", ["@sha256:", concat("", ["0123456789abcdef" | some _ in numbers.range(1, 4)])])

test_denies_an_image_without_digest if {
	every image in ["nginx:1.27", "nginx", "nginx@sha256:01", null, 5] {
		digest.deny == {{
			"msg": sprintf(`container "app" has the image %s, without a digest`, [json.marshal(image)]),
			"path": ["spec", "containers", 0, "image"],
		}} with input as fixtures.with_container({"image": image})
	}
}

test_denies_in_every_list_of_containers if {
	found := digest.deny with input as fixtures.every_container({"image": "nginx:1"})
	count(found) == 3
}

test_allows_a_digest_with_or_without_tag if {
	every image in ["nginx", "ghcr.io/shop/cart:1.0"] {
		digest.deny == set() with input as fixtures.with_container({"image": concat("", [image, sum])})
	}
}
