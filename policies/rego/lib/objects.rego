# METADATA
# title: What every Kubernetes object has
# description: Each function takes whatever is there; a wrong type gives a plain answer and never an error.
package slipway.lib.objects

# METADATA
# description: The object's name for a message; `?` where it has none.
name(document) := found if {
	found := object.get(document, ["metadata", "name"], null)
	is_string(found)
} else := concat("", [prefix, "*"]) if {
	prefix := object.get(document, ["metadata", "generateName"], null)
	is_string(prefix)
} else := "?"

# METADATA
# description: The object as a message names it, e.g. `ClusterRole "reader"`.
described(document) := sprintf("%v %q", [object.get(document, "kind", "?"), name(document)])

# METADATA
# description: |
#   Whether the object is of an API group ("" is the core group); true also where its apiVersion is missing or no string, so
#   that what can't be told apart is judged.
of_group(document, group) if group_of(object.get(document, "apiVersion", null)) in {group, "?"}

# METADATA
# description: |
#   Whether the object is of a kind of an API group. The gate asks a rule only of its kinds; conftest and others ask it of all.
of_kind(document, group, kind) if {
	of_group(document, group)
	document.kind == kind
}

group_of(version) := "?" if {
	not is_string(version)
} else := split(version, "/")[0] if {
	contains(version, "/")
} else := ""

# METADATA
# description: The strings of a list; a string alone counts as a list of one, anything else as an empty list.
texts(value) := [text | some text in value; is_string(text)] if is_array(value)

texts(value) := [value] if is_string(value)

texts(value) := [] if {
	not is_array(value)
	not is_string(value)
}

# METADATA
# description: Words in alphabetical order for a message, e.g. `get, list`; of more than ten the first ten and how many more.
listed(words) := concat(", ", array.concat(array.slice(sorted, 0, 10), more)) if {
	sorted := sort({sprintf("%v", [word]) | some word in words})
	more := [sprintf("and %d more", [count(sorted) - 10]) | count(sorted) > 10]
}

# METADATA
# description: |
#   Whether a value stands for true, as YAML's readers write it: the boolean, or a string that says so. Annotations are strings.
is_true(value) if value == true

is_true(value) if lower(value) in {"true", "yes", "on", "1"}

# METADATA
# description: The annotations; an empty object where there are none or they are no object.
annotations(document) := mapping(object.get(document, ["metadata", "annotations"], {}))

# METADATA
# description: The labels; an empty object where there are none or they are no object.
labels(document) := mapping(object.get(document, ["metadata", "labels"], {}))

# METADATA
# description: An object as it is, anything else as an empty one.
mapping(value) := value if is_object(value)

mapping(value) := {} if not is_object(value)
