"""`platform stack pools`, which needs a stack's file and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.stack import stack
from toolchain.errors import SlipwayError


def typed(*words: str) -> Result:
    return CliRunner().invoke(stack, ["pools", *words])


def told(*words: str) -> dict[str, Any]:
    document = json.loads(typed(*words, "--output", "json").stdout)
    return {pool["name"]: pool for pool in document["pools"]}


def test_each_pool_has_a_line_with_what_pods_may_ask_for(clone: Path) -> None:
    lines = {line.split()[0]: line.split() for line in typed("local").output.splitlines() if line}
    assert lines["low-latency"][1:] == ["low-latency", "c7i.4xlarge", "1/1/2", "14", "15.8Gi", "2048x2Mi", "8x1Gi"]
    assert lines["spot"][2:5] == ["m7i.large", "+1", "0/0/2*"]
    assert not (clone / ".slipway").exists()


def test_one_pool_is_told_down_to_kubelet_and_kernel(clone: Path) -> None:
    output = typed("local", "--pool", "low-latency").output
    for line in (
        "  cpuManagerPolicy: static",
        "  reservedSystemCPUs: 0,8",
        "  irqaffinity=0,8",
        "  2048 > /sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages",
        "memory lock: unlimited",
    ):
        assert line in output.splitlines()


@pytest.mark.parametrize("name", ["local", "dev", "staging", "prod-uswest", "prod-euwest"])
@pytest.mark.parametrize("pool", [None, "general", "low-latency", "spot"])
def test_it_reads_at_eighty_columns(clone: Path, name: str, pool: str | None) -> None:
    output = typed(name, *(["--pool", pool] if pool else [])).output
    assert [line for line in output.splitlines() if len(line) > 80] == []


def test_the_object_holds_figures_in_bytes_and_the_user_data_whole(clone: Path) -> None:
    pool = told("local", "--pool", "low-latency")["low-latency"]
    assert pool["hugepages_memory"] == 2048 * 2 * 2**20 + 8 * 2**30
    assert pool["numa_nodes"][0]["pod_cpus"] == "1-7,9-15"
    assert pool["kubelet"]["memoryManagerPolicy"] == "Static"
    assert pool["taints"] == [{"key": "slipway.dev/pool", "value": "low-latency", "effect": "NoSchedule"}]
    assert typed("local", "--pool", "low-latency", "--user-data").output == pool["user_data"]


def test_a_pool_that_is_left_to_its_image_says_so(clone: Path) -> None:
    assert told("local")["general"]["kubelet"] is None
    assert "kubelet: as the image sets it" in typed("local", "--pool", "general").output
    assert typed("local", "--pool", "general", "--user-data").output == ""


def test_karpenters_pools_are_named_though_nothing_is_known_of_their_nodes(clone: Path) -> None:
    line = "Karpenter: burst (nodes sized at run time; docs/how-to/node-pools.md)"
    assert line in typed("prod-uswest").output.splitlines()
    assert "Karpenter" not in typed("local").output
    assert json.loads(typed("prod-uswest", "--output", "json").stdout)["karpenter"] == ["burst"]
    assert json.loads(typed("local", "--output", "json").stdout)["karpenter"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["local", "--pool", "slow"],
            "there is no pool 'slow'; the pools of slipway:pools are general, low-latency, spot",
        ),
        (["local", "--user-data"], "--user-data prints one pool's; add --pool NAME"),
        (
            ["prod-uswest", "--pool", "burst"],
            "'burst' is a pool of Karpenter's, which sizes nodes at run time; the pools of slipway:pools are general, ",
        ),
        (["nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(clone: Path, words: list[str], said: str) -> None:
    done = typed(*words)
    assert isinstance(done.exception, SlipwayError)
    assert said in str(done.exception)


def test_a_broken_pool_is_named_with_file_line_and_key(clone: Path) -> None:
    file = clone / "stacks" / "Pulumi.local.yaml"
    text = file.read_text().replace("hugepages: {2Mi: 2048, 1Gi: 8}", "hugepages: {2Mi: 2048, 1Gi: 80}")
    file.write_text(text)
    line = text[: text.index("1Gi: 80")].count("\n") + 1
    said = str(typed("local").exception)
    assert said.startswith(f"stacks/Pulumi.local.yaml:{line}: slipway:pools[1].hugepages.1Gi: hugepages of 86016 MiB")
