# METADATA
# title: No secret stands in a ConfigMap
# description: >-
#   A ConfigMap is neither encrypted at rest nor kept from those who may read the namespace, and here it is committed as well.
# related_resources:
#   - https://kubernetes.io/docs/concepts/configuration/configmap/
# custom:
#   id: SLIP-SEC-005
#   severity: critical
#   controls: [nsa/secretsInManifests]
#   remediation: Take it back where it was issued; then keep it in a secret store, and leave a reference in the ConfigMap.
#   kinds: [ConfigMap]
package slipway.rules.secrets.config_map

import data.slipway.lib.objects
import data.slipway.lib.secrets

deny contains {"msg": message, "path": ["data", key]} if {
	objects.of_kind(input, "", "ConfigMap")
	some key, value in object.get(input, "data", {})
	sign := says(key, value)
	message := sprintf("the key %q holds %s", [key, sign])
}

says(key, value) := sign if sign := secrets.shape(value)

else := "what must be a secret by its name" if {
	secrets.named_so(key)
	not contains(value, "\n")
	not secrets.elsewhere(value)
	not secrets.names_secret(key, value)
}

else := sprintf("what must be a secret by its name, %q", [names[0]]) if {
	names := [name |
		some [_, name, setting] in regex.find_all_string_submatch_n(line, value, -1)
		secrets.named_so(name)
		not secrets.elsewhere(setting)
		not secrets.names_secret(name, setting)
	]
}

# A setting in a file of settings: `name = value` or `name: value`, quoted or not, alone on its line.
line := `(?m)^[ \t]*["']?([A-Za-z][A-Za-z0-9._-]*)["']?[ \t]*[:=][ \t]*["']?([^"'\s#,]+)["']?[ \t]*,?[ \t]*$`
