# METADATA
# title: Random characters as a variable's value are looked at
# description: >-
#   A long value of random characters is seldom anything but a key. It may be a public one, so this is a question to the author.
# custom:
#   id: SLIP-SEC-003
#   severity: low
#   controls: [nsa/secretsInManifests]
#   remediation: If it is a secret, treat it as known and keep the next one in a secret store; if not, waive this with a word why.
#   kinds: [pod]
package slipway.rules.secrets.random_value

import data.slipway.lib.pods
import data.slipway.lib.secrets

deny contains {"msg": message, "path": array.concat(found.path, ["env", number, "value"])} if {
	some found in pods.containers
	some number, variable in object.get(found.container, "env", [])
	value := object.get(variable, "value", null)
	secrets.random(value)
	not secrets.shape(value)
	not named_so(variable)
	message := sprintf("%s has %v random characters as the value of the variable %s", [
		found.title,
		count(value),
		pods.named(variable, number),
	])
}

# What the name says already is `plain_value`'s to say.
named_so(variable) if secrets.named_so(variable.name)
