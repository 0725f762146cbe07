from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.nodes.instance_types import INSTANCE_TYPES, InstanceType
from components.nodes.tuning import (
    HIDDEN_FRACTION,
    LEFT_FOR_PODS_MIB,
    PAGE_MIB,
    Tuning,
    TuningError,
    pages_per_numa_node,
    tuning_of,
)

instances = st.sampled_from(list(INSTANCE_TYPES.values()))
page_counts = st.fixed_dictionaries({"2Mi": st.integers(0, 300_000), "1Gi": st.integers(0, 600)})


def _tuned(instance: InstanceType, pages: dict[str, int], cores: int) -> Tuning:
    try:
        return tuning_of(instance, pages, cores)
    except TuningError:
        assume(False)
        raise


@given(instances, page_counts, st.integers(0, 4))
def test_what_is_accepted_fits_every_numa_node(instance: InstanceType, pages: dict[str, int], cores: int) -> None:
    pages = {size: count - count % instance.numa_nodes for size, count in pages.items()}
    tuning = _tuned(instance, pages, cores)
    visible = instance.memory_mib * (1 - HIDDEN_FRACTION) / instance.numa_nodes
    for node in range(instance.numa_nodes):
        paged = sum(counts[node] * PAGE_MIB[size] for size, counts in tuning.pages.items())
        assert paged + tuning.reserved_mib[node] + LEFT_FOR_PODS_MIB <= visible


@given(instances, page_counts)
def test_pages_are_neither_lost_nor_made(instance: InstanceType, pages: dict[str, int]) -> None:
    pages = {size: count - count % instance.numa_nodes for size, count in pages.items()}
    spread = pages_per_numa_node(instance, pages)
    assert {size: sum(spread.get(size, ())) for size in pages} == pages
    assert all(len(counts) == instance.numa_nodes for counts in spread.values())


@given(instances, st.integers(1, 4))
def test_reserved_memory_adds_up_to_what_kubelet_reserves(instance: InstanceType, cores: int) -> None:
    tuning = _tuned(instance, {}, cores)
    # kubelet's static memory manager refuses to start if these two differ by one byte.
    assert sum(tuning.reserved_mib) == tuning.kube_reserved_mib + tuning.system_reserved_mib + tuning.eviction_mib


@given(instances, st.integers(1, 4))
def test_reserved_cpus_are_whole_cores_of_every_numa_node(instance: InstanceType, cores: int) -> None:
    reserved = set(_tuned(instance, {}, cores).reserved_cpus)
    for node in range(instance.numa_nodes):
        whole = [core for core in instance.cpus_of(node) if reserved.issuperset(core)]
        assert len(whole) == cores
    assert len(reserved) == cores * instance.numa_nodes * instance.threads_per_core


def test_figures_of_a_common_instance() -> None:
    tuning = tuning_of(INSTANCE_TYPES["c7i.4xlarge"], {"2Mi": 2048, "1Gi": 8})
    assert tuning.pages == {"2Mi": (2048,), "1Gi": (8,)}
    assert tuning.reserved_cpus == (0, 8)
    assert tuning.kube_reserved_mib == 255 + 11 * 110
    assert tuning.reserved_mib == (255 + 11 * 110 + 256 + 100,)


def test_figures_of_an_instance_with_two_numa_nodes() -> None:
    tuning = tuning_of(INSTANCE_TYPES["c6i.metal"], {"1Gi": 16}, reserved_cores=2)
    assert tuning.pages == {"1Gi": (8, 8)}
    assert tuning.reserved_cpus == (0, 1, 32, 33, 64, 65, 96, 97)
    assert tuning.reserved_mib == (1681, 1680)


def test_the_last_page_that_fits_is_accepted_and_the_next_refused() -> None:
    instance = INSTANCE_TYPES["c7i.4xlarge"]
    fits = (int(32768 * 0.925) - 1821 - 512) // 1024
    assert tuning_of(instance, {"1Gi": fits}).pages == {"1Gi": (fits,)}
    with pytest.raises(TuningError, match=r"hugepages of 28672 MiB do not fit c7i.4xlarge: its memory holds 27977 MiB"):
        tuning_of(instance, {"1Gi": fits + 1})


def test_pages_that_fit_the_whole_but_not_one_numa_node_are_refused() -> None:
    with pytest.raises(TuningError, match="each of its 2 NUMA nodes holds"):
        tuning_of(INSTANCE_TYPES["c6i.metal"], {"1Gi": 238})


@pytest.mark.parametrize(("pages", "hint"), [(5, "ask for 4 or 6"), (1, "ask for 2")])
def test_pages_that_cannot_be_spread_evenly_are_refused_with_what_can(pages: int, hint: str) -> None:
    with pytest.raises(TuningError, match=hint) as caught:
        tuning_of(INSTANCE_TYPES["c7i.48xlarge"], {"1Gi": pages})
    assert caught.value.page == "1Gi"


def test_reserving_every_core_is_refused() -> None:
    with pytest.raises(TuningError, match=r"1 reserved cores leave none of the 1 on each NUMA node of c7i\.large"):
        tuning_of(INSTANCE_TYPES["c7i.large"], {})
