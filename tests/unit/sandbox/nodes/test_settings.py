"""Reading Bottlerocket's user data: its settings become what the node offers."""

from __future__ import annotations

import base64

import pytest

from sandbox.nodes.errors import NodesError
from sandbox.nodes.user_data import Machine, Taint, machine_of

SETTINGS = """
[settings.kubernetes]
cpu-manager-policy = "static"
reserved-cpus = "0,8"
max-pods = 30
[settings.kubernetes.node-labels]
"slipway.dev/pool" = "fast"
[settings.kubernetes.node-taints]
"dedicated" = ["experimental:PreferNoSchedule", "experimental:NoExecute"]
[settings.kubernetes.kube-reserved]
memory = "585Mi"
[settings.kubernetes.eviction-hard]
"memory.available" = "100Mi"
[settings.kernel.hugepages.static]
essential = true
[settings.kernel.hugepages.static.2Mi]
count = "0:512,1:512"
[settings.kernel.hugepages.static.1Gi]
count = "4"
[settings.boot]
reboot-to-reconcile = true
[settings.boot.kernel-parameters]
skew_tick = ["1"]
quiet = []
[settings.oci-defaults.resource-limits.max-locked-memory]
soft-limit = "unlimited"
hard-limit = "unlimited"
"""


def _machine(text: str = SETTINGS) -> Machine:
    return machine_of(base64.b64encode(text.encode()).decode(), where="pool a", bottlerocket=True)


def test_hugepages_are_read_by_numa_node_and_for_the_whole_instance() -> None:
    assert _machine().hugepages == {(0, 2048): 512, (1, 2048): 512, (0, 1048576): 4}


def test_kernel_parameters_become_arguments_and_those_of_hugepages_count() -> None:
    assert _machine().kernel_arguments == ("skew_tick=1", "quiet")
    text = '[settings.boot.kernel-parameters]\nhugepages = ["16"]\n'
    assert _machine(text).hugepages == {(0, 2048): 16}


def test_kubelet_s_settings_are_read_in_its_own_words() -> None:
    kubelet = _machine().kubelet
    assert (kubelet.reservedSystemCPUs, kubelet.maxPods) == ("0,8", 30)
    assert kubelet.kubeReserved == {"memory": "585Mi"}
    assert kubelet.evictionHard == {"memory.available": "100Mi"}


def test_labels_and_taints_are_read() -> None:
    machine = _machine()
    assert machine.labels == {"slipway.dev/pool": "fast"}
    assert machine.taints == (
        Taint(key="dedicated", value="experimental", effect="PreferNoSchedule"),
        Taint(key="dedicated", value="experimental", effect="NoExecute"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[settings", "the user data is not Bottlerocket's settings"),
        ('[settings.kubernetes]\nmax-pods = "many"\n', "the user data is not Bottlerocket's settings"),
        ('[settings.kernel.hugepages.static.2MB]\ncount = "1"\n', "'2MB' is no size of a hugepage"),
        ('[settings.kernel.hugepages.static.2Mi]\ncount = "some"\n', "'some' is no number of hugepages"),
    ],
)
def test_settings_that_bottlerocket_would_refuse_are_refused_by_the_pool_s_name(text: str, said: str) -> None:
    with pytest.raises(NodesError, match=f"pool a: {said}"):
        _machine(text)
