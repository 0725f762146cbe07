# METADATA
# title: An Application says once what and where
# description: >-
#   With both a cluster's name and its address, or both a chart and a path, Argo CD refuses the Application, and nothing
#   is synced.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#applications
# custom:
#   id: SLIP-ARGOCD-011
#   severity: medium
#   controls: []
#   remediation: >-
#     Keep one of `destination.server` and `destination.name`, and one of `path` and `chart`.
#   kinds: [Application, ApplicationSet]
package slipway.rules.argocd.application_fields

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": array.concat(argocd.path, ["destination"])} if {
	argocd.spec
	given := {field | some field in ["server", "name"]; object.get(argocd.spec, ["destination", field], "") != ""}
	message := sprintf("%s names its cluster %s", [objects.described(input), times[count(given)]])
}

deny contains {"msg": message, "path": array.concat(found.path, ["chart"])} if {
	some found in argocd.sources
	object.get(found.source, "chart", "") != ""
	object.get(found.source, "path", "") != ""
	message := sprintf("%s names both a chart and a path in one source", [objects.described(input)])
}

times := {0: "not at all", 2: "twice: by server and by name"}
