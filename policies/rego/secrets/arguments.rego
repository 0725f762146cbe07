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

callers := {["livenessProbe"], ["readinessProbe"], ["startupProbe"], ["lifecycle", "postStart"], ["lifecycle", "preStop"]}

lines := {["command"], ["args"]} | {array.concat(caller, ["exec", "command"]) | some caller in callers}

deny contains {"msg": message, "path": array.concat(found.path, array.concat(line, [number]))} if {
	some found in pods.containers
	some line in lines
	some number, word in object.get(found.container, line, [])
	sign := says(word)
	message := sprintf("%s has %s in its %s", [found.title, sign, line[count(line) - 1]])
}

deny contains {"msg": message, "path": array.concat(found.path, array.concat(caller, ["httpGet", "httpHeaders", number, "value"]))} if {
	some found in pods.containers
	some caller in callers
	some number, header in object.get(found.container, array.concat(caller, ["httpGet", "httpHeaders"]), [])
	lower(header.name) in {"authorization", "proxy-authorization", "cookie", "x-api-key"}
	header.value != ""
	message := sprintf("%s sends a secret in the header %s of its %s", [found.title, header.name, caller[count(caller) - 1]])
}

says(word) := sign if sign := secrets.shape(word)

else := "what must be a secret by its flag" if {
	[[_, name, value]] := regex.find_all_string_submatch_n(`^--?([A-Za-z][A-Za-z0-9._-]*)=["']?([^"'\s]+)["']?$`, word, 1)
	secrets.named_so(name)
	not secrets.elsewhere(value)
}
