package slipway.rules.argocd.sync_options_test

import data.slipway.rules.argocd.sync_options as rule

application(options) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "cart"},
	"spec": {"syncPolicy": {"syncOptions": options}},
}

test_denies_each_option if {
	every option, what in {
		"Replace=true": "replaces objects instead of changing them",
		"Force=true": "deletes objects and makes them anew",
		"Validate=false": "sends objects unchecked",
		"replace = True": "replaces objects instead of changing them",
	} {
		found := {{
			"msg": sprintf(`Application "cart" %s (%s)`, [what, option]),
			"path": ["spec", "syncPolicy", "syncOptions", 1],
		}}
		rule.deny == found with input as application(["ServerSideApply=true", option])
	}
}

test_allows_others if {
	every options in [["Replace=false", "PruneLast=true", 7], [], null] {
		rule.deny == set() with input as application(options)
	}
}
