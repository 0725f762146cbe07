# METADATA
# title: Admission fails closed
# description: >-
#   With `Ignore` whoever makes the webhook slow or unreachable gets everything admitted, unjudged, and nothing tells of
#   it.
# related_resources:
#   - https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/
# custom:
#   id: SLIP-ADMISSION-001
#   severity: high
#   controls: [webhook/failurePolicy, nsa/admissionControl]
#   remediation: >-
#     Set `failurePolicy: Fail` and let the webhook run with several replicas; leave the namespaces out that it needs
#     itself.
#   kinds: [ValidatingWebhookConfiguration, MutatingWebhookConfiguration, ValidatingAdmissionPolicy, MutatingAdmissionPolicy]
package slipway.rules.admission.failure_policy

import data.slipway.lib.admission
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["webhooks", number, "failurePolicy"]} if {
	some number, webhook in admission.webhooks
	policy := object.get(webhook, "failurePolicy", default_policy)
	policy != "Fail"
	message := sprintf("webhook %q of %s admits what it can't judge: failurePolicy is %v", [
		admission.name(webhook),
		objects.described(input),
		policy,
	])
}

deny contains {"msg": message, "path": ["spec", "failurePolicy"]} if {
	admission.is_policy
	policy := object.get(input, ["spec", "failurePolicy"], "Fail")
	policy != "Fail"
	message := sprintf("%s admits what it can't judge: failurePolicy is %v", [objects.described(input), policy])
}

# Until v1 the default was Ignore.
default default_policy := "Fail"

default_policy := "Ignore" if input.apiVersion == "admissionregistration.k8s.io/v1beta1"
