# METADATA
# title: A webhook doesn't stand in the way of the cluster itself
# description: >-
#   A webhook that fails closed for all namespaces stops kube-system too when it is away, and with it what would bring
#   it back.
# related_resources:
#   - https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/#avoid-a-self-mutating-webhook
# custom:
#   id: SLIP-ADMISSION-003
#   severity: medium
#   controls: [nsa/admissionControl]
#   remediation: >-
#     Narrow it by `namespaceSelector` (leave out kube-system and its own namespace), `objectSelector` or
#     `matchConditions`.
#   kinds: [ValidatingWebhookConfiguration, MutatingWebhookConfiguration]
package slipway.rules.admission.scope

import data.slipway.lib.admission
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["webhooks", number, "namespaceSelector"]} if {
	some number, webhook in admission.webhooks
	object.get(webhook, "failurePolicy", "Fail") == "Fail"
	some entry in webhook.rules
	stops_pods(entry)
	not narrowed(webhook)
	message := sprintf("webhook %q of %s stops the pods of every namespace when it is away", [
		admission.name(webhook),
		objects.described(input),
	])
}

stops_pods(entry) if {
	some group in objects.texts(entry.apiGroups)
	group in {"", "*"}
	some resource in objects.texts(entry.resources)
	resource in {"*", "*/*", "pods", "pods/*"}
	object.get(entry, "scope", "*") != "Cluster"
}

narrowed(webhook) if {
	some field in ["namespaceSelector", "objectSelector"]
	some key in ["matchLabels", "matchExpressions"]
	count(webhook[field][key]) > 0
}

narrowed(webhook) if count(webhook.matchConditions) > 0
