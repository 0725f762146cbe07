# METADATA
# title: Images come from registries that the platform trusts
# description: >-
#   Anyone may publish on a public registry under a name that looks right. Set `allowedRegistries` in policies/settings.yaml to
#   the registries, or parts of them, that are looked after; none set, this rule is off.
# related_resources:
#   - https://kubernetes.io/docs/concepts/containers/images/
# custom:
#   id: SLIP-IMG-004
#   severity: high
#   controls: [nsa/trustedImages, cis-eks/5.1.4]
#   remediation: Push the image to a registry of the list, or pull it through a mirror there.
#   kinds: [pod]
package slipway.rules.images.registry

import data.slipway.lib.images
import data.slipway.lib.settings

deny contains {"msg": message, "path": use.path} if {
	count(settings.allowed_registries) > 0
	some use in images.used
	name := images.full(use.image)
	not trusted(name)
	message := sprintf("%s has the image %q, of no registry of allowedRegistries", [use.title, name])
}

# A registry or path is whole: `ghcr.io/shop` trusts `ghcr.io/shop/cart` and not `ghcr.io/shopping/cart`.
trusted(name) if {
	some place in settings.allowed_registries
	root := trim_suffix(place, "/")
	startswith(concat("", [name, "/"]), concat("", [root, "/"]))
}
