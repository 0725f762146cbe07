# METADATA
# title: A workload has a network policy
# description: >-
#   Without one every pod of the cluster reaches it, and it reaches everything; one that is taken over opens the way to
#   all others.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-ingress-traffic
# custom:
#   id: SLIP-SET-006
#   severity: medium
#   controls: [CKV2_K8S_6, cis-eks/4.3.2, cis-k8s/5.3.2, nsa/networkPolicies]
#   remediation: >-
#     Add a policy that denies all in the namespace (`podSelector: {}`, `policyTypes: [Ingress, Egress]`), and one that
#     lets through what is needed.
#   kinds: [pod]
#   judges: set
package slipway.rules.together.no_network_policy

import data.slipway.lib.objects
import data.slipway.lib.together

deny contains {"msg": message, "path": ["spec"], "resource": number} if {
	some number in open
	told(together.documents[number])
	message := sprintf("%s has no network policy", [objects.described(together.documents[number])])
}

unknown contains {"msg": message, "path": ["spec"], "resource": number} if {
	some number in open
	not told(together.documents[number])
	message := sprintf("%s has no network policy here", [objects.described(together.documents[number])])
}

open contains number if {
	some number, _ in together.workloads
	not number in covered
}

covered contains number if {
	some policy in together.of_kind("networking.k8s.io", "NetworkPolicy")
	document := together.documents[policy]
	selector := object.get(document, ["spec", "podSelector"], {})
	some number in together.selected(together.namespace(document), objects.mapping(selector))
}

# Where a set brings its namespace, or policies for it, the policies are thought to be all there; Cilium's and Calico's
# select pods in ways of their own.
told(document) if {
	together.complete(document)
	not others
}

told(document) if {
	some policy in together.of_kind("networking.k8s.io", "NetworkPolicy")
	together.namespace(together.documents[policy]) == together.namespace(document)
	not others
}

others if {
	some kind in ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy", "GlobalNetworkPolicy"]
	count(object.get(together.kinds, kind, set())) > 0
}
