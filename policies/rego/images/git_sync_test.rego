package slipway.rules.images.git_sync_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.images.git_sync

test_denies_the_variable if {
	git_sync.deny == {{
		"msg": `container "app" sets GITSYNC_GIT`,
		"path": ["spec", "containers", 0, "env", 1],
	}} with input as fixtures.with_container({"env": [{"name": "GITSYNC_REPO"}, {"name": "GITSYNC_GIT", "value": "/tmp/git"}]})
}

test_allows_others if {
	every env in [[{"name": "GITSYNC_REPO"}], [], null, [5]] {
		git_sync.deny == set() with input as fixtures.with_container({"env": env})
	}
}
