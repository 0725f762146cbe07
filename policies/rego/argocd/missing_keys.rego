# METADATA
# title: An ApplicationSet stops at what its generators don't give
# description: >-
#   A template that reads a key nobody gives writes `<no value>`, or the braces themselves, into the Application; its
#   old one is renamed and deleted.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/
# custom:
#   id: SLIP-ARGOCD-012
#   severity: medium
#   controls: []
#   remediation: >-
#     Set `goTemplate: true` and `goTemplateOptions: ["missingkey=error"]`.
#   kinds: [ApplicationSet]
package slipway.rules.argocd.missing_keys

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "goTemplateOptions"]} if {
	objects.of_kind(input, argocd.group, "ApplicationSet")
	object.get(input, ["spec", "goTemplate"], false) == true
	not "missingkey=error" in objects.texts(object.get(input, ["spec", "goTemplateOptions"], []))
	message := sprintf("%s goes on where its generators lack a key", [objects.described(input)])
}

deny contains {"msg": message, "path": ["spec", "goTemplate"]} if {
	objects.of_kind(input, argocd.group, "ApplicationSet")
	object.get(input, ["spec", "goTemplate"], false) != true
	message := sprintf("%s uses the old templates, which leave a missing key's braces in place", [objects.described(input)])
}
