# METADATA
# title: The parts of an image's name
# description: |
#   As the runtime reads it: `registry/repository:tag@digest`. The first part is a registry if it has a dot or a colon or is
#   localhost; what has none is Docker Hub's (distribution/reference, "Familiar names").
package slipway.lib.images

import data.slipway.lib.pods

# METADATA
# description: Every image of every container, with `path`, `title`, and `image` (null where none is named).
used := [use |
	some found in pods.containers
	use := {
		"image": object.get(found.container, "image", null),
		"path": array.concat(found.path, ["image"]),
		"title": found.title,
		"container": found.container,
	}
]

# METADATA
# description: The image's name before the digest.
before_digest(image) := split(image, "@")[0]

# METADATA
# description: The tag; empty where there is none. A colon before the last slash is a registry's port.
tag(image) := last if {
	parts := split(before_digest(image), "/")
	pieces := split(parts[count(parts) - 1], ":")
	count(pieces) == 2
	last := pieces[1]
} else := ""

# METADATA
# description: Whether the image is named by the digest of its content, which no push can change.
pinned(image) if regex.match(`@sha256:[0-9a-f]{64}$|@sha512:[0-9a-f]{128}$`, image)

# METADATA
# description: Registry and repository in full, e.g. `docker.io/library/nginx` for `nginx`.
full(image) := name if {
	name := untagged(image)
	regex.match(`^(localhost|[^/]*[.:][^/]*)/`, name)
} else := concat("/", ["docker.io", untagged(image)]) if {
	contains(untagged(image), "/")
} else := concat("/", ["docker.io/library", untagged(image)])

untagged(image) := trim_suffix(before_digest(image), concat("", [":", tag(image)])) if tag(image) != ""

else := before_digest(image)
