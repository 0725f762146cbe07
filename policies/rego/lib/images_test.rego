package slipway.lib.images_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.lib.images

digest := concat("", ["@sha256:", concat("", ["0123456789abcdef" | some _ in numbers.range(1, 4)])])

test_the_tag_is_what_follows_the_last_colon_of_the_last_part if {
	every image, tag in {
		"nginx": "",
		"nginx:1.27": "1.27",
		"registry:5000/nginx": "",
		"registry:5000/shop/nginx:2": "2",
		concat("", ["nginx:1.27", digest]): "1.27",
		concat("", ["nginx", digest]): "",
	} {
		images.tag(image) == tag
	}
}

test_an_image_is_pinned_by_a_whole_digest if {
	images.pinned(concat("", ["nginx:1", digest]))
	not images.pinned("nginx@sha256:0123")
	not images.pinned("nginx:1")
	not images.pinned(concat("", ["nginx", digest, "0"]))
}

test_names_are_read_in_full if {
	every image, name in {
		"nginx": "docker.io/library/nginx",
		"nginx:1": "docker.io/library/nginx",
		"grafana/grafana:11": "docker.io/grafana/grafana",
		"localhost/nginx": "localhost/nginx",
		"registry:5000/nginx:1": "registry:5000/nginx",
		concat("", ["ghcr.io/shop/cart:1", digest]): "ghcr.io/shop/cart",
	} {
		images.full(image) == name
	}
}

test_images_of_every_container_are_found if {
	found := images.used with input as fixtures.every_container({"image": "nginx"})
	{[use.title, use.image, use.path] | some use in found} == {
		["container \"app\"", "nginx", ["spec", "containers", 0, "image"]],
		["init container \"migrate\"", "nginx", ["spec", "initContainers", 0, "image"]],
		["ephemeral container \"debug\"", "nginx", ["spec", "ephemeralContainers", 0, "image"]],
	}
	missing := images.used with input as fixtures.with_container({})
	[use.image | some use in missing] == [null]
}
