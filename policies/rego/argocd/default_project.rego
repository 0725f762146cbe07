# METADATA
# title: No Application is in the project default
# description: >-
#   The project `default` allows every repository, cluster and kind; an Application in it has no limits.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#the-default-project
# custom:
#   id: SLIP-ARGOCD-005
#   severity: medium
#   controls: [nsa/namespaces]
#   remediation: >-
#     Make an AppProject for the team or the platform's part and name it.
#   kinds: [Application, ApplicationSet]
package slipway.rules.argocd.default_project

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": array.concat(argocd.path, ["project"])} if {
	project in {"", "default", null}
	message := sprintf("%s is in the project default", [objects.described(input)])
}

unknown contains {"msg": message, "path": array.concat(argocd.path, ["project"])} if {
	argocd.templated(project)
	message := sprintf("the project of %s comes from its generators", [objects.described(input)])
}

project := object.get(argocd.spec, "project", null)
