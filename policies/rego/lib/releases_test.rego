package slipway.lib.releases_test

import data.slipway.lib.releases

test_change if {
	releases.change == {"service": "cart"} with input as {"change": {"service": "cart"}}
	releases.change == {} with input as {}
	releases.change == {} with input as {"change": null}
}

test_other_images if {
	releases.other_images with input as {"change": {"from": ["a:1"], "to": ["a:2"]}}
	not releases.other_images with input as {"change": {"from": ["a:1", "b:1"], "to": ["b:1", "a:1"]}}
	not releases.other_images with input as {"change": {}}
}

test_promoted if {
	new := {"environment": "prod", "from": [], "to": ["a:1"]}
	releases.promoted with input as {"change": new}
	not releases.promoted with input as {"change": object.union(new, {"environment": "dev"})}
	not releases.promoted with input as {"change": object.union(new, {"from": ["a:1"]})}
	releases.promoted with input as {"change": object.union(new, {"environment": "dev"})}
		with data.slipway.settings as {"soakHours": {"dev": 1}}
}

test_images if {
	releases.images(["a/b:1", "host:5000/c:2@sha256:d", "e@sha256:f"]) == {"a/b:1", "host:5000/c@sha256:d", "e@sha256:f"}
	releases.images([]) == set()
}

test_named if {
	releases.named == "cart in prod" with input as {"change": {"service": "cart", "environment": "prod"}}
	releases.named == "? in ?" with input as {}
}

test_now if {
	releases.now == 1000000000 with input as {"change": {"now": "1970-01-01T00:00:01Z"}}
	not releases.now with input as {"change": {"now": "today"}}
}
