# METADATA
# title: A namespace enforces a level of pod security
# description: >-
#   Without the label the API server admits any pod, privileged ones too, from whoever may create one there.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-admission/
# custom:
#   id: SLIP-NAMESPACE-001
#   severity: high
#   controls: [namespace/podSecurityLabels, nsa/podSecurityAdmission, cis-k8s/5.2.1]
#   remediation: >-
#     Label the namespace `pod-security.kubernetes.io/enforce: restricted`, or `baseline` where restricted doesn't fit
#     yet.
#   kinds: [Namespace]
package slipway.rules.namespaces.pod_security

import data.slipway.lib.objects
import data.slipway.lib.settings

deny contains {"msg": message, "path": ["metadata", "labels", label]} if {
	objects.of_kind(input, "", "Namespace")
	level := object.get(objects.labels(input), label, null)
	not level in {"baseline", "restricted"}
	not agreed(level)
	message := sprintf("%s %s", [objects.described(input), said(level)])
}

label := "pod-security.kubernetes.io/enforce"

agreed("privileged") if objects.name(input) in settings.privileged_namespaces

said(null) := "enforces no level of pod security" if not seen

said(null) := "only warns about or audits pod security" if seen

said(level) := sprintf("enforces the level %v of pod security", [level]) if level != null

seen if {
	some key, _ in objects.labels(input)
	startswith(key, "pod-security.kubernetes.io/")
}
