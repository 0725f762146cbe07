# METADATA
# title: A namespace enforces the newest pod security
# description: >-
#   A level that is pinned to an old version doesn't know the controls that came later.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-admission/
# custom:
#   id: SLIP-NAMESPACE-002
#   severity: notice
#   controls: [nsa/podSecurityAdmission]
#   remediation: >-
#     Remove the label, or write `latest`.
#   kinds: [Namespace]
package slipway.rules.namespaces.pod_security_version

import data.slipway.lib.apis
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["metadata", "labels", label]} if {
	objects.of_group(input, "")
	version := objects.labels(input)[label]
	not current(version)
	message := sprintf("%s enforces pod security of %v, an older version than 1.%d", [
		objects.described(input),
		version,
		apis.target,
	])
}

label := "pod-security.kubernetes.io/enforce-version"

current("latest")

current(version) if {
	regex.match(`^v1\.[0-9]+$`, version)
	to_number(split(version, ".")[1]) >= apis.target
}
