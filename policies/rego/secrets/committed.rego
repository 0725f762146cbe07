# METADATA
# title: No Secret with its values is committed
# description: >-
#   base64 hides nothing: whoever may read the repository has the secret, for as long as its history lives. Encrypted forms
#   (SealedSecret, SOPS) and references (ExternalSecret) are fine.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/secrets-good-practices/
#   - https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/
# custom:
#   id: SLIP-SEC-006
#   severity: high
#   controls: [nsa/secretsInManifests]
#   remediation: Take the values back where they were issued; then commit an ExternalSecret that names where they are kept.
#   kinds: [Secret]
package slipway.rules.secrets.committed

import data.slipway.lib.objects
import data.slipway.lib.secrets

deny contains {"msg": message, "path": [field, key]} if {
	objects.of_kind(input, "", "Secret")
	not objects.mapping(object.get(input, "sops", null)).mac
	some field in ["data", "stringData"]
	some key, value in object.get(input, field, {})
	not harmless(field, value)
	not public(key)
	message := sprintf("the Secret has the value of %q written out", [key])
}

harmless(_, null)

harmless("stringData", value) if secrets.elsewhere(value)

harmless("data", value) if secrets.elsewhere(base64.decode(value))

# The keys of Argo CD's own Secrets that say where something is, not how to get in.
public(key) if {
	objects.labels(input)["argocd.argoproj.io/secret-type"]
	key in {"enableLfs", "enableOCI", "forceHttpBasicAuth", "insecure", "name", "namespaces", "project", "proxy", "server", "shard", "type", "url"}
}

# A certificate without its key is no secret.
public(key) if key in {"ca.crt", "tls.crt"}
