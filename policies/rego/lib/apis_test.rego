package slipway.lib.apis_test

import data.slipway.lib.apis

test_life if {
	expected := {"deprecated": 21, "removed": 25, "instead": "batch/v1"}
	apis.life == expected with input as {"apiVersion": "batch/v1beta1", "kind": "CronJob"}
	every other in [{"apiVersion": "batch/v1", "kind": "CronJob"}, {"apiVersion": 7, "kind": "CronJob"}, {}] {
		not apis.life with input as other
	}
}

test_target if {
	apis.target == 37 with data.slipway.settings as {}
	apis.target == 24 with data.slipway.settings as {"kubernetesVersion": "1.24"}
}

test_ended if {
	apis.ended with input as {"apiVersion": "batch/v1beta1", "kind": "CronJob"}
	not apis.ended with input as {"apiVersion": "v1", "kind": "Endpoints"}
	not apis.ended with input as {"apiVersion": "batch/v1beta1", "kind": "CronJob"}
		with data.slipway.settings as {"kubernetesVersion": "1.24"}
}

test_instead if {
	apis.instead == "use batch/v1" with input as {"apiVersion": "batch/v1beta1", "kind": "CronJob"}
	apis.instead == "nothing takes its place" with input as {"apiVersion": "policy/v1beta1", "kind": "PodSecurityPolicy"}
}

test_each_row_is_in_order if {
	every version, kinds in apis.table {
		every kind, row in kinds {
			is_string(kind)
			after(row)
			row.instead != version
		}
	}
}

after(row) if row.removed == null

after(row) if row.removed > row.deprecated
