# METADATA
# title: The dashboard and Tiller are not deployed
# description: >-
#   Kubernetes' dashboard, archived since, gave many clusters away to whoever reached it, and Tiller, Helm 2's server, let every
#   pod act as cluster-admin.
# related_resources:
#   - https://github.com/kubernetes-retired/dashboard
# custom:
#   id: SLIP-IMG-007
#   severity: high
#   controls: [CKV_K8S_33, CKV_K8S_34]
#   remediation: Remove it; look at clusters with a client that logs in as its user, and install charts by Argo CD.
#   kinds: [pod]
package slipway.rules.images.retired_tools

import data.slipway.lib.images

deny contains {"msg": message, "path": use.path} if {
	some use in images.used
	regex.match(`(^|/)(kubernetesui/dashboard|kubernetes-dashboard|tiller)[^/]*$`, use.image)
	message := sprintf("%s runs %q, which is retired", [use.title, use.image])
}
