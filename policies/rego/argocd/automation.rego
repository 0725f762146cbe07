# METADATA
# title: Argo CD syncs, prunes and heals by itself
# description: >-
#   Where a person has to press a button the cluster drifts from Git, and what was reviewed isn't what runs.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/
# custom:
#   id: SLIP-ARGOCD-007
#   severity: low
#   controls: []
#   remediation: >-
#     Set `syncPolicy.automated` with `prune: true` and `selfHeal: true`.
#   kinds: [Application, ApplicationSet]
package slipway.rules.argocd.automation

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": array.concat(argocd.path, ["syncPolicy", "automated"])} if {
	argocd.spec
	not automated
	message := sprintf("%s isn't synced by itself", [objects.described(input)])
}

deny contains {"msg": message, "path": array.concat(argocd.path, ["syncPolicy", "automated", field])} if {
	automated
	some field, what in {"prune": "leaves behind what Git no longer has", "selfHeal": "leaves what was changed by hand"}
	object.get(policy, field, false) != true
	message := sprintf("%s %s", [objects.described(input), what])
}

policy := object.get(argocd.spec, ["syncPolicy", "automated"], null)

automated if {
	object.get(policy, "enabled", true) != false
}
