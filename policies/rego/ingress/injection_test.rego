package slipway.rules.ingress.injection_test

import data.slipway.rules.ingress.injection as rule

ingress(annotations) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "Ingress",
	"metadata": {"name": "cart", "annotations": annotations},
}

found(what) := {{
	"msg": sprintf(`Ingress "cart" has %s in the annotation nginx.org/x`, [what]),
	"path": ["metadata", "annotations", "nginx.org/x"],
}}

test_denies_directives if {
	every value in ["alias ;", "alias; ", "  root /;", "a; alias /x;", "a {\n\tinclude x;", "load_module x;", "ssl_engine y;"] {
		rule.deny == found("a directive") with input as ingress({"nginx.org/x": value, "a": "b"})
	}
}

test_denies_the_controllers_files if {
	every value in [
		"/etc/passwd", "x /etc/nginx/nginx.conf", "/etc/ingress-controller", "/etc/group", "/etc/shadow",
		"/var/run/secrets/kubernetes.io", "/proc/1/root",
	] {
		rule.deny == found("a path of the controller's own files") with input as ingress({"nginx.org/x": value})
	}
}

test_denies_lua if {
	every value in ["content_by_lua_block", "lua_package_path"] {
		rule.deny == found("Lua") with input as ingress({"nginx.org/x": value})
	}
}

test_allows_plain_values if {
	every value in ["/", "rootless", "alias", "canary-root", "https://example.com/etc/hosts", "", null, 7, "evaluate_me", "my root"] {
		rule.deny == set() with input as ingress({"nginx.org/x": value})
	}
}

routed(path) := object.union(ingress({}), {"spec": {"rules": [{"http": {"paths": [{"path": "/"}, {"path": path}]}}]}})

test_denies_paths_of_the_controllers_files if {
	every path in ["/etc/config", "/etc", "/root", "/proc/1", "/var/run/secrets", "/a;b", "/a b", `/a"`, "/a'"] {
		rule.deny == {{
			"msg": sprintf(`Ingress "cart" takes the path %s, which reaches the controller's own files`, [path]),
			"path": ["spec", "rules", 0, "http", "paths", 1, "path"],
		}} with input as routed(path)
	}
	annotated := object.union(ingress({"nginx.org/x": "/etc/passwd"}), {"apiVersion": "extensions/v1beta1"})
	count(rule.deny) == 1 with input as annotated
	old := object.union(routed("/etc"), {"apiVersion": "extensions/v1beta1"})
	count(rule.deny) == 1 with input as old
}

test_allows_addresses_of_a_service if {
	every path in ["/cart", "/rooted", "/etcetera", "/v[0-9]{2}/(.*)", "/var/running", "", null, 7] {
		rule.deny == set() with input as routed(path)
	}
	rule.deny == set() with input as object.union(routed("/etc"), {"apiVersion": "example.org/v1"})
}

test_leaves_other_groups_alone if {
	rule.deny == set() with input as object.union(ingress({"a": "/etc/passwd"}), {"apiVersion": "example.org/v1"})
}
