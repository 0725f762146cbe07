# METADATA
# title: A sync that fails is tried again, a limited number of times
# description: >-
#   Without an end a sync that can't succeed goes on for ever and hides that it failed; without pauses it holds the
#   controller.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/
# custom:
#   id: SLIP-ARGOCD-010
#   severity: low
#   controls: []
#   remediation: >-
#     Set `syncPolicy.retry` with a limit of 0 or more and a backoff.
#   kinds: [Application, ApplicationSet]
package slipway.rules.argocd.retries

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": array.concat(argocd.path, ["syncPolicy", "retry", "limit"])} if {
	limit := argocd.spec.syncPolicy.retry.limit
	not ends(limit)
	message := sprintf("%s tries a sync again without end: retry.limit is %v", [objects.described(input), limit])
}

ends(limit) if {
	is_number(limit)
	limit >= 0
}
