from components.teardown.in_cluster import NAMESPACE
from components.teardown.objects import Found
from components.teardown.scope import Scope, scope_of
from tests.unit.components.teardown.conftest import SERVER, SERVICE, application, thing

NAMESPACES = [
    thing(NAMESPACE, "development", stack="dev"),
    thing(NAMESPACE, "istio-system"),
    thing(NAMESPACE, "kube-system"),
    thing(NAMESPACE, "argocd"),
]
MINE = [
    application("cart-dev", "development"),
    application("istiod-dev", "istio-system"),
    application("metrics-server-dev", "kube-system"),
]


def scope(namespaces: list[Found] = NAMESPACES, applications: list[Found] = MINE, *, owned: bool = True) -> Scope:
    return scope_of(
        "dev", owned=owned, server=SERVER, namespaces=namespaces, applications=applications, kept=("argocd",)
    )


def test_a_cluster_of_the_stack_s_own_goes_whole() -> None:
    assert scope().whole
    assert scope().owns(thing(SERVICE, "anything", "anywhere"))


def test_namespaces_of_services_and_of_add_ons_are_the_stack_s_but_those_of_kubernetes_and_argo_cd_stay() -> None:
    in_argo = application("argo-extras-dev", "argocd")
    assert scope(applications=[*MINE, in_argo]).namespaces == {"development", "istio-system"}


def test_a_namespace_that_is_not_there_is_not_deleted() -> None:
    assert scope(namespaces=NAMESPACES[:1]).namespaces == {"development"}


def test_a_cluster_that_is_no_resource_of_the_stack_is_never_whole() -> None:
    assert not scope(owned=False).whole


def test_another_stack_s_namespace_makes_the_cluster_a_shared_one() -> None:
    shared = scope(namespaces=[*NAMESPACES, thing(NAMESPACE, "production", stack="prod-uswest")])
    assert not shared.whole
    assert not shared.owns(thing(SERVICE, "web", "production"))
    assert shared.owns(thing(SERVICE, "web", "development"))


def test_another_stack_s_application_makes_the_cluster_a_shared_one_and_its_namespace_stays() -> None:
    shared = scope(applications=[*MINE, application("istiod-prod", "istio-system", "prod-uswest")])
    assert not shared.whole
    assert shared.namespaces == {"development"}


def test_an_application_for_another_cluster_shares_nothing() -> None:
    elsewhere = application("istiod-prod", "istio-system", "prod-uswest", server="https://prod")
    assert scope(applications=[*MINE, elsewhere]).whole


def test_where_a_cluster_is_shared_what_an_own_application_synced_is_own() -> None:
    shared = scope(namespaces=[*NAMESPACES, thing(NAMESPACE, "production", stack="prod-uswest")])
    tracking = {"argocd.argoproj.io/tracking-id": "metrics-server-dev:/Service:kube-system/metrics-server"}
    assert shared.owns(thing(SERVICE, "metrics-server", "kube-system", annotations=tracking))
    foreign = {"argocd.argoproj.io/tracking-id": "metrics-server-prod:/Service:kube-system/metrics-server"}
    assert not shared.owns(thing(SERVICE, "metrics-server", "kube-system", annotations=foreign))
    assert not shared.owns(thing(SERVICE, "kube-dns", "kube-system"))


def test_where_a_cluster_is_shared_another_stack_s_label_counts_more_than_the_namespace() -> None:
    shared = scope(namespaces=[*NAMESPACES, thing(NAMESPACE, "production", stack="prod-uswest")])
    assert not shared.owns(thing(SERVICE, "web", "development", stack="prod-uswest"))
