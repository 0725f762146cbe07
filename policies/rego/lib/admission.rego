# METADATA
# title: Webhooks and policies of admission
# description: Both kinds of webhook configuration and both kinds of admission policy.
package slipway.lib.admission

import data.slipway.lib.objects

# METADATA
# description: The API group of all of them.
group := "admissionregistration.k8s.io"

# METADATA
# description: The webhooks of the configuration that `input` is, by their number.
webhooks[number] := webhook if {
	objects.of_group(input, group)
	some number, webhook in input.webhooks
	is_object(webhook)
}

# METADATA
# description: Whether `input` is an admission policy, written in CEL.
is_policy if {
	objects.of_group(input, group)
	input.kind in {"ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"}
}

# METADATA
# description: A webhook's name for a message.
name(webhook) := object.get(webhook, "name", "?")
