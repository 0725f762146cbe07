# METADATA
# title: No annotation's value breaks out into nginx's configuration
# description: >-
#   Values of annotations are pasted into nginx's configuration; one that holds a directive, a path of the controller's
#   own files or Lua has been used to read its secrets (CVE-2021-25742, CVE-2025-1974).
# related_resources:
#   - https://github.com/kubernetes/ingress-nginx/issues/8503
#   - https://kubernetes.io/blog/2025/03/24/ingress-nginx-cve-2025-1974/
# custom:
#   id: SLIP-INGRESS-006
#   severity: high
#   controls: [ingress/snippetAnnotations, CKV_K8S_152, CKV_K8S_154]
#   remediation: >-
#     Write the plain value that the annotation is for.
#   kinds: [Ingress]
package slipway.rules.ingress.injection

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["metadata", "annotations", key]} if {
	some group in ["networking.k8s.io", "extensions"]
	objects.of_group(input, group)
	some key, value in objects.annotations(input)
	some what, pattern in patterns
	regex.match(pattern, value)
	message := sprintf("%s has %s in the annotation %s", [objects.described(input), what, key])
}

# A path goes into a location of nginx's as it is; what ends one, and the files that were read through it, are no addresses
# of a service (CVE-2021-25745).
deny contains {"msg": message, "path": ["spec", "rules", number, "http", "paths", place, "path"]} if {
	some group in ["networking.k8s.io", "extensions"]
	objects.of_group(input, group)
	some number, entry in input.spec.rules
	some place, way in entry.http.paths
	regex.match(`[;"'\s]|^/(etc|root|proc|var/run)(/|$)`, way.path)
	message := sprintf("%s takes the path %s, which reaches the controller's own files", [
		objects.described(input),
		way.path,
	])
}

# The words that ingress-nginx itself refuses since 1.2 (annotation-value-word-blocklist) and the files that were read.
patterns := {
	"a directive": `(^|[\s;{}])(alias|root|load_module|ssl_engine|include)(\s[^;]*)?;`,
	"a path of the controller's own files": `/etc/(passwd|shadow|group|nginx|ingress-controller)|/var/run/secrets|/proc/`,
	"Lua": `_by_lua|\blua_`,
}
