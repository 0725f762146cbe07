# METADATA
# title: Secrets are mounted as files, not put into the environment
# description: >-
#   Variables are inherited by every child process, show in /proc and crash reports, are logged by frameworks, and keep their
#   old value when the Secret rotates.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   id: SLIP-SEC-001
#   severity: notice
#   controls: [workload/secretsInEnv, cis-eks/4.4.1, cis-k8s/5.4.1, nsa/secretsInManifests, CKV_K8S_35]
#   remediation: Mount the Secret as a volume and let the program read the file.
#   kinds: [pod]
package slipway.rules.secrets.environment

import data.slipway.lib.pods

deny contains {"msg": message, "path": array.concat(found.path, ["env", number, "valueFrom", "secretKeyRef"])} if {
	some found in pods.containers
	some number, variable in object.get(found.container, "env", [])
	object.get(variable, ["valueFrom", "secretKeyRef"], null) != null
	message := sprintf("%s has a Secret in the variable %s", [found.title, pods.named(variable, number)])
}

deny contains {"msg": message, "path": array.concat(found.path, ["envFrom", number, "secretRef"])} if {
	some found in pods.containers
	some number, source in object.get(found.container, "envFrom", [])
	secret := object.get(source, "secretRef", null)
	secret != null
	message := sprintf("%s has all of the Secret %s in its environment", [found.title, pods.named(secret, number)])
}
