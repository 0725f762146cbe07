# METADATA
# title: A project names its repositories
# description: >-
#   A project for every repository deploys what a stranger wrote, with the project's rights.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
# custom:
#   id: SLIP-ARGOCD-002
#   severity: high
#   controls: [nsa/trustedImages]
#   remediation: >-
#     List the repositories, or a pattern below a host and an owner that are yours.
#   kinds: [AppProject]
package slipway.rules.argocd.project_sources

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "sourceRepos", number]} if {
	objects.of_group(input, argocd.group)
	some number, repository in input.spec.sourceRepos
	wild(repository)
	message := sprintf("%s may deploy from every repository of %s", [objects.described(input), repository])
}

# A pattern that leaves the host or the owner open: *, https://*, https://host/*, git@*.
wild(repository) if regex.match(`^(\w+://)?[^/!]*\*`, repository)

wild(repository) if regex.match(`^\w+://[^/]+/\*+$`, repository)
