# METADATA
# title: A project names the cluster's kinds that it may make
# description: >-
#   Through a wildcard an Application makes ClusterRoleBindings, webhooks and namespaces, and so gets any right in the
#   cluster.
# related_resources:
#   - https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
# custom:
#   id: SLIP-ARGOCD-003
#   severity: high
#   controls: [nsa/rbac]
#   remediation: >-
#     List group and kind of what is needed; leave the list empty for applications.
#   kinds: [AppProject]
package slipway.rules.argocd.project_cluster_kinds

import data.slipway.lib.argocd
import data.slipway.lib.objects

deny contains {"msg": message, "path": ["spec", "clusterResourceWhitelist", number]} if {
	objects.of_group(input, argocd.group)
	some number, entry in input.spec.clusterResourceWhitelist
	some field in ["group", "kind"]
	contains(object.get(entry, field, ""), "*")
	reaches(entry)
	message := sprintf("%s may make every kind of the cluster that matches %v/%v", [
		objects.described(input),
		object.get(entry, "group", ""),
		object.get(entry, "kind", ""),
	])
}

# A wildcard of the kind within one group of an add-on's own (`monitoring.coreos.com/*`) reaches that add-on's objects only.
reaches(entry) if contains(object.get(entry, "group", ""), "*")

reaches(entry) if not contains(object.get(entry, "group", ""), ".")

reaches(entry) if endswith(object.get(entry, "group", ""), ".k8s.io")
