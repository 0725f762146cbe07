"""Reading user data: what AL2023 boots with becomes what the node offers."""

from __future__ import annotations

import base64

import pytest

from sandbox.nodes.errors import NodesError
from sandbox.nodes.user_data import Machine, Taint, machine_of

MULTIPART = """MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="B"

--B
Content-Type: text/x-shellscript; charset="us-ascii"

#!/bin/bash
set -euo pipefail
echo 512 > /sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages
echo 512 > /sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages
echo 2 > /sys/devices/system/node/node1/hugepages/hugepages-1048576kB/nr_hugepages
# echo 99 > /sys/devices/system/node/node7/hugepages/hugepages-2048kB/nr_hugepages

--B
Content-Type: application/node.eks.aws

apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      cpuManagerPolicy: static
      reservedSystemCPUs: "0,1"
      maxPods: 30
      systemReserved: {memory: 500Mi}
    flags:
      - --node-labels=slipway.dev/pool=low-latency,extra=yes
      - --register-with-taints=slipway.dev/pool=low-latency:NoSchedule,alone:NoExecute

--B--
"""


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_hugepages_of_each_numa_node_and_size_are_read() -> None:
    assert machine_of(_encoded(MULTIPART), where="x").hugepages == {(0, 2048): 512, (1, 2048): 512, (1, 1048576): 2}


def test_kubelet_settings_and_flags_are_read() -> None:
    machine = machine_of(_encoded(MULTIPART), where="x")
    assert machine.kubelet.reservedSystemCPUs == "0,1"
    assert machine.kubelet.maxPods == 30
    assert machine.kubelet.systemReserved == {"memory": "500Mi"}
    assert machine.labels == {"slipway.dev/pool": "low-latency", "extra": "yes"}
    assert machine.taints == (
        Taint(key="slipway.dev/pool", value="low-latency", effect="NoSchedule"),
        Taint(key="alone", value="", effect="NoExecute"),
    )


def test_a_later_write_to_the_same_file_wins() -> None:
    line = "echo {} > /sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages\n"
    text = "#!/bin/sh\n" + line.format(1) + line.format(2)
    assert machine_of(_encoded(text), where="x").hugepages == {(0, 2048): 2}


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_user_data_is_a_machine_without_wishes(nothing: str | None) -> None:
    assert machine_of(nothing, where="x") == Machine()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("%%%", "pool a: the user data is not base64 text"),
        (
            _encoded(MULTIPART.replace("maxPods: 30", "maxPods: many")),
            "pool a: the NodeConfig in the user data is not one",
        ),
        (
            _encoded(MULTIPART.replace("kind: NodeConfig", "kind: [")),
            "pool a: the NodeConfig in the user data is not one",
        ),
    ],
)
def test_user_data_that_would_not_boot_is_refused_by_name(data: str, said: str) -> None:
    with pytest.raises(NodesError, match=said):
        machine_of(data, where="pool a")


def test_kernel_arguments_of_a_script_are_read_and_the_hugepages_that_they_set_aside() -> None:
    text = "#!/bin/sh\nwanted='skew_tick=1 hugepagesz=1G hugepages=0:4,1:4'\ngrubby --args=\"$wanted\"\n"
    machine = machine_of(_encoded(text), where="x")
    assert machine.kernel_arguments == ("skew_tick=1", "hugepagesz=1G", "hugepages=0:4,1:4")
    assert machine.hugepages == {(0, 1048576): 4, (1, 1048576): 4}


def test_what_a_script_writes_counts_for_more_than_what_the_kernel_set_aside() -> None:
    line = "echo 2 > /sys/devices/system/node/node0/hugepages/hugepages-1048576kB/nr_hugepages\n"
    text = f"#!/bin/sh\nwanted='hugepagesz=1G hugepages=4'\n{line}"
    assert machine_of(_encoded(text), where="x").hugepages == {(0, 1048576): 2}
