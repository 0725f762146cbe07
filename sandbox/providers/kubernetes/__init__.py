"""Stand-in for `pulumi-resource-kubernetes`: server-side apply against any Kubernetes API server.

The real provider's Go binary can be had from a release page only, not as a module of a package registry, so the sandbox
answers its protocol with this one. A program cannot tell: resource types, inputs, outputs, ids, autonaming, previews,
replacement, waiting and annotations follow the real provider's documentation
(https://www.pulumi.com/registry/packages/kubernetes/). What it does not do, it refuses by name.

Where it departs from the real one, it says so in the docstring of the part: `naming` (field managers), `conflicts`
(drift is taken back from hand edits), `kinds` (propagation of deletes), `settings` (when a provider is replaced).
"""
