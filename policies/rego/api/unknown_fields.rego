# METADATA
# title: A custom resource says what it is made of
# description: >-
#   Where unknown fields are kept the API server checks nothing: a mistyped field is stored in silence, and no policy
#   can rely on the shape.
# related_resources:
#   - https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning
# custom:
#   id: SLIP-API-003
#   severity: low
#   controls: []
#   remediation: >-
#     Describe the fields in `schema.openAPIV3Schema`, and keep unknown ones only where a part is meant to be free.
#   kinds: [CustomResourceDefinition]
package slipway.rules.api.unknown_fields

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "preserveUnknownFields"]} if {
	objects.is_true(input.spec.preserveUnknownFields)
	message := sprintf("%s keeps every unknown field", [objects.described(input)])
}

deny contains {"msg": message, "path": ["spec", "versions", number, "schema", "openAPIV3Schema"]} if {
	some number, version in input.spec.versions
	version.schema.openAPIV3Schema["x-kubernetes-preserve-unknown-fields"] == true
	message := sprintf("%s keeps every unknown field in version %v", [objects.described(input), version.name])
}
