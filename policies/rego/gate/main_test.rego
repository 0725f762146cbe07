package slipway.gate_test

import data.slipway.gate

index := {
	"kinds": {"Toy": [["toys", "sharp"]], "Pet": [["pets", "none"]]},
	"any": [["any", "named"]],
	"sets": [["toys", "twins"]],
	"changes": [["toys", "frozen"]],
	"unknown": {"toys": {"sharp": true, "frozen": true}},
}

rules := {
	"toys": {
		"sharp": {"deny": {{"msg": "it is sharp", "path": ["spec"]}}, "unknown": {{"msg": "how sharp?", "path": []}}},
		"twins": {"deny": {{"msg": "it is there twice", "path": [], "resource": 1}}},
		"frozen": {"unknown": {{"msg": "no date is known", "path": ["date"]}}},
	},
	"any": {"named": {"deny": {{"msg": "it has no name", "path": ["metadata", "name"]}}}},
}

test_gives_each_document_the_verdicts_of_the_rules_on_its_kind if {
	found := gate.documents with input as {"resources": [{"kind": "Toy"}, {"kind": "Book"}]}
		with data.slipway.index as index
		with data.slipway.rules as rules
	found == {
		0: {
			["any/named", "deny", {"msg": "it has no name", "path": ["metadata", "name"]}],
			["toys/sharp", "deny", {"msg": "it is sharp", "path": ["spec"]}],
			["toys/sharp", "unknown", {"msg": "how sharp?", "path": []}],
		},
		1: {["any/named", "deny", {"msg": "it has no name", "path": ["metadata", "name"]}]},
	}
}

test_leaves_no_document_out_whatever_it_is if {
	found := gate.documents with input as {"resources": [null, "text", [], {}, {"kind": null}, {"kind": ["Toy"]}]}
		with data.slipway.index as object.union(index, {"any": []})
		with data.slipway.rules as rules
	found == {number: set() | some number in numbers.range(0, 5)}
}

test_gives_each_set_the_verdicts_of_the_rules_on_sets if {
	found := gate.sets with input as {"sets": [{"resources": [{}, {}]}, {"resources": []}]}
		with data.slipway.index as index
		with data.slipway.rules as rules
	found == {number: {["toys/twins", "deny", {"msg": "it is there twice", "path": [], "resource": 1}]} | some number in [0, 1]}
}

test_gives_a_change_the_verdicts_of_the_rules_on_releases if {
	found := gate.changes with input as {"change": {}} with data.slipway.index as index with data.slipway.rules as rules
	found == {["toys/frozen", "unknown", {"msg": "no date is known", "path": ["date"]}]}
}
