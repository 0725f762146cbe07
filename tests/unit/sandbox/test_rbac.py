"""What the sandbox's users may do: no more than is written down, and nothing for a user there is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import pytest

from sandbox import rbac
from sandbox.argocd import access
from sandbox.credentials import ADMIN, USERS
from sandbox.git.part import USER as GIT_KEY

Document: TypeAlias = Mapping[str, object]

OBJECTS: list[Document] = [*rbac.access_objects(), *access.access_objects()]
ROLES = [one for one in OBJECTS if one["kind"] in ("Role", "ClusterRole")]
BINDINGS = [one for one in OBJECTS if one["kind"] in ("RoleBinding", "ClusterRoleBinding")]

EVERYTHING = "slipway-argocd-destination"
"""The one role that allows everything, with its reason beside it in `argocd/access.py`."""


def mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value


def listed(value: object) -> Sequence[Mapping[str, object]]:
    assert isinstance(value, list)
    return [mapping(one) for one in value]


def name(document: Document) -> str:
    return str(mapping(document["metadata"])["name"])


def rules(user: str) -> Sequence[Mapping[str, object]]:
    """The rules of all roles that a user is bound to, but Kubernetes' own."""
    bound = {
        str(mapping(binding["roleRef"])["name"])
        for binding in BINDINGS
        if user in [subject["name"] for subject in listed(binding["subjects"])]
    }
    return [rule for role in ROLES if name(role) in bound for rule in listed(role["rules"])]


def may(user: str, verb: str, group: str, resource: str) -> bool:
    def allows(rule: Mapping[str, object], key: str, word: str) -> bool:
        words = rule.get(key, [])
        assert isinstance(words, list | tuple)
        return word in words or "*" in words

    return any(
        allows(rule, "verbs", verb) and allows(rule, "apiGroups", group) and allows(rule, "resources", resource)
        for rule in rules(user)
    )


def test_no_rule_has_a_wildcard_but_the_one_that_says_why() -> None:
    wild = {
        name(role)
        for role in ROLES
        for rule in listed(role["rules"])
        for words in rule.values()
        if isinstance(words, list | tuple) and "*" in words
    }
    assert wild == {EVERYTHING}


def test_every_rule_names_what_it_is_about() -> None:
    for role in ROLES:
        for rule in listed(role["rules"]):
            assert rule.get("verbs"), name(role)
            assert rule.get("resources") or rule.get("nonResourceURLs"), name(role)


def test_every_binding_has_its_role_and_users_that_have_a_token() -> None:
    roles = {(one["kind"], mapping(one["metadata"]).get("namespace"), name(one)) for one in ROLES}
    known = {user.name for user in USERS}
    for binding in BINDINGS:
        reference = mapping(binding["roleRef"])
        namespace = mapping(binding["metadata"]).get("namespace")
        if reference["name"] not in ("cluster-admin", "system:auth-delegator"):
            assert (reference["kind"], namespace, reference["name"]) in roles, name(binding)
        for subject in listed(binding["subjects"]):
            assert subject["kind"] == "User"
            assert subject["name"] in known, name(binding)


def test_every_user_may_do_something() -> None:
    bound = {str(subject["name"]) for binding in BINDINGS for subject in listed(binding["subjects"])}
    assert {user.name for user in USERS} == bound | {ADMIN.name}


def test_names_are_each_another_and_roles_come_before_their_bindings() -> None:
    seen: set[tuple[object, ...]] = set()
    for one in OBJECTS:
        key = (one["kind"], mapping(one["metadata"]).get("namespace"), name(one))
        assert key not in seen
        seen.add(key)
        if one in BINDINGS and mapping(one["roleRef"])["name"] not in ("cluster-admin", "system:auth-delegator"):
            kind = str(one["kind"]).removesuffix("Binding")
            assert (kind, mapping(one["metadata"]).get("namespace"), mapping(one["roleRef"])["name"]) in seen


def test_cluster_admin_is_pulumis_alone() -> None:
    administrators = [
        str(subject["name"])
        for binding in BINDINGS
        if mapping(binding["roleRef"])["name"] == "cluster-admin"
        for subject in listed(binding["subjects"])
    ]
    assert administrators == ["slipway:pulumi"]


@pytest.mark.parametrize("user", ["slipway:kwok", "slipway:nodes", "slipway:git", "slipway:argocd"])
@pytest.mark.parametrize(
    ("verb", "group", "resource"),
    [
        ("create", "rbac.authorization.k8s.io", "clusterrolebindings"),
        ("escalate", "rbac.authorization.k8s.io", "clusterroles"),
        ("impersonate", "", "users"),
        ("create", "", "pods"),
        ("create", "apps", "deployments"),
        ("create", "", "serviceaccounts/token"),
        ("create", "", "pods/exec"),
    ],
)
def test_a_stand_in_can_neither_raise_its_rights_nor_run_anything(
    user: str, verb: str, group: str, resource: str
) -> None:
    assert not may(user, verb, group, resource)


def test_only_argo_cds_controllers_read_secrets_and_only_in_their_namespace() -> None:
    readers = {user.name for user in USERS if may(user.name, "get", "", "secrets")}
    assert readers == {access.CONTROLLERS, access.DESTINATION}
    (role,) = [role for role in ROLES if name(role) == "slipway-argocd"]
    assert role["kind"] == "Role"
    assert mapping(role["metadata"])["namespace"] == "argocd"


def test_the_git_server_may_ask_for_a_refresh_and_no_more() -> None:
    assert f"slipway:{GIT_KEY}" == access.GIT
    assert may(access.GIT, "patch", "argoproj.io", "applications")
    for verb in ("create", "delete", "update"):
        assert not may(access.GIT, verb, "argoproj.io", "applications")
