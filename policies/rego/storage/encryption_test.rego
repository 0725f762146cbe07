package slipway.rules.storage.encryption_test

import data.slipway.rules.storage.encryption as rule

class(provisioner, parameters) := {
	"apiVersion": "storage.k8s.io/v1",
	"kind": "StorageClass",
	"metadata": {"name": "fast"},
	"provisioner": provisioner,
	"parameters": parameters,
}

test_denies_what_does_not_ask_for_it if {
	found := {{"msg": `StorageClass "fast" makes volumes that aren't encrypted`, "path": ["parameters", "encrypted"]}}
	every provisioner in ["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"] {
		every parameters in [{}, {"encrypted": "false"}, null, {"encrypted": null}] {
			rule.deny == found with input as class(provisioner, parameters)
		}
	}
}

test_allows_what_asks_and_other_drivers if {
	rule.deny == set() with input as class("ebs.csi.aws.com", {"encrypted": "true"})
	rule.deny == set() with input as class("efs.csi.aws.com", {})
	rule.deny == set() with input as object.union(class("ebs.csi.aws.com", {}), {"apiVersion": "example.org/v1"})
}
