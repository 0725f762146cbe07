# METADATA
# title: Replicas don't share a volume of one node
# description: >-
#   A claim that is ReadWriteOnce is mounted on one node only; the second replica on another node waits for it, and a
#   rolling update waits for the old pod.
# related_resources:
#   - https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
# custom:
#   id: SLIP-SET-013
#   severity: high
#   controls: []
#   remediation: >-
#     Use a StatefulSet with volumeClaimTemplates, or a claim that is ReadWriteMany (EFS).
#   kinds: [Deployment]
#   judges: set
package slipway.rules.together.shared_volume

import data.slipway.lib.objects
import data.slipway.lib.references
import data.slipway.lib.together

deny contains {"msg": message, "path": reference.path, "resource": number} if {
	some [number, reference] in shared
	some claim in together.found(together.documents[number], "PersistentVolumeClaim", reference.name)
	modes := objects.texts(object.get(together.documents[claim], ["spec", "accessModes"], []))
	count(modes) > 0
	every mode in modes {
		mode in {"ReadWriteOnce", "ReadWriteOncePod"}
	}
	message := sprintf("%s mounts %s, which is %s, in %v replicas", [
		objects.described(together.documents[number]),
		objects.described(together.documents[claim]),
		objects.listed(modes),
		together.replicas[number],
	])
}

unknown contains {"msg": message, "path": reference.path, "resource": number} if {
	some [number, reference] in shared
	count(together.found(together.documents[number], "PersistentVolumeClaim", reference.name)) == 0
	message := sprintf("%s mounts the claim %q in %v replicas, and its access mode isn't here", [
		objects.described(together.documents[number]),
		reference.name,
		together.replicas[number],
	])
}

shared contains [number, reference] if {
	some number, replicas in together.replicas
	replicas > 1
	some reference in references.of[number]
	reference.kind == "PersistentVolumeClaim"
}
