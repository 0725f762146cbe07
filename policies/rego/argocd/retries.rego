# METADATA
# title: A sync that fails is tried again with an end, or with pauses
# description: >-
#   A sync that can't succeed and is tried without an end holds the controller and the API server; pauses that grow make it
#   harmless, and let an add-on wait for another's kinds.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/
# custom:
#   id: SLIP-ARGOCD-010
#   severity: low
#   controls: []
#   remediation: >-
#     Set `syncPolicy.retry.limit` to 0 or more; without a limit set `backoff.maxDuration` and a `backoff.factor` above 1.
#   kinds: [Application, ApplicationSet]
package slipway.rules.argocd.retries

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": array.concat(argocd.path, ["syncPolicy", "retry", "limit"])} if {
	limit := argocd.spec.syncPolicy.retry.limit
	not ends(limit)
	not pauses
	message := sprintf("%s tries a sync again without end or pause: retry.limit is %v", [
		objects.described(input),
		limit,
	])
}

ends(limit) if {
	is_number(limit)
	limit >= 0
}

pauses if {
	backoff := argocd.spec.syncPolicy.retry.backoff
	backoff.factor > 1
	is_string(backoff.maxDuration)
}
