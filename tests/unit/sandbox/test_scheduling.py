from typing import Any

import pytest

from sandbox.scheduling import judge


def node(name: str = "n", *, labels: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    allocatable = {"cpu": "4", "memory": "8Gi", "hugepages-2Mi": "1Gi", "pods": "10", **changes.get("allocatable", {})}
    return {
        "metadata": {"name": name, "labels": {"slipway.dev/pool": "p", **(labels or {})}},
        "spec": {"taints": changes.get("taints", []), "unschedulable": changes.get("cordoned", False)},
        "status": {"allocatable": allocatable},
    }


def pod(name: str = "it", *, on: str = "", **spec: Any) -> dict[str, Any]:
    requests = spec.pop("requests", {"cpu": "1"})
    return {
        "metadata": {"namespace": "default", "name": name},
        "spec": {"containers": [{"name": "a", "resources": {"requests": requests}}], "nodeName": on, **spec},
        "status": {"phase": "Running" if on else "Pending"},
    }


TAINT = {"key": "slipway.dev/pool", "value": "low-latency", "effect": "NoSchedule"}


def obstacles(asking: dict[str, Any], there: dict[str, Any], others: tuple[dict[str, Any], ...] = ()) -> list[str]:
    return list(judge(asking, [there], [asking, *others]).nodes[0].obstacles)


def test_a_node_that_takes_the_pod_names_no_obstacle() -> None:
    assert obstacles(pod(), node()) == []


def test_what_other_pods_took_is_not_free() -> None:
    taken = pod("other", on="n", requests={"cpu": "3500m"})
    assert obstacles(pod(), node(), (taken,)) == ["cpu: 1 asked, 0.5 free of 4"]


def test_a_pod_that_has_ended_takes_nothing() -> None:
    taken = pod("other", on="n", requests={"cpu": "4"})
    taken["status"]["phase"] = "Succeeded"
    assert obstacles(pod(), node(), (taken,)) == []


def test_hugepages_that_a_node_lacks_are_named_in_their_unit() -> None:
    asking = pod(requests={"hugepages-2Mi": "64Gi", "memory": "1Gi"})
    assert obstacles(asking, node()) == ["hugepages-2Mi: 64Gi asked, 1Gi free of 1Gi"]
    assert obstacles(pod(requests={"hugepages-1Gi": "1Gi"}), node()) == ["hugepages-1Gi: 1Gi asked, 0 free of 0"]


def test_a_limit_counts_where_no_request_is_given() -> None:
    asking = pod()
    asking["spec"]["containers"][0]["resources"] = {"limits": {"cpu": "5"}}
    assert obstacles(asking, node()) == ["cpu: 5 asked, 4 free of 4"]


def test_init_containers_count_by_their_largest_and_native_sidecars_stay() -> None:
    sidecar = {"name": "s", "restartPolicy": "Always", "resources": {"requests": {"cpu": "2"}}}
    first = {"name": "i", "resources": {"requests": {"cpu": "2500m"}}}
    assert obstacles(pod(initContainers=[first]), node()) == []
    assert obstacles(pod(initContainers=[sidecar, first]), node()) == ["cpu: 4.5 asked, 4 free of 4"]


@pytest.mark.parametrize(
    "toleration",
    [
        {"key": "slipway.dev/pool", "value": "low-latency", "effect": "NoSchedule"},
        {"key": "slipway.dev/pool", "operator": "Exists"},
        {"operator": "Exists"},
        {"key": "slipway.dev/pool", "operator": "Equal", "value": "low-latency"},
    ],
)
def test_a_toleration_that_fits_the_taint_removes_the_obstacle(toleration: dict[str, str]) -> None:
    assert obstacles(pod(tolerations=[toleration]), node(taints=[TAINT])) == []


@pytest.mark.parametrize(
    "toleration",
    [
        {"key": "slipway.dev/pool", "value": "general", "effect": "NoSchedule"},
        {"key": "other", "operator": "Exists"},
        {"key": "slipway.dev/pool", "value": "low-latency", "effect": "NoExecute"},
    ],
)
def test_one_that_does_not_leaves_it(toleration: dict[str, str]) -> None:
    said = obstacles(pod(tolerations=[toleration]), node(taints=[TAINT]))
    assert said == ["taint slipway.dev/pool=low-latency:NoSchedule is not tolerated"]


def test_a_taint_that_only_prefers_is_no_obstacle() -> None:
    assert obstacles(pod(), node(taints=[{**TAINT, "effect": "PreferNoSchedule"}])) == []


def test_selectors_affinity_and_cordon_are_named() -> None:
    term = {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a"]}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}}
    asking = pod(nodeSelector={"disk": "ssd"}, affinity=affinity)
    assert obstacles(asking, node(cordoned=True)) == [
        "is cordoned",
        "label disk is absent, not ssd",
        "no term of the required node affinity matches",
    ]
    assert obstacles(asking, node(labels={"disk": "ssd", "zone": "a"})) == []


def test_a_full_node_says_so() -> None:
    others = tuple(pod(f"o{number}", on="n", requests={}) for number in range(10))
    assert obstacles(pod(), node(), others) == ["pods: 10 run, which is all it takes"]


def test_a_pod_with_a_node_is_not_asked_of_others() -> None:
    asking = pod(on="n")
    asking["status"]["containerStatuses"] = [
        {"name": "a", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "no such image"}}}
    ]
    verdict = judge(asking, [node()], [asking])
    assert verdict.nodes == ()
    assert verdict.scheduler == ""
    assert verdict.waiting == ("a: ImagePullBackOff no such image",)
