"""The examples of the documentation strings, run as a reader would run them."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.components.conftest import StandUp

ROOT = Path(__file__).parents[3]
PLAIN = (
    "components.addresses",
    "components.addons.charts",
    "components.addons.place",
    "components.addons.versions",
    "components.cluster.access",
    "components.cluster.kubeconfig",
    "components.cluster.upgrades",
    "components.config.reading",
    "components.container",
    "components.data.provided",
    "components.data.services",
    "components.gitops.addon",
    "components.gitops.contract",
    "components.gitops.template",
    "components.graph",
    "components.iam",
    "components.mesh.addons",
    "components.network.discovery",
    "components.network.endpoint_policy",
    "components.network.flow_log_policy",
    "components.network.ipv6",
    "components.names",
    "components.network.subnets",
    "components.nodes.autoscaler",
    "components.nodes.autoscaling",
    "components.nodes.karpenter.schedule",
    "components.nodes.report",
    "components.nodes.tuning",
    "components.nodes.user_data",
    "components.teardown.report",
    "components.teardown.tag_index",
    "components.observability.addons",
    "components.upgrade.support",
)
PROGRAMS = (
    "components.addons.component",
    "components.bucket",
    "components.cluster.component",
    "components.data.component",
    "components.data.postgres",
    "components.data.queue",
    "components.data.redis",
    "components.gitops.component",
    "components.network.component",
    "components.nodes.component",
    "components.nodes.karpenter.component",
    "components.observability.component",
    "components.pod_identity",
    "components.security.component",
    "components.security.guards",
    "components.security.images",
    "components.security.keys",
    "components.security.pipelines",
)


def _run(module: str, **names: object) -> doctest.TestResults:
    loaded = importlib.import_module(module)
    runner = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder().find(loaded, extraglobs=names):
        runner.run(test)
    return runner.summarize(verbose=False)


@pytest.mark.parametrize("module", PLAIN)
def test_an_example_gives_what_it_says(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failed, attempted = _run(module)
    assert attempted > 0
    assert failed == 0


@pytest.mark.parametrize("module", PROGRAMS)
def test_an_example_of_a_component_is_a_program_that_runs(module: str, stand_up: StandUp) -> None:
    results: list[doctest.TestResults] = []

    def build() -> None:
        import pulumi_kubernetes as kubernetes

        from components.gitops import BridgeAnnotations

        provider = kubernetes.Provider("here", kubeconfig="{}")
        bridge = BridgeAnnotations(**dict.fromkeys(BridgeAnnotations.__dataclass_fields__, "x"))
        results.append(_run(module, provider=provider, bridge=bridge))

    made = stand_up(build)
    assert results[0].attempted > 0
    assert results[0].failed == 0
    assert any(not kind.startswith(("slipway:", "pulumi:")) for kind in made.resources)
