"""Bottlerocket's settings, read by a TOML parser as EKS and Bottlerocket do."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from components.nodes.config import PoolConfig
from components.nodes.user_data import user_data_of

FAST: dict[str, object] = {
    "name": "fast",
    "kind": "low-latency",
    "os": "bottlerocket",
    "instanceTypes": ["c7i.48xlarge"],
    "size": {"min": 1, "max": 2, "desired": 1},
    "hugepages": {"2Mi": 2048, "1Gi": 8},
}


def _text(**changes: object) -> str:
    return user_data_of(PoolConfig.model_validate({**FAST, **changes})) or ""


def _settings(**changes: object) -> dict[str, Any]:
    settings: dict[str, Any] = tomllib.loads(_text(**changes))["settings"]
    return settings


def test_kubelet_pins_cores_aligns_numa_and_keeps_memory_static() -> None:
    kubernetes = _settings()["kubernetes"]
    assert kubernetes["cpu-manager-policy"] == "static"
    assert kubernetes["cpu-manager-policy-options"] == ["full-pcpus-only", "strict-cpu-reservation"]
    assert kubernetes["reserved-cpus"] == "0,48,96,144"
    assert (kubernetes["topology-manager-policy"], kubernetes["topology-manager-scope"]) == ("single-numa-node", "pod")
    assert kubernetes["memory-manager-policy"] == "Static"
    assert "max-pods" not in kubernetes, "EKS sets it"


def test_memory_reserved_by_numa_node_adds_up_to_what_kubelet_keeps() -> None:
    kubernetes = _settings()["kubernetes"]
    nodes = kubernetes["memory-manager-reserved-memory"]
    assert nodes == {"0": {"enabled": True, "memory": "1681Mi"}, "1": {"enabled": True, "memory": "1680Mi"}}
    kept = (
        kubernetes["kube-reserved"]["memory"],
        kubernetes["system-reserved"]["memory"],
        kubernetes["eviction-hard"]["memory.available"],
    )
    assert sum(int(amount.removesuffix("Mi")) for amount in kept) == 1681 + 1680


def test_hugepages_are_set_aside_by_numa_node_and_a_node_without_them_does_not_join() -> None:
    assert _settings()["kernel"]["hugepages"]["static"] == {
        "essential": True,
        "1Gi": {"count": "0:4,1:4"},
        "2Mi": {"count": "0:1024,1:1024"},
    }


def test_the_kernel_gets_its_arguments_by_one_restart_and_none_of_hugepages() -> None:
    boot = _settings(kernelArguments=["quiet"])["boot"]
    assert boot["reboot-to-reconcile"] is True
    parameters = boot["kernel-parameters"]
    assert (parameters["irqaffinity"], parameters["quiet"]) == (["0,48,96,144"], [])
    assert not any("hugepages" in name for name in parameters)


def test_containers_may_lock_their_memory() -> None:
    limit = _settings()["oci-defaults"]["resource-limits"]["max-locked-memory"]
    assert limit == {"soft-limit": "unlimited", "hard-limit": "unlimited"}


def test_the_text_has_no_form_that_eks_cannot_read() -> None:
    # EKS user guide, "Customize managed nodes with launch templates": no quotes in a table's name or in a value.
    for line in _text().splitlines():
        assert not (line.startswith("[") and '"' in line)
        assert "\\" not in line


def test_cores_without_a_second_thread_need_no_whole_core_option() -> None:
    kubernetes = _settings(instanceTypes=["c7g.4xlarge"])["kubernetes"]
    assert kubernetes["cpu-manager-policy-options"] == ["strict-cpu-reservation"]


@pytest.mark.parametrize("argument", ["quiet", "tsc=reliable"])
def test_a_general_node_takes_kernel_arguments_and_nothing_else(argument: str) -> None:
    settings = _settings(kind="general", hugepages={}, instanceTypes=["m7i.large"], kernelArguments=[argument])
    assert list(settings) == ["boot"]
