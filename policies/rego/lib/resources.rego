# METADATA
# title: What a container may use
# description: |
#   Requests and limits with what stands in for them: a limit for a missing request (the API server fills it in), the pod's own
#   `resources` for what its containers leave out (Kubernetes 1.34, pod-level resources).
package slipway.lib.resources

# METADATA
# description: |
#   A quantity as a number of cores, bytes or things; undefined for what is none. `n` and `u`, billionths and millionths, are
#   Kubernetes' own.
amount(quantity) := quantity if is_number(quantity)

amount(quantity) := value if {
	is_string(quantity)
	not regex.match(`^[0-9.]+[nu]$`, quantity)
	regex.match(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+|[KMGTPE]i|[mkMGTPE])?$`, quantity)
	value := units.parse(trim_prefix(quantity, "+"))
}

amount(quantity) := to_number(trim_right(quantity, "nu")) / {"n": 1000000000, "u": 1000000}[substring(quantity, count(quantity) - 1, 1)] if {
	is_string(quantity)
	regex.match(`^[0-9]+(\.[0-9]+)?[nu]$`, quantity)
}

# METADATA
# description: The limit that holds for a container, as it is written; undefined where none does.
limit(found, resource) := quantity if {
	quantity := found.container.resources.limits[resource]
	amount(quantity) > 0
} else := quantity if {
	quantity := found.pod.spec.resources.limits[resource]
	amount(quantity) > 0
}

# METADATA
# description: The request that holds for a container, as it is written; undefined where none does.
request(found, resource) := quantity if {
	quantity := found.container.resources.requests[resource]
	amount(quantity) > 0
} else := quantity if {
	quantity := found.container.resources.limits[resource]
	amount(quantity) > 0
} else := quantity if {
	quantity := found.pod.spec.resources.requests[resource]
	amount(quantity) > 0
} else := quantity if {
	quantity := found.pod.spec.resources.limits[resource]
	amount(quantity) > 0
}
