# METADATA
# title: No secret stands in a command line or a probe's header
# description: >-
#   A command line shows in the process list to everyone on the node, and the manifest in every clone.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   id: SLIP-SEC-004
#   severity: critical
#   controls: [nsa/secretsInManifests]
#   remediation: Take it back where it was issued; then let the program read it from a mounted file.
#   kinds: [pod]
package slipway.rules.secrets.arguments

import data.slipway.lib.pods
import data.slipway.lib.secrets

deny contains {"msg": message, "path": array.concat(found.path, [line, number])} if {
	some found in pods.containers
	some line in ["command", "args"]
	some number, word in object.get(found.container, line, [])
	sign := says(word)
	message := sprintf("%s has %s in its %s", [found.title, sign, line])
}

deny contains {"msg": message, "path": array.concat(found.path, ["exec", "command", number])} if {
	some found in pods.handlers
	some number, word in object.get(found.handler, ["exec", "command"], [])
	sign := says(word)
	message := sprintf("%s has %s in the command of its %s", [found.title, sign, found.name])
}

deny contains {"msg": message, "path": array.concat(found.path, ["httpGet", "httpHeaders", number, "value"])} if {
	some found in pods.handlers
	some number, header in object.get(found.handler, ["httpGet", "httpHeaders"], [])
	lower(header.name) in {"authorization", "proxy-authorization", "cookie", "x-api-key"}
	header.value != ""
	message := sprintf("%s sends a secret in the header %s of its %s", [found.title, header.name, found.name])
}

says(word) := sign if sign := secrets.shape(word)

else := "what must be a secret by its flag" if {
	[[_, name, value]] := regex.find_all_string_submatch_n(`^--?([A-Za-z][A-Za-z0-9._-]*)=["']?([^"'\s]+)["']?$`, word, -1)
	secrets.named_so(name)
	not secrets.elsewhere(value)
}
