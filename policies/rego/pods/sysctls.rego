# METADATA
# title: Pods set only kernel parameters that are safe
# description: >-
#   A parameter that isn't the pod's own changes the kernel for every pod of the node, or takes a protection off.
# related_resources:
#   - https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
# custom:
#   id: SLIP-POD-017
#   severity: medium
#   controls: [pss/baseline/sysctls]
#   remediation: Remove the parameter, or set it on the nodes of a pool of its own.
#   kinds: [pod]
package slipway.rules.pods.sysctls

import data.slipway.lib.pods

# The standard's list as of v1.37.
allowed := {
	"kernel.shm_rmid_forced",
	"net.ipv4.ip_local_port_range",
	"net.ipv4.ip_local_reserved_ports",
	"net.ipv4.ip_unprivileged_port_start",
	"net.ipv4.ping_group_range",
	"net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl",
	"net.ipv4.tcp_keepalive_probes",
	"net.ipv4.tcp_keepalive_time",
	"net.ipv4.tcp_notsent_lowat",
	"net.ipv4.tcp_rmem",
	"net.ipv4.tcp_slow_start_after_idle",
	"net.ipv4.tcp_syncookies",
	"net.ipv4.tcp_wmem",
}

deny contains {"msg": message, "path": array.concat(pod.at, ["securityContext", "sysctls", number, "name"])} if {
	some pod in pods.all
	some number, sysctl in object.get(pod.spec, ["securityContext", "sysctls"], [])
	name := object.get(sysctl, "name", null)
	not name in allowed
	message := sprintf("the pod sets the kernel parameter %s", [pods.shown(name)])
}
