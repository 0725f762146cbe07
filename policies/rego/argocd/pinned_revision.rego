# METADATA
# title: What Argo CD syncs is named exactly
# description: >-
#   A chart's version range takes in what its author publishes tonight, unreviewed; HEAD is whatever branch the
#   repository's owner calls the default.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/
# custom:
#   id: SLIP-ARGOCD-006
#   severity: high
#   controls: [nsa/trustedImages]
#   remediation: >-
#     Write a chart's exact version. Name a branch for a repository of your own that is reviewed, a tag or commit for a
#     foreign one.
#   kinds: [Application, ApplicationSet]
package slipway.rules.argocd.pinned_revision

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": array.concat(found.path, ["targetRevision"])} if {
	some found in argocd.sources
	object.get(found.source, "chart", "") != ""
	revision := object.get(found.source, "targetRevision", "")
	not argocd.templated(revision)
	not exact(revision)
	message := sprintf("%s takes the chart %v in %s", [objects.described(input), found.source.chart, shown(revision)])
}

deny contains {"msg": message, "path": array.concat(found.path, ["targetRevision"])} if {
	some found in argocd.sources
	object.get(found.source, "chart", "") == ""
	revision := object.get(found.source, "targetRevision", "")
	revision in {"", "HEAD", null}
	message := sprintf("%s follows whatever branch is the default of %v", [
		objects.described(input),
		object.get(found.source, "repoURL", "its repository"),
	])
}

unknown contains {"msg": message, "path": array.concat(found.path, ["targetRevision"])} if {
	some found in argocd.sources
	argocd.templated(object.get(found.source, "targetRevision", ""))
	message := sprintf("the revision of %s comes from its generators", [objects.described(input)])
}

exact(revision) if regex.match(`^v?[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$`, revision)

exact(revision) if regex.match(`^sha256:[0-9a-f]{64}$`, revision)

shown(revision) := "no version" if revision in {"", null}

shown(revision) := sprintf("the version %v, which isn't exact", [revision]) if not revision in {"", null}
