# METADATA
# title: What people set
# description: |
#   Each parameter of the rules with its default; people change them in policies/settings.yaml, and another user of these
#   rules gives OPA a document `slipway.settings`.
package slipway.lib.settings

# METADATA
# description: |
#   `kubernetesVersion`: the version of Kubernetes that manifests are judged for, as `major.minor`. The default is the newest
#   that the table of removed APIs knows.
default kubernetes_version := "1.37"

kubernetes_version := data.slipway.settings.kubernetesVersion

# METADATA
# description: "`hostSuffixes`: the domains that hosts must be below; empty allows all."
default host_suffixes := []

host_suffixes := data.slipway.settings.hostSuffixes

# METADATA
# description: "`privilegedNamespaces`: namespaces that may run pods of the level privileged."
default privileged_namespaces := ["kube-system"]

privileged_namespaces := data.slipway.settings.privilegedNamespaces

# METADATA
# description: "`allowedRegistries`: registries, or paths in them, that images may come from (`ghcr.io/shop`); empty allows all."
default allowed_registries := []

allowed_registries := data.slipway.settings.allowedRegistries

# METADATA
# description: "`pinnedPools`: values of the label `slipway.dev/pool` of pools whose kubelet gives whole cores to one container."
default pinned_pools := ["low-latency"]

pinned_pools := data.slipway.settings.pinnedPools

# METADATA
# description: "`soakHours`: by environment, the hours that an image must have run in the one before; others aren't judged."
default soak_hours := {"prod": 24}

soak_hours := data.slipway.settings.soakHours

# METADATA
# description: "`freezes`: spans in which environments don't change: `environments`, `from`, `until` (RFC 3339), `reason`."
default freezes := []

freezes := data.slipway.settings.freezes

# METADATA
# description: |
#   `weeklyFreezes`: days on which environments don't change, in UTC: `environments`, `days` (Monday…), `from` and `until`
#   (hours and minutes, the whole day where left out), `reason`.
default weekly_freezes := []

weekly_freezes := data.slipway.settings.weeklyFreezes
