# METADATA
# title: Documents that are deployed together
# description: |
#   The set in `input.resources`, looked up by kind, name, label and namespace, so that no rule compares all with all. A set
#   that holds a namespace's own object is taken to hold all that belongs there; elsewhere the other half of a pair may be
#   in another set, and a rule that misses it says that it can't tell.
package slipway.lib.together

import data.slipway.lib.objects
import data.slipway.lib.pods
import data.slipway.lib.selectors

# METADATA
# description: The set's documents by their number.
documents[number] := document if {
	some number, document in input.resources
	is_object(document)
}

# METADATA
# description: The namespace that a document is written for; empty where it names none.
namespace(document) := place if {
	place := object.get(document, ["metadata", "namespace"], "")
	is_string(place)
} else := ""

# METADATA
# description: Whether two documents may be in one namespace, where one that names none may be in any.
may_share(one, other) if namespace(one) == namespace(other)

may_share(one, other) if "" in {namespace(one), namespace(other)}

# METADATA
# description: Numbers of the documents of a kind.
kinds[document.kind] contains number if some number, document in documents

# METADATA
# description: Numbers of the documents of a kind and an API group; none where there are none.
of_kind(group, kind) := {number |
	some number in object.get(kinds, kind, set())
	objects.of_group(documents[number], group)
}

# METADATA
# description: Numbers of the documents of a kind and a name.
named[kind][name] contains number if {
	some kind, numbers in kinds
	some number in numbers
	name := objects.name(documents[number])
}

# METADATA
# description: Numbers of the documents of a kind and a name that may be in a document's namespace.
found(document, kind, name) := {number |
	some number in object.get(named, [kind, name], set())
	may_share(documents[number], document)
}

# METADATA
# description: Namespaces whose own object is in the set.
owned contains objects.name(documents[number]) if some number in of_kind("", "Namespace")

# METADATA
# description: |
#   Whether what is missing here is missing indeed: the set holds the namespace that the document is in. A document that
#   names no namespace is in the one that the set holds, if it holds one only.
complete(document) if namespace(document) in owned

complete(document) if {
	namespace(document) == ""
	count(owned) == 1
}

# METADATA
# description: |
#   The workloads by their number: `labels` of their pods, `place` (their namespace), `pod` (the first pod's spec), `at`
#   (the path to it) and `replicas` (how many pods at least; undefined where it isn't the manifest that says).
workloads[number] := workload if {
	some kind, numbers in kinds
	kind in pods.kinds
	some number in numbers
	document := documents[number]
	carried := pods.all with input as document
	count(carried) > 0
	labels := object.get(document, array.concat(carried[0].path, ["metadata", "labels"]), {})
	workload := {
		"document": document,
		"kind": kind,
		"labels": objects.mapping(labels),
		"place": namespace(document),
		"pod": carried[0].spec,
		"at": carried[0].at,
	}
}

# METADATA
# description: Kinds that keep a number of pods running.
scaled := {"Deployment", "ReplicaSet", "ReplicationController", "Rollout", "StatefulSet"}

# METADATA
# description: |
#   How many pods a workload has at least: its autoscaler's minimum, or its replicas (1 where it doesn't say); undefined for
#   kinds without replicas and for what is no number.
replicas[number] := least if {
	some number, workload in workloads
	workload.kind in scaled
	not autoscaled[number]
	said := object.get(workload.document, ["spec", "replicas"], null)
	least := {null: 1, said: said}[said]
	is_number(least)
}

replicas[number] := least if {
	some number, autoscalers in autoscaled
	minimums := [minimum |
		some autoscaler in autoscalers
		minimum := object.get(documents[autoscaler], ["spec", "minReplicas"], 1)
		is_number(minimum)
	]
	least := min(minimums)
}

# METADATA
# description: The autoscalers of a workload, by its number.
autoscaled[number] contains autoscaler if {
	some autoscaler in of_kind("autoscaling", "HorizontalPodAutoscaler")
	document := documents[autoscaler]
	target := document.spec.scaleTargetRef
	some number in object.get(named, [target.kind, target.name], set())
	workloads[number].place == namespace(document)
}

# METADATA
# description: Numbers of the workloads whose pods a LabelSelector takes in, in one namespace.
selected(place, selector) := {number |
	some number in candidates(place, objects.mapping(object.get(selector, "matchLabels", {})))
	selectors.selects(selector, workloads[number].labels)
}

# METADATA
# description: Numbers of the workloads whose pods a Service takes in; it may be in a namespace that isn't written.
served(document) := {number |
	some number in serving(objects.mapping(object.get(document, ["spec", "selector"], {})))
	may_share(document, workloads[number].document)
}

serving(wanted) := {number |
	some key, value in wanted
	some number in object.get(by_label, [key, value], set())
	selectors.selects_simply(wanted, workloads[number].labels)
}

# One label of the selector is looked up, all are compared; a selector without labels is compared with the namespace's workloads.
candidates(place, wanted) := {number |
	key := min(object.keys(wanted))
	some number in object.get(by_label, [key, wanted[key]], set())
	workloads[number].place == place
} if {
	count(wanted) > 0
} else := object.get(by_place, place, set())

by_label[key][value] contains number if {
	some number, workload in workloads
	some key, value in workload.labels
}

by_place[workload.place] contains number if some number, workload in workloads

# METADATA
# description: |
#   Whether the set holds kinds of other makers, which may make pods and Services of their own: Kubernetes', Istio's and
#   Argo CD's own groups are none.
foreign_kinds if {
	some document in documents
	group := split(document.apiVersion, "/")[0]
	contains(group, ".")
	not regex.match(`(^|\.)(k8s\.io|istio\.io)$`, group)
	group != "argoproj.io"
}
