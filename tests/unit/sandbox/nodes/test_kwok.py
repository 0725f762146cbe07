"""kwok's configuration and command line."""

from __future__ import annotations

from pathlib import Path

import yaml

from sandbox.nodes.kwok import kwok_arguments, kwok_configuration, stages
from sandbox.nodes.shape import KWOK


def test_the_configuration_is_a_stream_of_options_and_stages() -> None:
    options, *rest = list(yaml.safe_load_all(kwok_configuration()))
    assert options["kind"] == "KwokConfiguration"
    assert all(
        options["options"][name] > 0
        for name in ("nodeLeaseParallelism", "nodePlayStageParallelism", "podPlayStageParallelism")
    )
    assert options["options"]["enableDebuggingHandlers"] is False
    assert rest == stages()


def test_every_stage_is_of_a_node_or_a_pod_and_has_a_name_of_its_own() -> None:
    named = [stage["metadata"]["name"] for stage in stages()]
    assert len(set(named)) == len(named)
    assert {stage["spec"]["resourceRef"]["kind"] for stage in stages()} == {"Node", "Pod"}


def test_only_nodes_of_the_node_maker_are_managed_and_only_loopback_is_listened_on() -> None:
    arguments = kwok_arguments(kubeconfig=Path("/k"), configuration=Path("/c"), port=1234)
    assert "--manage-all-nodes=false" in arguments
    assert f"--manage-nodes-with-annotation-selector={KWOK}=fake" in arguments
    assert "--server-address=127.0.0.1:1234" in arguments
    assert "--kubeconfig=/k" in arguments
    assert "--config=/c" in arguments
