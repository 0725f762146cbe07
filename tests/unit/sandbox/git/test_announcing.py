from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from sandbox.git.announcing import CHECK_SECONDS, Announcer
from sandbox.git.api import Api, ApiFailed
from sandbox.git.repository import push

Commit = Callable[[str, str | None], str]

Object = dict[str, object]

SERVICES: Object = {
    "kind": "ApplicationSet",
    "metadata": {"name": "services"},
    "spec": {"generators": [{"git": {"directories": [{"path": "apps/*/local"}]}}]},
}


def application(name: str, path: str) -> Object:
    return {"kind": "Application", "metadata": {"name": name}, "spec": {"source": {"path": path}}, "status": {}}


class Cluster:
    """An API server in memory, and the time."""

    def __init__(self) -> None:
        self.now = 100.0
        self.down = False
        cart, order = (application(f"{name}-local", f"apps/{name}/local") for name in ("cart", "order"))
        self.objects: dict[str, list[Object]] = {
            "applications": [cart, order],
            "applicationsets": [SERVICES],
        }
        self.annotated: list[tuple[str, str, str]] = []

    def connect(self, kubeconfig: Path) -> Api:
        if self.down:
            raise ApiFailed("does not answer")
        return cast(Api, self)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def items(self, plural: str, namespace: str) -> Iterator[object]:
        yield from self.objects[plural]

    def item(self, plural: str, namespace: str, name: str) -> object | None:
        named = {cast("dict[str, str]", one["metadata"])["name"]: one for one in self.objects[plural]}
        return named.get(name)

    def annotate(self, plural: str, namespace: str, name: str, annotation: str, value: str) -> bool:
        self.annotated.append((name, annotation.partition("/")[2], value))
        return self.item(plural, namespace, name) is not None

    def taken(self) -> list[tuple[str, str, str]]:
        taken, self.annotated = self.annotated, []
        return taken

    def seen(self, name: str, commit: str) -> None:
        one = cast(Object, self.item("applications", "argocd", name))
        one["status"] = {"sync": {"revision": commit}}


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


def announcer(cluster: Cluster, bare: Path) -> Announcer:
    return Announcer(bare, Path("unused"), clock=lambda: cluster.now, connect=cluster.connect)


CART = ("cart-local", "refresh", "normal")
ORDER = ("order-local", "refresh", "normal")
SET = ("services", "application-set-refresh", "true")


@pytest.fixture
def settled(cluster: Cluster, checkout: Path, bare: Path) -> Announcer:
    """An announcer that has announced all there is, and was heard."""
    head = push(checkout, bare)
    one = announcer(cluster, bare)
    one.look()
    cluster.seen("cart-local", head)
    cluster.seen("order-local", head)
    cluster.now += 10
    one.look()
    cluster.taken()
    return one


def test_the_first_commit_is_announced_to_everything(cluster: Cluster, checkout: Path, bare: Path) -> None:
    push(checkout, bare)
    announcer(cluster, bare).look()
    assert cluster.taken() == [SET, CART, ORDER]


def test_a_change_of_one_service_is_announced_to_its_application_alone_and_once(
    cluster: Cluster, settled: Announcer, checkout: Path, bare: Path, commit: Commit
) -> None:
    head = commit("apps/cart/local/config.yaml", "kind: Secret\n")
    push(checkout, bare)
    settled.look()
    assert cluster.taken() == [CART]
    cluster.seen("cart-local", head)
    cluster.now += 1000
    settled.look()
    assert cluster.taken() == []


def test_a_new_folder_is_announced_to_the_set(
    cluster: Cluster, settled: Announcer, checkout: Path, bare: Path, commit: Commit
) -> None:
    commit("apps/new/local/config.yaml", "kind: ConfigMap\n")
    push(checkout, bare)
    settled.look()
    assert cluster.taken() == [SET]


