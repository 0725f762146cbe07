package slipway.rules.istio.strict_mtls_test

import data.slipway.rules.istio.strict_mtls as rule

peers(spec) := {
	"apiVersion": "security.istio.io/v1",
	"kind": "PeerAuthentication",
	"metadata": {"name": "default"},
	"spec": spec,
}

test_denies_other_modes if {
	every mode in ["PERMISSIVE", "DISABLE", "strict", null, 7] {
		found := {{
			"msg": sprintf(`PeerAuthentication "default" takes traffic in the clear: mode is %v`, [mode]),
			"path": ["spec", "mtls", "mode"],
		}}
		rule.deny == found with input as peers({"mtls": {"mode": mode}})
	}
}

test_denies_a_port if {
	found := {{
		"msg": `PeerAuthentication "default" takes traffic in the clear at port 8080: mode is DISABLE`,
		"path": ["spec", "portLevelMtls", "8080", "mode"],
	}}
	rule.deny == found with input as peers({
		"mtls": {"mode": "STRICT"},
		"portLevelMtls": {"8080": {"mode": "DISABLE"}, "9090": {"mode": "STRICT"}, "1": {"mode": "UNSET"}},
	})
}

test_can_not_tell_what_is_inherited if {
	found := {{
		"msg": `PeerAuthentication "default" takes its mode from the namespace or the mesh`,
		"path": ["spec", "mtls", "mode"],
	}}
	every spec in [{}, {"mtls": {"mode": "UNSET"}}, {"mtls": null}, null] {
		rule.unknown == found with input as peers(spec)
		rule.deny == set() with input as peers(spec)
	}
}

test_allows_strict if {
	rule.deny == set() with input as peers({"mtls": {"mode": "STRICT"}})
	rule.unknown == set() with input as peers({"mtls": {"mode": "STRICT"}})
	every spec in [{"mtls": {"mode": "DISABLE"}}, {"portLevelMtls": {"1": {"mode": "DISABLE"}}}, {}] {
		other := object.union(peers(spec), {"apiVersion": "example.org/v1"})
		rule.deny == set() with input as other
		rule.unknown == set() with input as other
	}
}
