package slipway.lib.settings_test

import data.slipway.lib.settings

test_defaults if {
	settings.kubernetes_version == "1.37" with data.slipway.settings as {}
	settings.host_suffixes == [] with data.slipway.settings as {}
	settings.privileged_namespaces == ["kube-system"] with data.slipway.settings as {}
	settings.allowed_registries == [] with data.slipway.settings as {}
	settings.pinned_pools == ["low-latency"] with data.slipway.settings as {}
	settings.soak_hours == {"prod": 24} with data.slipway.settings as {}
	settings.freezes == [] with data.slipway.settings as {}
	settings.weekly_freezes == [] with data.slipway.settings as {}
}

test_what_people_set if {
	settings.kubernetes_version == "1.35" with data.slipway.settings as {"kubernetesVersion": "1.35"}
	settings.host_suffixes == ["a"] with data.slipway.settings as {"hostSuffixes": ["a"]}
	settings.privileged_namespaces == ["a"] with data.slipway.settings as {"privilegedNamespaces": ["a"]}
	settings.allowed_registries == ["a"] with data.slipway.settings as {"allowedRegistries": ["a"]}
	settings.pinned_pools == ["a"] with data.slipway.settings as {"pinnedPools": ["a"]}
	settings.soak_hours == {"a": 1} with data.slipway.settings as {"soakHours": {"a": 1}}
	settings.freezes == ["a"] with data.slipway.settings as {"freezes": ["a"]}
	settings.weekly_freezes == ["a"] with data.slipway.settings as {"weeklyFreezes": ["a"]}
}
