from collections.abc import Mapping
from dataclasses import replace

import pytest

from components.teardown.errors import ClusterUnreachable
from components.teardown.in_cluster import APPLICATION, POD, InCluster
from components.teardown.objects import Found, Kind, Owner, found_of
from components.teardown.scope import Scope
from components.teardown.waiting import Patience, remove
from tests.unit.components.teardown.conftest import CLAIM, QUEUE, SERVICE, STATEFUL_SET, FakeCluster, World, thing

WHOLE = Scope("dev", whole=True)
VOLUME = Kind("", "v1", "PersistentVolume", "persistentvolumes", namespaced=False)
MOUNT = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}, {"name": "t", "emptyDir": {}}]}


def waves(*objects: Found) -> dict[str, list[str]]:
    """Give what would be deleted, by wave."""
    api = FakeCluster(list(objects))
    return {
        one.what: [str(found) for found in one.found]
        for one in InCluster("dev", api, api, "argocd", owned=True).waves(WHOLE)
    }


def owner(found: Found) -> Owner:
    return Owner(found.kind.group, found.kind.kind, found.name, found.uid)


def test_of_a_workload_with_a_volume_the_topmost_owner_goes_since_it_would_make_the_rest_anew() -> None:
    operator = thing(QUEUE, "prometheus", "monitoring")
    below = thing(STATEFUL_SET, "prometheus", "monitoring", owner=owner(operator))
    pod = thing(POD, "prometheus-0", "monitoring", spec=MOUNT, owner=owner(below))
    found = waves(operator, below, pod, thing(CLAIM, "data", "monitoring"))
    assert found == {
        "workload": ["Queue monitoring/prometheus"],
        "volume claim": ["PersistentVolumeClaim monitoring/data"],
    }


def test_a_pod_without_an_owner_goes_itself_and_one_that_mounts_nothing_stays() -> None:
    found = waves(thing(POD, "debug", "shop", spec=MOUNT), thing(POD, "web", "shop"), thing(CLAIM, "data", "shop"))
    assert found["workload"] == ["Pod shop/debug"]


def test_a_claim_of_the_same_name_in_another_namespace_is_another() -> None:
    assert "workload" not in waves(thing(POD, "a", "one", spec=MOUNT), thing(CLAIM, "data", "two"))


def test_a_node_is_never_deleted_for_its_static_pods() -> None:
    node = thing(Kind("", "v1", "Node", "nodes", namespaced=False), "ip-10-0-0-1")
    pod = thing(POD, "static", "kube-system", spec=MOUNT, owner=owner(node))
    api = FakeCluster([node, pod, thing(CLAIM, "data", "kube-system")])
    api_kinds = (*api.kinds(), node.kind)
    inside = InCluster("dev", api, api, "argocd", owned=True)
    assert [str(one) for one in inside._roots([pod], api_kinds)] == ["Pod kube-system/static"]


def test_a_custom_resource_goes_early_only_if_its_controller_holds_it_and_it_belongs_to_nobody() -> None:
    held = thing(QUEUE, "orders", "shop", finalizers=["finalizers.sqs.services.k8s.aws/Queue"])
    free = thing(QUEUE, "free", "shop")
    owned = thing(QUEUE, "child", "shop", finalizers=["x.example.com/y"], owner=owner(held))
    assert waves(held, free, owned) == {"custom resource": ["Queue shop/orders"]}


def test_a_service_that_is_no_load_balancer_stays() -> None:
    assert waves(thing(SERVICE, "web", "shop", spec={"type": "NodePort"})) == {}


def test_a_volume_that_is_kept_after_its_claim_is_told_with_it() -> None:
    claim = thing(CLAIM, "data", "shop", spec={"volumeName": "pv-1"})
    csi = {"csi": {"volumeHandle": "vol-1"}}
    api = FakeCluster(
        [
            thing(VOLUME, "pv-1", spec={**csi, "persistentVolumeReclaimPolicy": "Retain"}),
            thing(VOLUME, "pv-2", spec={**csi, "persistentVolumeReclaimPolicy": "Retain"}),
        ]
    )
    inside = InCluster("dev", api, api, "argocd", owned=True)
    assert inside.retained_volumes([claim]) == {"vol-1": "PersistentVolumeClaim shop/data"}
    delete = thing(VOLUME, "pv-1", spec={**csi, "persistentVolumeReclaimPolicy": "Delete"})
    api.objects = [delete]
    assert inside.retained_volumes([claim]) == {}


