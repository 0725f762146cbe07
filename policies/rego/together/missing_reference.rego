# METADATA
# title: What a pod needs is there
# description: >-
#   A pod that names a ConfigMap, Secret, claim or service account that doesn't exist waits for it for ever.
# related_resources:
#   - https://kubernetes.io/docs/concepts/configuration/configmap/
# custom:
#   id: SLIP-SET-011
#   severity: medium
#   controls: []
#   remediation: >-
#     Add the object, mend the name, or mark the reference `optional: true`.
#   kinds: [pod]
#   judges: set
package slipway.rules.together.missing_reference

import data.slipway.lib.objects
import data.slipway.lib.references
import data.slipway.lib.together

deny contains {"msg": message, "path": reference.path, "resource": number} if {
	some [number, reference] in missing
	together.complete(together.documents[number])
	not made_by_others(reference)
	message := sprintf("%s needs %s %q, which isn't there", [
		objects.described(together.documents[number]),
		reference.kind,
		reference.name,
	])
}

unknown contains {"msg": message, "path": reference.path, "resource": number} if {
	some [number, reference] in missing
	not certain(number, reference)
	message := sprintf("%s needs %s %q, which isn't here", [
		objects.described(together.documents[number]),
		reference.kind,
		reference.name,
	])
}

certain(number, reference) if {
	together.complete(together.documents[number])
	not made_by_others(reference)
}

missing contains [number, reference] if {
	some number, found in references.of
	some reference in found
	not reference.optional
	reference.name != "default"
	count(together.found(together.documents[number], reference.kind, reference.name)) == 0
}

# Secrets are kept out of Git, or made by operators (certificates, external stores); kube-root-ca.crt by Kubernetes.
made_by_others(reference) if reference.kind == "Secret"

made_by_others(reference) if reference.name == "kube-root-ca.crt"

made_by_others(_) if together.foreign_kinds
