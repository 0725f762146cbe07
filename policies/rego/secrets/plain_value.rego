# METADATA
# title: No secret stands in a manifest as a variable's value
# description: >-
#   What is committed is in every clone and in the history for good, and everyone who may read pods sees it.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   id: SLIP-SEC-002
#   severity: critical
#   controls: [workload/secretsInEnv, nsa/secretsInManifests]
#   remediation: Take it back where it was issued, for it is known now; then keep it in a secret store and mount the file.
#   kinds: [pod]
package slipway.rules.secrets.plain_value

import data.slipway.lib.pods
import data.slipway.lib.secrets

deny contains {"msg": message, "path": array.concat(found.path, ["env", number, "value"])} if {
	some found in pods.containers
	some number, variable in object.get(found.container, "env", [])
	value := object.get(variable, "value", null)
	name := object.get(variable, "name", null)
	sign := says(name, value)
	message := sprintf("%s has %s as the value of the variable %s", [found.title, sign, pods.named(variable, number)])
}

says(name, value) := sign if sign := secrets.shape(value)

else := "what must be a secret by its name" if {
	secrets.named_so(name)
	not harmless(value)
	not secrets.names_secret(name, value)
}

harmless(null)

harmless(value) if is_boolean(value)

harmless(value) if secrets.elsewhere(value)
