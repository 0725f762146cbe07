from __future__ import annotations

import json
from email import message_from_string
from email.message import Message
from typing import Any

import pytest

from components.nodes.config import PoolConfig
from components.nodes.user_data import user_data_of

SIZE = {"min": 1, "max": 2, "desired": 1}
FAST = PoolConfig.model_validate(
    {
        "name": "low-latency",
        "kind": "low-latency",
        "instanceTypes": ["c7i.4xlarge"],
        "size": SIZE,
        "hugepages": {"2Mi": 2048, "1Gi": 8},
    }
)


def _parts(pool: PoolConfig) -> dict[str, str]:
    """Read user data as cloud-init and nodeadm do: content type → content."""
    document = message_from_string(user_data_of(pool) or "")
    assert document.get_content_type() == "multipart/mixed"
    parts = document.get_payload()
    assert isinstance(parts, list)
    return {part.get_content_type(): _text(part) for part in parts if isinstance(part, Message)}


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def _kubelet(pool: PoolConfig) -> dict[str, Any]:
    config = json.loads(_parts(pool)["application/node.eks.aws"])
    assert (config["apiVersion"], config["kind"]) == ("node.eks.aws/v1alpha1", "NodeConfig")
    kubelet: dict[str, Any] = config["spec"]["kubelet"]
    return kubelet


def test_hugepages_are_made_on_each_numa_node_largest_first() -> None:
    big = FAST.model_copy(update={"instance_types": ("c7i.metal-48xl",)})
    lines = _parts(big)["text/x-shellscript"].splitlines()
    pages = "/sys/devices/system/node/node{}/hugepages/hugepages-{}kB/nr_hugepages"
    assert [line for line in lines if line.startswith("echo") and "nr_hugepages" in line] == [
        f"echo 4 > {pages.format(0, 1048576)}",
        f"echo 4 > {pages.format(1, 1048576)}",
        f"echo 1024 > {pages.format(0, 2048)}",
        f"echo 1024 > {pages.format(1, 2048)}",
    ]


def test_containers_of_a_low_latency_node_may_lock_their_memory() -> None:
    lines = _parts(FAST)["text/x-shellscript"].splitlines()
    unit = lines.index("cat > /etc/systemd/system/containerd.service.d/10-slipway-memlock.conf <<'SLIPWAY'")
    assert lines[unit + 1 : unit + 3] == ["[Service]", "LimitMEMLOCK=infinity"]


def test_a_low_latency_node_pins_cores_aligns_numa_and_keeps_memory_static() -> None:
    config = _kubelet(FAST)["config"]
    assert config["cpuManagerPolicy"] == "static"
    assert config["topologyManagerPolicy"] == "single-numa-node"
    assert config["memoryManagerPolicy"] == "Static"
    assert config["reservedSystemCPUs"] == "0,8"
    assert config["cpuManagerPolicyOptions"] == {"full-pcpus-only": "true", "strict-cpu-reservation": "true"}
    assert config["reservedMemory"] == [{"numaNode": 0, "limits": {"memory": "1821Mi"}}]
    assert config["kubeReserved"] == {"memory": "1465Mi"}
    assert config["systemReserved"] == {"memory": "256Mi"}
    assert config["evictionHard"]["memory.available"] == "100Mi"


def test_cgroups_of_the_image_are_unset_since_kubelet_refuses_them_beside_reserved_cpus() -> None:
    config = _kubelet(FAST)["config"]
    assert (config["kubeReservedCgroup"], config["systemReservedCgroup"]) == ("", "")


def test_cores_without_a_second_thread_need_no_whole_core_option() -> None:
    graviton = FAST.model_copy(update={"instance_types": ("c7g.4xlarge",)})
    assert _kubelet(graviton)["config"]["cpuManagerPolicyOptions"] == {"strict-cpu-reservation": "true"}


def test_a_pod_s_containers_are_on_one_numa_node_together() -> None:
    config = _kubelet(FAST)["config"]
    assert (config["topologyManagerPolicy"], config["topologyManagerScope"]) == ("single-numa-node", "pod")


@pytest.mark.parametrize("os", ["al2023", "bottlerocket"])
def test_a_general_node_is_left_as_its_image_is(os: str) -> None:
    pool = PoolConfig.model_validate(
        {"name": "web", "os": os, "instanceTypes": ["m7i.large"], "size": SIZE, "labels": {"b": "2"}}
    )
    assert user_data_of(pool) is None


def test_a_general_node_can_have_hugepages_without_a_restart_and_keeps_kubelet_as_it_is() -> None:
    pool = PoolConfig.model_validate(
        {"name": "web", "instanceTypes": ["m7i.large"], "size": SIZE, "hugepages": {"2Mi": 128}}
    )
    assert list(_parts(pool)) == ["text/x-shellscript"]
    assert "echo 128 > " in _parts(pool)["text/x-shellscript"]
    assert "reboot" not in _parts(pool)["text/x-shellscript"]


@pytest.mark.parametrize("change", [{"labels": {"a": "b"}}, {"retiring": True}, {"serves": "other"}])
def test_what_eks_changes_on_nodes_that_run_is_not_in_their_user_data(change: dict[str, object]) -> None:
    changed = PoolConfig.model_validate({**FAST.model_dump(by_alias=True), **change})
    assert user_data_of(changed) == user_data_of(FAST)


@pytest.mark.parametrize("pool", [FAST], ids=lambda pool: pool.name)
def test_the_same_pool_gives_the_same_bytes(pool: PoolConfig) -> None:
    again = PoolConfig.model_validate(pool.model_dump(by_alias=True))
    assert user_data_of(pool) == user_data_of(again)
