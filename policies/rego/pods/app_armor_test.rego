package slipway.rules.pods.app_armor_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.app_armor

profile(type) := {"appArmorProfile": {"type": type}}

annotated(value) := object.union(
	fixtures.pod({}),
	{"metadata": {"annotations": {"container.apparmor.security.beta.kubernetes.io/app": value, "other": "unconfined"}}},
)

test_denies_unconfined_in_a_container if {
	app_armor.deny == {{
		"msg": `container "app" has the AppArmor profile {"type":"Unconfined"}`,
		"path": ["spec", "containers", 0, "securityContext", "appArmorProfile", "type"],
	}} with input as fixtures.secured(profile("Unconfined"))
}

test_denies_unconfined_in_the_pod_although_its_container_is_confined if {
	app_armor.deny == {{
		"msg": `the pod has the AppArmor profile {"type":"Unconfined"}`,
		"path": ["spec", "securityContext", "appArmorProfile", "type"],
	}} with input as fixtures.secured_pod(profile("Unconfined"), profile("RuntimeDefault"))
}

test_denies_in_every_list_of_containers if {
	found := app_armor.deny with input as fixtures.every_container({"securityContext": profile("Unconfined")})
	count(found) == 3
}

test_denies_a_profile_without_a_known_type if {
	every context in [{"appArmorProfile": {}}, {"appArmorProfile": "RuntimeDefault"}, profile(null)] {
		found := app_armor.deny with input as fixtures.secured(context)
		count(found) == 1
	}
}

test_denies_an_annotation if {
	every value in ["unconfined", "docker-default", 5] {
		app_armor.deny == {{
			"msg": sprintf(`the annotation of container "app" asks for the AppArmor profile %s`, [json.marshal(value)]),
			"path": ["metadata", "annotations", "container.apparmor.security.beta.kubernetes.io/app"],
		}} with input as annotated(value)
	}
}

test_reads_the_annotations_of_the_template_only if {
	template := {"template": {"metadata": {"annotations": {"container.apparmor.security.beta.kubernetes.io/app": "unconfined"}}}}
	app_armor.deny == {{
		"msg": `the annotation of container "app" asks for the AppArmor profile "unconfined"`,
		"path": ["spec", "template", "metadata", "annotations", "container.apparmor.security.beta.kubernetes.io/app"],
	}} with input as object.union(fixtures.deployment({}), {"spec": template})
	app_armor.deny == set() with input as object.union(
		fixtures.deployment({}),
		{"metadata": {"annotations": {"container.apparmor.security.beta.kubernetes.io/app": "unconfined"}}},
	)
}

test_allows_confining_profiles_and_none if {
	every context in [profile("RuntimeDefault"), profile("Localhost"), {"appArmorProfile": null}, {}] {
		app_armor.deny == set() with input as fixtures.secured_pod(context, context)
	}
	every value in ["runtime/default", "localhost/shop", "", null] {
		app_armor.deny == set() with input as annotated(value)
	}
}
