package slipway.lib.objects_test

import data.slipway.lib.objects

test_name if {
	objects.name({"metadata": {"name": "cart"}}) == "cart"
	objects.name({"metadata": {"name": "cart", "generateName": "c-"}}) == "cart"
	objects.name({"metadata": {"generateName": "cart-"}}) == "cart-*"
	every nameless in [{}, {"metadata": null}, {"metadata": {"name": 7, "generateName": null}}, null] {
		objects.name(nameless) == "?"
	}
}

test_described if {
	objects.described({"kind": "Role", "metadata": {"name": "cart"}}) == `Role "cart"`
	objects.described({"kind": 7}) == `7 "?"`
	objects.described({}) == `? "?"`
}

test_of_group if {
	objects.of_group({"apiVersion": "v1"}, "")
	objects.of_group({"apiVersion": "apps/v1"}, "apps")
	not objects.of_group({"apiVersion": "apps/v1"}, "")
	not objects.of_group({"apiVersion": "v1"}, "apps")
	every untold in [{}, {"apiVersion": 1}, {"apiVersion": null}] {
		objects.of_group(untold, "apps")
	}
}

test_texts if {
	objects.texts(["a", 1, null, "b"]) == ["a", "b"]
	objects.texts("a") == ["a"]
	every other in [null, 1, {"a": "b"}, []] {
		objects.texts(other) == []
	}
}

test_listed if {
	objects.listed({"b", "a"}) == "a, b"
	objects.listed(["b", 1]) == "1, b"
	objects.listed([]) == ""
}

test_is_true if {
	every yes in [true, "true", "True", "yes", "on", "1"] {
		objects.is_true(yes)
	}
	every no in [false, "false", "", null, 1, []] {
		not objects.is_true(no)
	}
}

test_mapping if {
	objects.mapping({"a": 1}) == {"a": 1}
	objects.mapping(null) == {}
	objects.mapping([1]) == {}
}

test_annotations_and_labels if {
	objects.annotations({"metadata": {"annotations": {"a": "b"}}}) == {"a": "b"}
	objects.labels({"metadata": {"labels": {"a": "b"}}}) == {"a": "b"}
	every other in [{}, {"metadata": null}, {"metadata": {"annotations": ["a"], "labels": "a"}}] {
		objects.annotations(other) == {}
		objects.labels(other) == {}
	}
}

test_of_kind_asks_for_group_and_kind if {
	objects.of_kind({"apiVersion": "apps/v1", "kind": "Deployment"}, "apps", "Deployment")
	objects.of_kind({"kind": "Deployment"}, "apps", "Deployment")
	not objects.of_kind({"apiVersion": "apps/v1", "kind": "Deployment"}, "apps", "DaemonSet")
	not objects.of_kind({"apiVersion": "apps/v1", "kind": "Deployment"}, "batch", "Deployment")
	not objects.of_kind({"apiVersion": "apps/v1"}, "apps", "Deployment")
}

test_tells_ten_of_many_words_and_counts_the_others if {
	objects.listed({10, 11, 12, 13, 14, 15, 16, 17, 18, 19}) == "10, 11, 12, 13, 14, 15, 16, 17, 18, 19"
	objects.listed(["b", "a", "b"]) == "a, b"
	objects.listed(numbers.range(10, 21)) == "10, 11, 12, 13, 14, 15, 16, 17, 18, 19, and 2 more"
	objects.listed([]) == ""
}