def test_a_retained_volume_is_reported_as_kept(world: World) -> None:
    world.cluster.objects.append(
        thing(VOLUME, "pv-1", spec={"csi": {"volumeHandle": "vol-1"}, "persistentVolumeReclaimPolicy": "Retain"})
    )
    world.cluster.objects = [
        replace(one, body={**one.body, "spec": {"volumeName": "pv-1"}}) if one.kind == CLAIM else one
        for one in world.cluster.objects
    ]
    report = world.down()
    assert [(one.kind, one.name) for one in report.kept] == [("volume", "vol-1")]
    assert report.exit_status == 0


def test_a_server_that_does_not_answer_for_a_while_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    api = FakeCluster([thing(SERVICE, "web", "shop")])
    answers = iter([ClusterUnreachable("can't be reached", where="https://dev")])
    notes: list[str] = []

    def get(found: Found) -> Found | None:
        for error in answers:
            raise error
        return None

    monkeypatch.setattr(api, "get", get)
    removal = remove(api, list(api.objects), Patience(5, note=notes.append, interval_seconds=0.01))
    assert len(removal.gone) == 1
    assert notes == ["waiting for Service shop/web (0 s): https://dev: can't be reached"]


def test_what_is_read_of_an_object_is_who_made_it_and_what_holds_it() -> None:
    body = {
        "kind": "Service",
        "metadata": {
            "name": "web", "namespace": "shop", "uid": "u", "labels": {"a": "b"}, "finalizers": ["x/y"],
            "deletionTimestamp": "2026-01-01T00:00:00Z",
            "ownerReferences": [
                {"apiVersion": "v1", "kind": "ConfigMap", "name": "no", "uid": "1"},
                {"apiVersion": "apps/v1", "kind": "Deployment", "name": "yes", "uid": "2", "controller": True},
            ],
        },
    }  # fmt: skip
    found = found_of(SERVICE, body)
    assert found.owner == Owner("apps", "Deployment", "yes", "2")
    assert (found.finalizers, found.deleted, found.labels) == (("x/y",), "2026-01-01T00:00:00Z", {"a": "b"})


def test_a_namespace_has_finalizers_in_its_spec_too() -> None:
    kind = Kind("", "v1", "Namespace", "namespaces", namespaced=False)
    body = {"kind": "Namespace", "metadata": {"name": "shop"}, "spec": {"finalizers": ["kubernetes"]}}
    assert found_of(kind, body).finalizers == ("kubernetes",)


class Overwriting(FakeCluster):
    """A hub whose controller writes "Running" over the first end of a sync, and lets the Application go at the next."""

    def patch(self, found: Found, patch: Mapping[str, object]) -> None:
        super().patch(found, patch)
        if sum(one.startswith("patch") for one in self.asked) > 1:
            self.objects = [one for one in self.objects if one.uid != found.uid]
        else:
            super().patch(found, {"status": {"operationState": {"phase": "Running"}}})


def test_a_sync_that_runs_again_is_ended_again_while_its_application_goes() -> None:
    running = thing(
        APPLICATION, "cart-dev", "argocd", stack="dev", status={"operationState": {"phase": "Running"}},
        finalizers=["resources-finalizer.argocd.argoproj.io"],
    )  # fmt: skip
    hub = Overwriting([running], unattended=set(running.finalizers))
    inside = InCluster("dev", FakeCluster(), hub, "argocd", owned=True)
    removal = inside.remove_applications(Patience(5.0, interval_seconds=0.01))
    assert removal.gone == (running,)
    assert removal.stuck == ()
