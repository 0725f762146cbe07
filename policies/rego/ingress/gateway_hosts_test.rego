package slipway.rules.ingress.gateway_hosts_test

import data.slipway.rules.ingress.gateway_hosts as rule

gateway(listener) := {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "cart"},
	"spec": {"listeners": [listener]},
}

test_denies_wildcards if {
	every host in ["*", "*.example.com"] {
		found := {{
			"msg": sprintf(`Gateway "cart" takes the hosts %s`, [host]),
			"path": ["spec", "listeners", 0, "hostname"],
		}}
		rule.deny == found with input as gateway({"hostname": host})
	}
}

test_denies_no_host if {
	path := ["spec", "listeners", 0, "hostname"]
	message := `Gateway "cart" takes every host: listener https names none`
	every listener in [{"name": "https"}, {"name": "https", "hostname": ""}, {"name": "https", "hostname": null}] {
		rule.deny == {{"msg": message, "path": path}} with input as gateway(listener)
	}
	nameless := `Gateway "cart" takes every host: listener 0 names none`
	rule.deny == {{"msg": nameless, "path": path}} with input as gateway({})
}

test_denies_wildcards_of_istio if {
	found := {{"msg": `Gateway "cart" takes the hosts *`, "path": ["spec", "servers", 0, "hosts", 0]}}
	rule.deny == found with input as {
		"apiVersion": "networking.istio.io/v1",
		"kind": "Gateway",
		"metadata": {"name": "cart"},
		"spec": {"servers": [{"hosts": ["shop/*", "cart.example.com"]}]},
	}
}

test_allows_full_hosts if {
	rule.deny == set() with input as gateway({"hostname": "cart.example.com"})
	rule.deny == set() with input as {"kind": "HTTPRoute", "spec": {"listeners": [{}]}}
}
