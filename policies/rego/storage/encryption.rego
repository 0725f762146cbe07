# METADATA
# title: Volumes of AWS are encrypted
# description: >-
#   A class that doesn't ask for encryption makes volumes whose snapshots and disks can be read by whoever gets hold of
#   them.
# related_resources:
#   - https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
# custom:
#   id: SLIP-STORAGE-002
#   severity: medium
#   controls: []
#   remediation: >-
#     Set `encrypted: "true"` in the class's parameters.
#   kinds: [StorageClass]
package slipway.rules.storage.encryption

import data.slipway.lib.objects

deny contains {"msg": message, "path": ["parameters", "encrypted"]} if {
	objects.of_group(input, "storage.k8s.io")
	input.provisioner in {"ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"}
	not objects.is_true(object.get(input, ["parameters", "encrypted"], false))
	message := sprintf("%s makes volumes that aren't encrypted", [objects.described(input)])
}
