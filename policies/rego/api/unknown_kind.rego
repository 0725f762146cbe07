# METADATA
# title: An object is of a kind that its API group has
# description: >-
#   No rule knows `kind: pod` or `apiVersion: "v1 "`, so none judges such an object, and whoever applies it may have put it
#   right by then. The API server refuses it as it stands: names of kinds and versions count to the letter.
# related_resources:
#   - https://kubernetes.io/docs/reference/kubernetes-api/
#   - https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields
# custom:
#   id: SLIP-API-004
#   severity: medium
#   controls: []
#   remediation: Write apiVersion and kind as `kubectl api-resources` has them, without blanks and with the same capitals.
#   kinds: ["*"]
package slipway.rules.api.unknown_kind

import data.slipway.lib.apis
import data.slipway.lib.kinds
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["kind"]} if {
	is_string(input.kind)
	some group in groups
	not input.kind in kinds.table[group]
	not apis.table[trim_space(input.apiVersion)][input.kind]
	message := sprintf("%s is of a kind that %s doesn't have%s", [objects.described(input), titled(group), meant])
}

deny contains {"msg": message, "path": ["apiVersion"]} if {
	count(groups) > 0
	not regex.match(`^([a-z0-9.]+/)?v[1-9][0-9]*((alpha|beta)[1-9][0-9]*)?$`, input.apiVersion)
	message := sprintf("%s has an apiVersion that no API server serves: %q", [objects.described(input), input.apiVersion])
}

# A custom resource's group has a dot (apiextensions-apiserver, pkg/apis/apiextensions/validation), so this is nobody's. Other
# programs' files may look so too (Skaffold's), and have kinds of their own.
deny contains {"msg": message, "path": ["apiVersion"]} if {
	count(groups) == 0
	not contains(prefix, ".")
	count(suggestions) > 0
	message := sprintf("%s is of a group that no API server has: %q%s", [objects.described(input), input.apiVersion, meant])
}

# The one group of Kubernetes' own that is meant, or none.
groups := {prefix} & object.keys(kinds.table)

prefix := plain(split(input.apiVersion, "/")[0]) if contains(input.apiVersion, "/")

prefix := "" if {
	is_string(input.apiVersion)
	not contains(input.apiVersion, "/")
}

plain(text) := lower(trim_space(text))

titled("") := "Kubernetes' core"

titled(group) := sprintf("the group %s", [group]) if group != ""

meant := sprintf("; is it %s?", [concat(" or ", sort(suggestions))]) if count(suggestions) > 0

meant := "" if count(suggestions) == 0

suggestions := {sprintf("%s of %s", [kind, titled(group)]) |
	some group, members in kinds.table
	some kind in members
	plain(kind) == plain(input.kind)
}
