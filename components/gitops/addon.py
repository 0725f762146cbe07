"""An add-on as data: which chart, in which namespace, with which values, and the ApplicationSet that brings it.

Values reach a cluster's own figures by `from_bridge` alone, which knows only what a stack writes: a value that reads
an annotation nobody sets can't be built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from components.gitops.bridge import PREFIX, STACK_LABEL, bridge_keys
from components.gitops.config import ChartConfig

ADDON_LABEL = f"{PREFIX}addon"

Values = Mapping[str, object]
"""A chart's values as JSON; text in them may hold what `from_bridge` gives."""

PodSecurity = Literal["privileged", "baseline", "restricted"]


def from_bridge(annotation: str) -> str:
    """Give the template that reads one annotation of the GitOps bridge, for use inside an add-on's values.

    Args:
        annotation: a field of `BridgeAnnotations`, e.g. "vpc_id".

    Raises:
        ValueError: no stack writes it.

    Example:
        >>> from_bridge("vpc_id")
        '{{ index .metadata.annotations "slipway.dev/vpc-id" }}'
    """
    key = PREFIX + annotation.replace("_", "-")
    if key not in bridge_keys():
        raise ValueError(f"no stack writes the annotation {key}; add the field {annotation} to BridgeAnnotations")
    return f'{{{{ index .metadata.annotations "{key}" }}}}'


@dataclass(frozen=True)
class Chart:
    """Where a Helm chart comes from.

    Attributes:
        repository: https address of a chart repository, `oci://…` without the scheme as Argo CD wants it, or a Git
            repository.
        version: the chart's version; a branch, tag or commit in a Git repository.
        name: the chart's name in a chart repository; None in a Git repository.
        path: the chart's folder in a Git repository; None in a chart repository.
    """

    repository: str
    version: str
    name: str | None = None
    path: str | None = None

    def overridden(self, config: ChartConfig | None) -> Chart:
        """Give the chart as a stack's configuration wants it (`slipway:charts`): a mirror, another version."""
        if config is None:
            return self
        return replace(
            self,
            repository=config.repository or self.repository,
            version=config.version or self.version,
            name=None if config.path else config.chart or self.name,
            path=config.path or (None if config.chart else self.path),
        )


@dataclass(frozen=True)
class AddOn:
    """One add-on of a cluster, synced by Argo CD.

    Attributes:
        name: name of the add-on, of its Helm release and, with the cluster's, of its Application.
        namespace: namespace it lives in; made if it isn't there.
        chart: where its chart comes from.
        values: the chart's values.
        cluster_kinds: (API group, kind) of the objects outside namespaces that it brings; its project allows no others.
        pod_security: Pod Security Standard that its namespace enforces; None leaves the namespace as it is, which
            suits kube-system.
        ignored: fields that a controller writes after the sync, as items of an Application's `ignoreDifferences`.
        source: where name, version and values of the chart are documented.
    """

    name: str
    namespace: str
    chart: Chart
    values: Values = field(default_factory=dict)
    cluster_kinds: Sequence[tuple[str, str]] = ()
    pod_security: PodSecurity | None = "baseline"
    ignored: Sequence[Mapping[str, object]] = ()
    source: str = ""


def addons_project(stack: str) -> str:
    """Give the name of the AppProject of a stack's add-ons."""
    return f"addons-{stack}"


def addon_set_spec(addon: AddOn, *, stack: str) -> dict[str, object]:
    """Give the spec of the ApplicationSet that brings one add-on to a stack's cluster.

    Args:
        addon: the add-on.
        stack: name of the stack; its cluster is chosen by the label slipway.dev/stack.

    Returns:
        The spec (argoproj.io/v1alpha1). The Application is called `<add-on>-<cluster>`.
    """
    chart = addon.chart
    place = {"chart": chart.name} if chart.name else {"path": chart.path}
    options = ["ServerSideApply=true", "CreateNamespace=true"]
    labels = {f"pod-security.kubernetes.io/{mode}": addon.pod_security for mode in ("enforce", "audit", "warn")}
    policy: dict[str, object] = {
        "automated": {"prune": True, "selfHeal": True},
        "syncOptions": options,
        "retry": {"limit": -1, "backoff": {"duration": "10s", "factor": 2, "maxDuration": "5m"}},
    }
    if addon.pod_security:
        policy["managedNamespaceMetadata"] = {"labels": labels}
    spec: dict[str, object] = {
        "project": addons_project(stack),
        "source": {
            "repoURL": chart.repository,
            **place,
            "targetRevision": chart.version,
            "helm": {"releaseName": addon.name, "valuesObject": dict(addon.values)},
        },
        "destination": {"server": "{{ .server }}", "namespace": addon.namespace},
        "revisionHistoryLimit": 3,
        "syncPolicy": policy,
    }
    if addon.ignored:
        spec["ignoreDifferences"] = [dict(item) for item in addon.ignored]
        options.append("RespectIgnoreDifferences=true")
    return {
        "goTemplate": True,
        "goTemplateOptions": ["missingkey=error"],
        "generators": [{"clusters": {"selector": {"matchLabels": {STACK_LABEL: stack}}}}],
        "template": {
            "metadata": {
                "name": f"{addon.name}-{{{{ .name }}}}",
                "labels": {ADDON_LABEL: addon.name, STACK_LABEL: stack},
                "finalizers": ["resources-finalizer.argocd.argoproj.io"],
            },
            "spec": spec,
        },
    }
