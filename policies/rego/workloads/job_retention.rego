# METADATA
# title: A Job that ended is removed, and retried with measure
# description: >-
#   Finished Jobs and their pods stay until someone deletes them, and fill the API server. A high `backoffLimit` repeats what
#   failed, with all that it did, many times.
# related_resources:
#   - https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
# custom:
#   id: SLIP-WORKLOAD-030
#   severity: notice
#   controls: []
#   remediation: Set `ttlSecondsAfterFinished`, and a `backoffLimit` of at most 10. Argo CD's hooks are removed by Argo CD.
#   kinds: [Job]
package slipway.rules.workloads.job_retention

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "ttlSecondsAfterFinished"]} if {
	objects.of_kind(input, "batch", "Job")
	object.get(input, ["spec", "ttlSecondsAfterFinished"], null) == null
	not objects.annotations(input)["argocd.argoproj.io/hook"]
	not objects.annotations(input)["helm.sh/hook"]
	message := sprintf("%s stays after it has ended", [objects.described(input)])
}

deny contains {"msg": message, "path": ["spec", "backoffLimit"]} if {
	objects.of_kind(input, "batch", "Job")
	limit := object.get(input, ["spec", "backoffLimit"], null)
	limit > 10
	message := sprintf("%s is tried again %s times", [objects.described(input), json.marshal(limit)])
}
