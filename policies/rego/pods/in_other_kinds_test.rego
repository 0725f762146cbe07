package slipway.rules.pods.in_other_kinds_test

import data.slipway.rules.pods.in_other_kinds

cache(version, kind, spec) := {"apiVersion": version, "kind": kind, "metadata": {"name": "a", "namespace": "shop"}, "spec": spec}

web := [{"name": "web", "image": "registry.example.com/web:1"}]

found(path) := {{"msg": `Cache "a" holds containers where no rule on pods judges them`, "path": path}}

test_denies_containers_wherever_a_custom_kind_has_them if {
	in_other_kinds.deny == found(["spec", "containers"]) with input as cache("example.com/v1", "Cache", {"containers": web})
	in_other_kinds.deny == found(["spec", "pod", "spec", "initContainers"]) with input as cache(
		"example.com/v1",
		"Cache",
		{"pod": {"spec": {"initContainers": web}}},
	)
	in_other_kinds.deny == found(["spec", "parts", 1, "containers"]) with input as cache(
		"cache.x-k8s.io/v1",
		"Cache",
		{"parts": [{}, {"containers": array.concat([{"name": "other"}], web)}]},
	)
}

test_denies_a_kind_whose_name_alone_is_known if {
	count(in_other_kinds.deny) == 1 with input as cache("example.com/v1", "Deployment", {"template": {"spec": {"containers": web}}})
}

test_allows_what_the_rules_on_pods_judge if {
	every version, kind in {"argoproj.io/v1alpha1": "Rollout", "apps/v1": "Deployment", "jobset.x-k8s.io/v1": "JobSet"} {
		in_other_kinds.deny == set() with input as cache(version, kind, {"template": {"spec": {"containers": web}}})
	}
}

test_allows_kubernetes_own_and_what_holds_none if {
	in_other_kinds.deny == set() with input as cache("metrics.k8s.io/v1", "PodMetrics", {"containers": web})
	in_other_kinds.deny == set() with input as cache("v1", "Odd", {"containers": web})
	every spec in [null, 5, {}, {"containers": ["web"]}, {"containers": [{"name": "web"}]}, {"containers": [{"image": 5}]}, {"images": web}] {
		in_other_kinds.deny == set() with input as cache("example.com/v1", "Cache", spec)
	}
}

argo(spec) := {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "a", "namespace": "shop"}, "spec": spec}

tekton(spec) := {"apiVersion": "tekton.dev/v1", "kind": "Task", "metadata": {"name": "a", "namespace": "shop"}, "spec": spec}

denied(document) := {finding.path | some finding in found} if {
	found := in_other_kinds.deny with input as document
}

undecided(document) := {finding.path | some finding in found} if {
	found := in_other_kinds.unknown with input as document
}

test_denies_danger_under_any_key if {
	template := ["spec", "templates", 0]
	every field, value in {
		"container": {"image": "a", "securityContext": {"privileged": true}},
		"script": {"image": "a", "securityContext": {"privileged": "true"}},
	} {
		denied(argo({"templates": [{field: value}]})) == {array.concat(template, [field, "securityContext", "privileged"])}
	}
	denied(tekton({"stepTemplate": {"securityContext": {"privileged": true}}})) == {["spec", "stepTemplate", "securityContext", "privileged"]}
	denied(object.union(cache("example.com/v1", "Cache", {}), {"pod": {"hostPID": true}})) == {["pod", "hostPID"]}
}

test_denies_every_danger if {
	every path, value in {
		"hostIPC": true, "hostNetwork": true, "hostPID": "yes", "hostPath": {"path": "/"},
		"securityContext/allowPrivilegeEscalation": true, "securityContext/capabilities/add": ["SYS_ADMIN"],
		"securityContext/privileged": true, "securityContext/procMount": "Unmasked", "securityContext/runAsUser": 0,
		"securityContext/seccompProfile/type": "Unconfined", "securityContext/windowsOptions/hostProcess": true,
	} {
		part := json.patch({"securityContext": {"capabilities": {}, "seccompProfile": {}, "windowsOptions": {}}}, [{
			"op": "add",
			"path": path,
			"value": value,
		}])
		denied(cache("example.com/v1", "Cache", {"part": part})) == {array.concat(["spec", "part"], split(path, "/"))}
	}
}

test_says_what_the_danger_is if {
	found := {{
		"msg": `Workflow "a" has securityContext.runAsUser: 0 where no rule on pods judges it`,
		"path": ["spec", "securityContext", "runAsUser"],
	}}
	in_other_kinds.deny == found with input as argo({"securityContext": {"runAsUser": 0}})
}

test_allows_what_is_not_dangerous if {
	safe := {"allowPrivilegeEscalation": false, "privileged": false, "runAsUser": 1000, "capabilities": {"add": ["NET_BIND_SERVICE"]}}
	denied(argo({"hostNetwork": false, "securityContext": safe, "hostPath": "/data"})) == set()
	denied(object.union(argo({}), {"status": {"hostNetwork": true}})) == set()
}

test_can_not_decide_of_a_container_under_any_key if {
	found := {{
		"msg": `Workflow "a" runs alpine:3 where no rule on pods judges it`,
		"path": ["spec", "templates", 0, "container"],
	}}
	in_other_kinds.unknown == found with input as argo({"templates": [{"container": {"image": "alpine:3"}}]})
	undecided(argo({"templates": [{"script": {"image": "a"}, "sidecars": [{"image": "b"}]}]})) == {
		["spec", "templates", 0, "script"],
		["spec", "templates", 0, "sidecars", 0],
	}
	undecided(tekton({"steps": [{"image": "a"}]})) == {["spec", "steps", 0]}
	every field in ["args", "command", "env", "envFrom", "script", "securityContext", "source", "volumeMounts"] {
		undecided(cache("example.com/v1", "Cache", {"server": {"image": "a", field: []}})) == {["spec", "server"]}
	}
}

test_can_not_decide_of_a_patch if {
	undecided(argo({"podSpecPatch": "hostPID: true"})) == {["spec", "podSpecPatch"]}
	undecided(argo({"podSpecPatch": ""})) == set()
}

test_decides_where_nothing_runs if {
	every spec in [
		{"image": "a"}, {"server": {"image": {"tag": "a"}, "env": []}}, {"server": {"env": []}},
		{"source": {"helm": {"valuesObject": {"image": "a", "env": []}}}}, {"values": {"image": "a", "args": []}},
		{"containers": [{"image": "a", "env": []}]}, null, 5,
	] {
		undecided(cache("example.com/v1", "Cache", spec)) == set()
	}
	undecided({"apiVersion": "v1", "kind": "Odd", "spec": {"image": "a", "env": []}}) == set()
}
