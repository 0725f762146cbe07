# METADATA
# title: No Service is an alias into the cluster
# description: >-
#   An ExternalName that points at another namespace, the node or an address goes past network policies and mesh rules
#   that were written for the name asked for.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/service/#externalname
# custom:
#   id: SLIP-SERVICE-004
#   severity: medium
#   controls: [nsa/externalTraffic]
#   remediation: >-
#     Call the other service by its own name, or give an ExternalName a host outside of the cluster.
#   kinds: [Service]
package slipway.rules.services.external_name

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "externalName"]} if {
	objects.of_group(input, "")
	input.spec.type == "ExternalName"
	inward(input.spec.externalName)
	message := sprintf("%s is an alias of %s", [objects.described(input), input.spec.externalName])
}

inward(name) if regex.match(`(?i)(^|\.)(svc|svc\.cluster\.local|localhost)\.?$`, name)

inward(name) if regex.match(`^[0-9.]+$`, name)

inward(name) if contains(name, ":")
