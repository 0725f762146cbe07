package slipway.rules.images.tag_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.images.tag

digest := concat("", ["@sha256:", concat("", ["0123456789abcdef" | some _ in numbers.range(1, 4)])])

test_denies_latest if {
	tag.deny == {{
		"msg": `container "app" has the image "nginx:latest", whose tag moves`,
		"path": ["spec", "containers", 0, "image"],
	}} with input as fixtures.with_container({"image": "nginx:latest"})
}

test_denies_no_tag if {
	tag.deny == {{
		"msg": `container "app" has the image "registry:5000/nginx", which has no tag`,
		"path": ["spec", "containers", 0, "image"],
	}} with input as fixtures.with_container({"image": "registry:5000/nginx"})
}

test_denies_in_every_list_of_containers if {
	found := tag.deny with input as fixtures.every_container({"image": "nginx"})
	count(found) == 3
}

test_denies_a_broken_digest if {
	found := tag.deny with input as fixtures.with_container({"image": "nginx@sha256:0123"})
	count(found) == 1
}

test_allows_a_version_or_a_digest if {
	every image in ["nginx:1.27", "nginx:latest-alpine", concat("", ["nginx", digest]), concat("", ["nginx:latest", digest])] {
		tag.deny == set() with input as fixtures.with_container({"image": image})
	}
}

test_leaves_what_is_no_name_to_the_other_rule if {
	every image in [null, "", 5] {
		tag.deny == set() with input as fixtures.with_container({"image": image})
	}
}
