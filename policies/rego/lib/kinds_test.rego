package slipway.lib.kinds_test

import data.slipway.lib.apis
import data.slipway.lib.kinds
import data.slipway.lib.pods

test_the_kinds_that_hold_pods_are_known if {
	every group in ["", "apps", "batch"] {
		{kind | pods.templates[group][kind]} - kinds.table[group] == set()
	}
}

test_the_kinds_whose_replacement_is_named_are_known if {
	every lives in object.remove(apis.table, ["v1"]) {
		every kind, life in lives {
			replaced(kind, life)
		}
	}
}

replaced(_, life) if life.instead == null

replaced(kind, life) if kind in kinds.table[split(life.instead, "/")[0]]
