package slipway.rules.ingress.gateway_tls_test

import data.slipway.rules.ingress.gateway_tls as rule

gateway(listener) := {
	"apiVersion": "gateway.networking.k8s.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "cart"},
	"spec": {"listeners": [listener]},
}

istio(server) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "Gateway",
	"metadata": {"name": "cart"},
	"spec": {"servers": [server]},
}

test_denies_http if {
	found := {{"msg": `Gateway "cart": listener web speaks HTTP in the clear`, "path": ["spec", "listeners", 0]}}
	rule.deny == found with input as gateway({"name": "web", "protocol": "HTTP"})
	rule.deny == found with input as gateway({"name": "web"})
}

test_denies_tls_without_a_certificate if {
	found := {{"msg": `Gateway "cart": listener 0 has no certificate`, "path": ["spec", "listeners", 0]}}
	every protocol in ["HTTPS", "TLS"] {
		every tls in [{}, null, {"mode": "Terminate"}, {"certificateRefs": []}, {"certificateRefs": null, "options": null}] {
			rule.deny == found with input as gateway({"protocol": protocol, "tls": tls})
		}
	}
}

test_allows_tls_and_what_is_no_http if {
	every listener in [
		{"protocol": "HTTPS", "tls": {"certificateRefs": [{"name": "a"}]}},
		{"protocol": "TLS", "tls": {"mode": "Passthrough"}},
		{"protocol": "HTTPS", "tls": {"options": {"networking.gke.io/pre-shared-certs": "a"}}},
		{"protocol": "TCP"},
		{"protocol": "HBONE"},
	] {
		rule.deny == set() with input as gateway(listener)
	}
}

test_reads_of_each_gateway_its_own_part if {
	server := {"port": {"number": 80, "protocol": "HTTP"}}
	rule.deny == set() with input as object.union(gateway({"protocol": "TCP"}), {"spec": {"servers": [server]}})
	rule.deny == set() with input as object.union(istio({}), {"spec": {"listeners": [{"protocol": "HTTP"}]}})
}

test_denies_a_server_of_istio_in_the_clear if {
	message := `Gateway "cart": server 80 speaks HTTP in the clear and doesn't redirect`
	found := {{"msg": message, "path": ["spec", "servers", 0]}}
	every protocol in ["HTTP", "http2", "GRPC"] {
		every tls in [{}, null, {"httpsRedirect": false}] {
			rule.deny == found with input as istio({"port": {"number": 80, "protocol": protocol}, "tls": tls})
		}
	}
}

test_allows_servers_of_istio_with_tls if {
	every server in [
		{"port": {"number": 80, "protocol": "HTTP"}, "tls": {"httpsRedirect": true}},
		{"port": {"number": 443, "protocol": "HTTPS"}, "tls": {"mode": "SIMPLE"}},
		{"port": {"number": 80, "protocol": "HTTP"}, "tls": {"mode": "SIMPLE"}},
		{"port": {"protocol": "TCP"}},
		{"port": null},
	] {
		rule.deny == set() with input as istio(server)
	}
}
