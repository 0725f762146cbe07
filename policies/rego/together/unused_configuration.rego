# METADATA
# title: Every ConfigMap and Secret is used
# description: >-
#   One that nobody mounts is left over, or its user names it wrongly; a left-over Secret is a password that nobody
#   rotates.
# related_resources:
#   - https://kubernetes.io/docs/concepts/configuration/secret/
# custom:
#   id: SLIP-SET-012
#   severity: notice
#   controls: []
#   remediation: >-
#     Remove it, or mend the name in the workload that was to use it.
#   kinds: [ConfigMap, Secret]
#   judges: set
package slipway.rules.together.unused_configuration

import data.slipway.lib.objects
import data.slipway.lib.references
import data.slipway.lib.together

deny contains {"msg": message, "path": [], "resource": number} if {
	count(together.workloads) > 0
	some kind in ["ConfigMap", "Secret"]
	some number in together.of_kind("", kind)
	document := together.documents[number]
	entire(document)
	not found_by_label(document)
	not objects.name(document) in mentioned
	message := sprintf("%s is used by nothing here", [objects.described(document)])
}

# Who uses it is seen where all of its folder is here, or all of its namespace.
entire(_) if object.get(input, "whole", true) == true

entire(document) if together.complete(document)

mentioned contains reference.name if {
	some references_of in references.of
	some reference in references_of
}

mentioned contains secret.name if {
	some workload in together.workloads
	some secret in workload.pod.imagePullSecrets
}

# Other kinds name them in ways of their own (an Ingress's certificate, an operator's settings): any text counts.
mentioned contains text if {
	some number, document in together.documents
	not together.workloads[number]
	not document.kind in {"ConfigMap", "Secret"}
	some part in ["spec", "secrets", "imagePullSecrets", "webhooks", "subjects"]
	walk(document[part], [_, text])
	is_string(text)
}

# What a label, an annotation or a type marks is looked up by it: dashboards, repositories of Argo CD, bound tokens.
found_by_label(document) if {
	some key, _ in objects.labels(document)
	not startswith(key, "app.kubernetes.io/")
	not key in {"app", "helm.sh/chart", "heritage", "release", "chart"}
	not startswith(key, "slipway.dev/")
}

found_by_label(document) if document.type in {
	"kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token", "helm.sh/release.v1",
}
