# METADATA
# title: What the gate and the admission webhook ask OPA
# description: >-
#   Documents are judged one by one, each as `input` of the rules; `data.slipway.index` (made from the rules' METADATA when
#   the bundle is built) says which rules concern a kind, so that the others cost nothing.
package slipway.gate

# METADATA
# description: |
#   Of each document of `input.resources`: what its rules say, as [rule, verdict, finding] with the rule as `subject/name`.
# entrypoint: true
documents[number] := verdicts if {
	some number, resource in input.resources
	verdicts := document with input as resource
}

document contains [concat("/", rule), "deny", finding] if {
	some rule in concerned
	some finding in data.slipway.rules[rule[0]][rule[1]].deny
}

document contains [concat("/", rule), "unknown", finding] if {
	some rule in concerned
	data.slipway.index.unknown[rule[0]][rule[1]]
	some finding in data.slipway.rules[rule[0]][rule[1]].unknown
}

concerned contains rule if some rule in data.slipway.index.kinds[input.kind]

concerned contains rule if some rule in data.slipway.index.any

# METADATA
# description: |
#   Of each of `input.sets`: what the rules on several documents together say, as [rule, verdict, finding], each finding
#   with the number of its document as `resource`. A set is the rules' `input`. Its `resources` are the documents that are
#   deployed together, of all their namespaces: what one folder holds, or what one chart or kustomization renders;
#   `input.unit` names it. Where two documents of a folder have the same identity (group, kind, namespace, name), its
#   files are alternatives and each is judged alone. `input.whole` is false where there may be more that is deployed with
#   them (files named one by one, alternatives): a rule that complains of what is missing then yields `unknown`. Values
#   below `data`, `binaryData` and `stringData` and the schemas of CustomResourceDefinitions are left out (null).
# entrypoint: true
sets[number] := verdicts if {
	some number, set in input.sets
	verdicts := together with input as set
}

together contains [concat("/", rule), verdict, finding] if {
	some rule in data.slipway.index.sets
	some verdict in ["deny", "unknown"]
	some finding in data.slipway.rules[rule[0]][rule[1]][verdict]
}

# METADATA
# description: What the rules on a release say of `input.change`.
# entrypoint: true
changes contains [concat("/", rule), verdict, finding] if {
	some rule in data.slipway.index.changes
	some verdict in ["deny", "unknown"]
	some finding in data.slipway.rules[rule[0]][rule[1]][verdict]
}
