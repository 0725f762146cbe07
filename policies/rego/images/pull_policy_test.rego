package slipway.rules.images.pull_policy_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.images.pull_policy

digest := concat("", ["@sha256:", concat("", ["0123456789abcdef" | some _ in numbers.range(1, 4)])])

pulled(policy, image) := fixtures.with_container({"imagePullPolicy": policy, "image": image})

test_denies_never_and_what_is_unknown if {
	every policy in ["Never", "always", 5] {
		pull_policy.deny == {{
			"msg": sprintf(`container "app" has imagePullPolicy: %s for the image "nginx:1"`, [json.marshal(policy)]),
			"path": ["spec", "containers", 0, "imagePullPolicy"],
		}} with input as pulled(policy, "nginx:1")
	}
}

test_denies_a_kept_image_whose_tag_moves if {
	every image in ["nginx", "nginx:latest"] {
		found := pull_policy.deny with input as pulled("IfNotPresent", image)
		count(found) == 1
	}
}

test_denies_in_every_list_of_containers if {
	found := pull_policy.deny with input as fixtures.every_container({"image": "nginx:1", "imagePullPolicy": "Never"})
	count(found) == 3
}

test_allows_what_fits if {
	pull_policy.deny == set() with input as pulled("IfNotPresent", "nginx:1")
	pull_policy.deny == set() with input as pulled("IfNotPresent", concat("", ["nginx", digest]))
	pull_policy.deny == set() with input as pulled("Always", "nginx")
	pull_policy.deny == set() with input as pulled(null, "nginx")
	pull_policy.deny == set() with input as fixtures.with_container({"image": "nginx"})
}