def test_a_change_of_nothing_that_is_synced_is_announced_to_nobody(
    cluster: Cluster, settled: Announcer, checkout: Path, bare: Path, commit: Commit
) -> None:
    commit("docs/readme.md", "words")
    push(checkout, bare)
    settled.look()
    assert (cluster.taken(), settled.trouble) == ([], None)


def test_what_was_pushed_while_the_api_server_was_down_is_announced_when_it_is_back(
    cluster: Cluster, settled: Announcer, checkout: Path, bare: Path, commit: Commit
) -> None:
    cluster.down = True
    troubles = [settled.trouble]
    commit("apps/cart/local/config.yaml", "1")
    push(checkout, bare)
    settled.look()
    troubles.append(settled.trouble)
    commit("apps/order/local/config.yaml", "1")
    push(checkout, bare)
    cluster.now += 10
    settled.look()
    cluster.down = False
    cluster.now += 10
    settled.look()
    assert cluster.taken() == [SET, CART, ORDER]
    assert [*troubles, settled.trouble] == [None, "does not answer", None]


def test_what_was_pushed_while_the_server_was_down_is_announced_when_it_starts(
    cluster: Cluster, settled: Announcer, checkout: Path, bare: Path, commit: Commit
) -> None:
    commit("apps/cart/local/config.yaml", "1")
    push(checkout, bare)
    announcer(cluster, bare).look()
    assert cluster.taken() == [CART]


def test_a_commit_that_was_not_seen_is_announced_again_until_it_is(
    cluster: Cluster, settled: Announcer, checkout: Path, bare: Path, commit: Commit
) -> None:
    head = commit("apps/cart/local/config.yaml", "1")
    push(checkout, bare)
    settled.look()
    for wait in CHECK_SECONDS[:2]:
        cluster.now += wait - 0.1
        settled.look()
        assert cluster.taken() == [CART]
        cluster.now += 0.1
        settled.look()
    assert cluster.taken() == [CART]
    cluster.seen("cart-local", head)
    cluster.now += 1000
    settled.look()
    assert cluster.taken() == []


def test_an_application_that_never_sees_the_commit_is_left_in_peace_at_last(
    cluster: Cluster, settled: Announcer, checkout: Path, bare: Path, commit: Commit
) -> None:
    commit("apps/cart/local/config.yaml", "1")
    push(checkout, bare)
    for _ in range(30):
        settled.look()
        cluster.now += 100
    assert cluster.taken() == [CART] * (len(CHECK_SECONDS) + 1)


def test_a_set_that_was_told_twice_in_quick_succession_is_told_once_more(
    cluster: Cluster, settled: Announcer, checkout: Path, bare: Path, commit: Commit
) -> None:
    for name in ("one", "two"):
        commit(f"apps/{name}/local/config.yaml", "1")
        push(checkout, bare)
        settled.look()
    assert cluster.taken() == [SET, SET]
    cluster.now += 10
    settled.look()
    assert cluster.taken() == [SET]
    cluster.now += 100
    settled.look()
    assert cluster.taken() == []


def test_an_application_that_is_gone_is_forgotten(
    cluster: Cluster, settled: Announcer, checkout: Path, bare: Path, commit: Commit
) -> None:
    commit("apps/cart/local/config.yaml", "1")
    push(checkout, bare)
    settled.look()
    cluster.taken()
    cluster.objects["applications"] = []
    cluster.now += 10
    settled.look()
    cluster.now += 100
    settled.look()
    assert (cluster.taken(), settled.trouble) == ([], None)


def test_a_history_that_does_not_hold_the_announced_commit_is_announced_to_everything(
    cluster: Cluster, settled: Announcer, bare: Path, checkout: Path, commit: Commit
) -> None:
    (bare.parent / "announced").write_text("0" * 40)
    commit("docs/readme.md", "words")
    push(checkout, bare)
    announcer(cluster, bare).look()
    assert cluster.taken() == [SET, CART, ORDER]
