# METADATA
# title: A pod asks for keys that are there
# description: >-
#   A container whose variable or file comes from a key that a ConfigMap or Secret doesn't have is never started.
# related_resources:
#   - https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/
# custom:
#   id: SLIP-SET-010
#   severity: high
#   controls: []
#   remediation: >-
#     Add the key, mend its name, or mark the reference `optional: true`.
#   kinds: [pod]
#   judges: set
package slipway.rules.together.missing_key

import data.slipway.lib.objects
import data.slipway.lib.references
import data.slipway.lib.together

deny contains {"msg": message, "path": reference.path, "resource": number} if {
	some number, found in references.of
	some reference in found
	not reference.optional
	document := together.documents[number]
	holders := together.found(document, reference.kind, reference.name)
	count(holders) > 0
	some key in reference.keys
	every holder in holders {
		not key in keys(together.documents[holder])
	}
	message := sprintf("%s asks %s %q for the key %v, which it doesn't have", [
		objects.described(document),
		reference.kind,
		reference.name,
		key,
	])
}

keys(holder) := {key |
	some field in ["data", "binaryData", "stringData"]
	some key, _ in holder[field]
}
