# METADATA
# title: Numbers as Kubernetes' fields write them
# description: Whole numbers and percentages of an IntOrString, and where a rule compares them.
package slipway.lib.amounts

# METADATA
# description: The share that a text such as `50%` says, as a number of percent; undefined for anything else.
percent(value) := to_number(trim_suffix(value, "%")) if regex.match(`^[0-9]+%$`, value)

# METADATA
# description: A whole number, also where it is written as a text; undefined for anything else.
whole(value) := value if {
	is_number(value)
	floor(value) == value
}

whole(value) := to_number(value) if {
	is_string(value)
	regex.match(`^-?[0-9]+$`, value)
}

# METADATA
# description: How many of `all` a whole number or a percentage means, rounded up as Kubernetes does; undefined for anything else.
of(value, _) := whole(value)

of(value, all) := ceil((percent(value) * all) / 100)
