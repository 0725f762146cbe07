# METADATA
# title: AppArmor stays on
# description: >-
#   On nodes with AppArmor the runtime's profile keeps a container from mounting, tracing and writing below /proc and /sys.
#   `Unconfined` takes it away.
# related_resources:
#   - https://kubernetes.io/docs/tutorials/security/apparmor/
# custom:
#   id: SLIP-POD-011
#   severity: high
#   controls: [pss/baseline/appArmor, nsa/appArmor]
#   remediation: Leave the profile out, or take RuntimeDefault or Localhost (`runtime/default`, `localhost/…` as an annotation).
#   kinds: [pod]
package slipway.rules.pods.app_armor

import data.slipway.lib.pods

prefix := "container.apparmor.security.beta.kubernetes.io/"

deny contains {"msg": message, "path": array.concat(context.path, ["appArmorProfile", "type"])} if {
	some context in pods.contexts
	profile := object.get(context.value, "appArmorProfile", null)
	profile != null
	not confines(profile)
	message := sprintf("%s has the AppArmor profile %s", [context.title, pods.shown(profile)])
}

deny contains {"msg": message, "path": array.concat(pod.path, ["metadata", "annotations", key])} if {
	some pod in pods.all
	some key, value in pod.annotations
	startswith(key, prefix)
	not harmless(value)
	message := sprintf("the annotation of container %q asks for the AppArmor profile %s", [
		trim_prefix(key, prefix),
		pods.shown(value),
	])
}

confines(profile) if profile.type in {"RuntimeDefault", "Localhost"}

harmless(value) if value in {"", null, "runtime/default"}

harmless(value) if startswith(value, "localhost/")
