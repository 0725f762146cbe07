package slipway.rules.pods.read_only_root_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.read_only_root

test_denies_where_it_is_not_said if {
	every context in [{}, null, {"readOnlyRootFilesystem": false}, {"readOnlyRootFilesystem": null}, {"readOnlyRootFilesystem": "true"}] {
		read_only_root.deny == {{
			"msg": `container "app" may write its root file system`,
			"path": ["spec", "containers", 0, "securityContext", "readOnlyRootFilesystem"],
		}} with input as fixtures.secured(context)
	}
}

test_denies_in_every_list_of_containers if {
	found := read_only_root.deny with input as fixtures.every_container({})
	count(found) == 3
}

test_allows_read_only if {
	read_only_root.deny == set() with input as fixtures.every_container({"securityContext": {"readOnlyRootFilesystem": true}})
}

test_windows_lifts_it if {
	read_only_root.deny == set() with input as fixtures.windows({"containers": [{"name": "app"}]})
}
