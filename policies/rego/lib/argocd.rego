# METADATA
# title: What Argo CD is told to sync
# description: An Application, or the template that an ApplicationSet makes Applications of.
package slipway.lib.argocd

import data.slipway.lib.objects

# METADATA
# description: The API group of Argo CD's kinds.
group := "argoproj.io"

# METADATA
# description: The Application's spec, the template's in an ApplicationSet; undefined in other documents.
spec := object.get(input, path, {}) if objects.of_group(input, group)

# METADATA
# description: Where that spec is.
path := ["spec"] if input.kind == "Application"

path := ["spec", "template", "spec"] if input.kind == "ApplicationSet"

# METADATA
# description: The sources of the Application, each with where it is.
sources contains {"source": source, "path": array.concat(path, ["source"])} if {
	source := spec.source
	is_object(source)
}

sources contains {"source": source, "path": array.concat(path, ["sources", number])} if {
	some number, source in spec.sources
	is_object(source)
}

# METADATA
# description: Whether a text is filled in by the ApplicationSet's generators, so that its value isn't known here.
templated(text) if {
	input.kind == "ApplicationSet"
	contains(text, "{{")
}
