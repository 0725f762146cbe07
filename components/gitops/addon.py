"""An add-on as data: which chart, in which namespace, with which values, and the ApplicationSet that brings it.

Values reach a cluster's own figures by `from_bridge` alone, which knows only what a stack writes: a value that reads
an annotation nobody sets can't be built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from components.complaints import nearest
from components.gitops.bridge import PREFIX, STACK_LABEL, BridgeAnnotations, bridge_key, bridge_keys
from components.gitops.config import ChartConfig

ADDON_LABEL = f"{PREFIX}addon"

Values = Mapping[str, object]
"""A chart's values as JSON; text in them may hold what `from_bridge` gives."""

PodSecurity = Literal["privileged", "baseline", "restricted"]

_READING = re.compile(r'\{\{ index \.metadata\.annotations "([^"]+)" \}\}')
"""What `from_bridge` gives."""


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
    key = bridge_key(annotation)
    if key not in bridge_keys():
        near = nearest(annotation, [known.name for known in fields(BridgeAnnotations)])
        do = f"did you mean {near}?" if near else f"add the field {annotation} to BridgeAnnotations"
        raise ValueError(f"no stack writes the annotation {key}; {do}")
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
            suits kube-system. Add-ons that share a namespace must agree.
        also_in: other namespaces that the chart writes to, e.g. kube-system for a Role of leader election.
        ignored: fields that a controller writes after the sync, as items of an Application's `ignoreDifferences`.
        chart_key: name of its chart in `slipway:charts`, where several add-ons share a chart; by default its own name.
        source: where name, version and values of the chart are documented.

    Raises:
        ValueError: a value holds a Go template that is not `from_bridge`'s. Argo CD would fill it in before Helm
            sees it, so it is never what was meant.

    Example:
        >>> metrics = AddOn(
        ...     name="metrics",
        ...     namespace="metrics",
        ...     chart=Chart("https://charts.example.com", "1.2.3", name="metrics"),
        ...     values={"cluster": from_bridge("cluster_name")},
        ... )
        >>> list(metrics.reads)
        ['slipway.dev/cluster-name']
    """

    name: str
    namespace: str
    chart: Chart
    values: Values = field(default_factory=dict)
    cluster_kinds: Sequence[tuple[str, str]] = ()
    pod_security: PodSecurity | None = "baseline"
    also_in: Sequence[str] = ()
    ignored: Sequence[Mapping[str, object]] = ()
    chart_key: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        for text in _texts(self.values):
            if "{{" in _READING.sub("", text):
                raise ValueError(
                    f"the add-on {self.name} has the value {text!r}, which Argo CD would take for a template of its "
                    "own; use from_bridge, or write the braces as {{ `{{` }} in a file that the chart reads"
                )

    @property
    def reads(self) -> Iterator[str]:
        """Give the annotations of the bridge that its values read."""
        for text in _texts(self.values):
            yield from _READING.findall(text)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, Sequence):
        for item in value:
            yield from _texts(item)


def with_charts(addons: Iterable[AddOn], charts: Mapping[str, ChartConfig]) -> tuple[AddOn, ...]:
    """Give add-ons with their charts as a stack's configuration wants them.

    Args:
        addons: the add-ons.
        charts: `slipway:charts`, by name of add-on or by the `chart_key` that several share. A name that is no
            add-on's changes nothing here; `components.config` refuses it.
    """
    return tuple(
        replace(addon, chart=addon.chart.overridden(charts.get(addon.name) or charts.get(addon.chart_key)))
        for addon in addons
    )


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
