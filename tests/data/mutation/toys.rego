package slipway.rules.toys.heavy

import data.slipway.lib.toys

materials := {"wood", "ä"}

deny contains {"msg": message, "path": ["spec", number]} if {
	some number, toy in toys.all
	toy.weight > 3
	not safe(toy)
	message := sprintf("%s is heavy", [toy.name])
}

deny contains {"msg": "it is gone", "path": []} if input.state in {"sold"}

safe(toy) := true if {
	toy.material in materials
	toy.tested == true
} else := false if {
	toy.age != 0
}
