from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.nodes.instance_types import INSTANCE_TYPES, InstanceType
from components.nodes.kernel import FORM, boot_hugepages, kernel_arguments
from components.nodes.tuning import TuningError, cpu_list, tuning_of


def _arguments(name: str, given: tuple[str, ...] = ()) -> dict[str, str]:
    instance = INSTANCE_TYPES[name]
    arguments = kernel_arguments(instance, tuning_of(instance, {}), given, low_latency=True)
    return {argument.partition("=")[0]: argument.partition("=")[2] for argument in arguments}


def test_interrupts_stay_on_the_reserved_cpus_and_ticks_off_the_others() -> None:
    arguments = _arguments("c7i.4xlarge")
    assert arguments["irqaffinity"] == "0,8"
    assert arguments["nohz_full"] == arguments["rcu_nocbs"] == "1-7,9-15"


def test_no_pause_comes_from_the_kernel_s_own_moving_of_pages() -> None:
    arguments = _arguments("c7i.4xlarge")
    assert (arguments["transparent_hugepage"], arguments["numa_balancing"]) == ("never", "disable")


def test_sleep_states_are_limited_on_x86_alone() -> None:
    assert _arguments("c7i.4xlarge")["intel_idle.max_cstate"] == "1"
    assert not any("cstate" in name for name in _arguments("c7g.4xlarge"))


def test_cpus_are_not_taken_from_the_scheduler() -> None:
    assert "isolcpus" not in _arguments("c7i.4xlarge")


def test_a_given_argument_takes_the_place_of_a_default_of_its_name() -> None:
    arguments = _arguments("c7i.4xlarge", ("transparent_hugepage=madvise", "tsc=reliable", "quiet"))
    assert (arguments["transparent_hugepage"], arguments["tsc"], arguments["quiet"]) == ("madvise", "reliable", "")


def test_a_node_that_is_not_for_low_latency_gets_what_is_given_alone() -> None:
    instance = INSTANCE_TYPES["m7i.large"]
    tuning = tuning_of(instance, {}, 0)
    assert kernel_arguments(instance, tuning, ("quiet",), low_latency=False) == ("quiet",)


@given(st.sampled_from(list(INSTANCE_TYPES.values())), st.integers(1, 4))
def test_every_default_is_of_the_form_that_a_stack_s_own_must_have(instance: InstanceType, cores: int) -> None:
    try:
        tuning = tuning_of(instance, {}, cores)
    except TuningError:
        assume(False)
        raise
    assert all(FORM.fullmatch(one) for one in kernel_arguments(instance, tuning, (), low_latency=True))


@pytest.mark.parametrize(
    ("name", "pages", "arguments"),
    [
        ("c7i.4xlarge", {"1Gi": 8, "2Mi": 512}, ("hugepagesz=1G", "hugepages=8")),
        ("c7i.48xlarge", {"1Gi": 8}, ("hugepagesz=1G", "hugepages=0:4,1:4")),
        ("c7i.4xlarge", {"2Mi": 512}, ()),
    ],
)
def test_the_largest_pages_are_set_aside_at_boot(name: str, pages: dict[str, int], arguments: tuple[str, ...]) -> None:
    assert boot_hugepages(tuning_of(INSTANCE_TYPES[name], pages)) == arguments


@given(st.sets(st.integers(0, 200), min_size=1))
def test_a_cpu_list_names_each_cpu_once(cpus: set[int]) -> None:
    named = [
        cpu
        for part in cpu_list(sorted(cpus)).split(",")
        for cpu in range(int(part.partition("-")[0]), int(part.rpartition("-")[2]) + 1)
    ]
    assert named == sorted(cpus)
