# METADATA
# title: No annotation writes the ingress controller's configuration
# description: >-
#   A snippet is copied into nginx's configuration as it is; with one, whoever may write an Ingress reads every secret
#   that the controller can (CVE-2021-25742).
# related_resources:
#   - https://github.com/kubernetes/kubernetes/issues/126811
#   - https://github.com/kubernetes/ingress-nginx/issues/7837
# custom:
#   id: SLIP-INGRESS-005
#   severity: critical
#   controls: [ingress/snippetAnnotations, CKV_K8S_152, CKV_K8S_153, CKV_K8S_154]
#   remediation: >-
#     Use the controller's annotations for what is wanted; keep `allow-snippet-annotations` at "false".
#   kinds: [Ingress, ConfigMap]
package slipway.rules.ingress.snippets

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["metadata", "annotations", key]} if {
	input.kind == "Ingress"
	some key, _ in objects.annotations(input)
	regex.match(`-snippets?$`, key)
	message := sprintf("%s writes configuration by the annotation %s", [objects.described(input), key])
}

deny contains {"msg": message, "path": ["data", "allow-snippet-annotations"]} if {
	input.kind == "ConfigMap"
	value := input.data["allow-snippet-annotations"]
	lower(sprintf("%v", [value])) != "false"
	message := sprintf("%s lets annotations write the ingress controller's configuration", [objects.described(input)])
}
