from __future__ import annotations

import pytest

from sandbox.git.notification import (
    Application,
    ApplicationSet,
    application_sets_touched,
    applications_touched,
    has_seen,
)

CART = Application("cart-local", ("apps/cart/local",))
CARTON = Application("carton-local", ("apps/carton/local",))
ROOT = Application("everything", (".",))
MESH = Application("mesh", ("addons/mesh", "addons/values-*.yaml"))
ALL = (CART, CARTON, ROOT, MESH)


@pytest.mark.parametrize(
    ("files", "touched"),
    [
        ({"apps/cart/local/config.yaml"}, ("cart-local", "everything")),
        ({"apps/cart/local/deep/er/config.yaml"}, ("cart-local", "everything")),
        ({"apps/cart/dev/config.yaml"}, ("everything",)),
        ({"apps/cart/service.yaml"}, ("everything",)),
        ({"addons/values-local.yaml"}, ("everything", "mesh")),
        ({"addons/mesh/a", "apps/carton/local/b"}, ("carton-local", "everything", "mesh")),
        (set(), ()),
    ],
)
def test_an_application_is_touched_by_the_files_it_is_made_from(files: set[str], touched: tuple[str, ...]) -> None:
    assert applications_touched(files, ALL) == touched


@pytest.mark.parametrize(
    ("spec", "annotations", "paths"),
    [
        ({"source": {"path": "apps/cart/local"}}, {}, ("apps/cart/local",)),
        ({"source": {"path": "./apps/cart/local/"}}, {}, ("apps/cart/local",)),
        ({"sources": [{"path": "a"}, {"chart": "istiod"}, {"path": "b"}]}, {}, ("a", "b")),
        (
            {"source": {"path": "apps/cart/local"}},
            {"argocd.argoproj.io/manifest-generate-paths": ".;../base;/shared/values.yaml"},
            ("apps/cart/local", "apps/cart/base", "shared/values.yaml"),
        ),
        ({"source": {"chart": "istiod"}}, {}, ()),
        ({}, {}, ()),
    ],
)
def test_an_applications_paths_are_read_from_its_sources_and_annotation(
    spec: dict[str, object], annotations: dict[str, str], paths: tuple[str, ...]
) -> None:
    item = {"metadata": {"name": "one", "annotations": annotations}, "spec": spec}
    assert Application.parse(item) == Application("one", paths)


@pytest.mark.parametrize("item", [None, [], {"metadata": None, "spec": "x"}, {"spec": {"source": {"path": 3}}}])
def test_an_object_of_another_shape_is_an_application_without_paths(item: object) -> None:
    assert Application.parse(item).paths == ()


def application_set(generators: list[object]) -> ApplicationSet:
    return ApplicationSet.parse({"metadata": {"name": "services"}, "spec": {"generators": generators}})


TEMPLATED = {"path": "apps/*/{{.metadata.labels.environment}}"}
GIT_FOLDERS = {"git": {"directories": [TEMPLATED, {"path": "x", "exclude": True}]}}


def test_git_generators_are_found_inside_matrix_and_merge_and_templates_become_anything() -> None:
    nested = application_set([{"matrix": {"generators": [{"clusters": {}}, {"merge": {"generators": [GIT_FOLDERS]}}]}}])
    assert nested == ApplicationSet("services", ("apps/*/*", "x"), ())


def test_a_set_of_folders_is_touched_by_folders_that_come_and_go_and_not_by_files() -> None:
    services = application_set([GIT_FOLDERS])
    file = "apps/cart/local/a.yaml"
    assert application_sets_touched({file}, {"apps/cart", "apps/cart/local"}, [services]) == ("services",)
    assert application_sets_touched({file}, set(), [services]) == ()
    assert application_sets_touched({"docs/a.md"}, {"docs"}, [services]) == ()


def test_a_set_of_files_is_touched_by_their_content() -> None:
    configured = application_set([{"git": {"files": [{"path": "teams/*.yaml"}]}}])
    assert application_sets_touched({"teams/payments.yaml"}, set(), [configured]) == ("services",)
    assert application_sets_touched({"docs/payments.yaml"}, {"docs"}, [configured]) == ()


def test_a_set_without_git_is_never_touched() -> None:
    assert application_sets_touched({"a"}, {"b"}, [application_set([{"list": {"elements": []}}])]) == ()


ERROR = {"type": "ErrorOccurred", "status": "True"}


@pytest.mark.parametrize(
    ("item", "seen"),
    [
        ({"kind": "Application", "status": {"sync": {"revision": "c1"}}}, True),
        ({"kind": "Application", "status": {"sync": {"revisions": ["c0", "c1"]}}}, True),
        ({"kind": "Application", "status": {"sync": {"revision": "c0"}}}, False),
        ({"kind": "Application", "status": {"sync": {"revision": "main", "status": "Unknown"}}}, False),
        ({"kind": "Application"}, False),
        ({"kind": "ApplicationSet", "status": {"conditions": [{"type": "ErrorOccurred", "status": "False"}]}}, True),
        ({"kind": "ApplicationSet", "status": {"conditions": [ERROR]}}, False),
    ],
)
def test_what_a_controller_has_seen_is_read_from_the_status(item: object, seen: bool) -> None:
    assert has_seen(item, {"c1"}) is seen


@pytest.mark.parametrize("annotation", ["refresh", "application-set-refresh"])
def test_a_standing_annotation_means_not_seen(annotation: str) -> None:
    metadata = {"annotations": {f"argocd.argoproj.io/{annotation}": "normal"}}
    assert not has_seen({"kind": "Application", "metadata": metadata, "status": {"sync": {"revision": "c1"}}}, {"c1"})
