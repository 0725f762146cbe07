# METADATA
# title: An admission policy's binding denies
# description: >-
#   A binding that only warns or audits lets in what its policy finds.
# related_resources:
#   - https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-actions
# custom:
#   id: SLIP-ADMISSION-006
#   severity: low
#   controls: [nsa/admissionControl]
#   remediation: >-
#     Add `Deny` to `validationActions`.
#   kinds: [ValidatingAdmissionPolicyBinding]
package slipway.rules.admission.binding_actions

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "validationActions"]} if {
	objects.of_kind(input, "admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding")
	actions := objects.texts(object.get(input, ["spec", "validationActions"], []))
	not "Deny" in actions
	message := sprintf("%s doesn't deny what its policy finds (%s)", [objects.described(input), shown(actions)])
}

shown(actions) := objects.listed(actions) if count(actions) > 0

shown([]) := "no action is set"
