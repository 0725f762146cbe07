# METADATA
# title: A release
# description: |
#   What a change in Git brings to one service in one environment, as `input.change`, pure data:
#
#       now: when it is judged, RFC 3339
#       service, environment: e.g. cart, prod
#       file: the file that the change is in, from the repository's root
#       from, to: the images that ran and that are to run, as the manifests name them
#       before: the environment that a change passes on its way here; null where the service has none
#         environment: e.g. staging
#         images: what runs there
#         since: since when, RFC 3339; null where the history doesn't tell
#         changed: whether the same change changes its images too
#
#   policies/gate/release.py makes it of the folders `apps/<service>/<environment>/` and their history.
package slipway.lib.releases

import data.slipway.lib.settings

# METADATA
# description: The change; an empty object where there is none.
default change := {}

change := input.change if is_object(input.change)

# METADATA
# description: Whether the change brings other images.
other_images if images(change.to) != images(change.from)

# METADATA
# description: |
#   Whether the environment is one that images must pass another for (`soakHours`), and this change brings some there.
promoted if {
	settings.soak_hours[change.environment]
	other_images
}

# METADATA
# description: |
#   What tells images apart: the digest of one that has it, with any tag; else the whole name.
images(names) := {told(name) | some name in names}

told(name) := concat("@", [repository, split(name, "@")[1]]) if {
	contains(name, "@")
	repository := regex.replace(split(name, "@")[0], `:[^/:]+$`, "")
} else := name

# METADATA
# description: The change as a message names it, e.g. `cart in prod`.
named := sprintf("%v in %v", [object.get(change, "service", "?"), object.get(change, "environment", "?")])

# METADATA
# description: The time of judging, in nanoseconds since 1970; undefined where it can't be read.
now := time.parse_rfc3339_ns(change.now)
