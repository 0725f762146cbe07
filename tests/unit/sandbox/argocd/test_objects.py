from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.argocd.access import CONTROLLERS, DESTINATION, GIT, access_objects
from sandbox.argocd.objects import argocd_objects, read_crds
from toolchain.errors import SlipwayError


def named(kind: str, name: str) -> dict[str, Any]:
    return next(
        dict(one)
        for one in argocd_objects("a-key")
        if one["kind"] == kind and dict(one["metadata"])["name"] == name  # type: ignore[call-overload]
    )


def test_the_namespace_comes_first_and_everything_else_is_in_it() -> None:
    first, *others = argocd_objects("a-key")
    assert (first["kind"], first["metadata"]["name"]) == ("Namespace", "argocd")  # type: ignore[index]
    assert {one["metadata"]["namespace"] for one in others} == {"argocd"}  # type: ignore[index]


def test_what_argocd_reads_has_the_label_by_which_it_looks() -> None:
    for one in argocd_objects("a-key"):
        assert one["metadata"]["labels"]["app.kubernetes.io/part-of"] == "argocd"  # type: ignore[index]


def test_the_key_is_in_the_secret_and_nowhere_else() -> None:
    assert named("Secret", "argocd-secret")["stringData"] == {"server.secretkey": "a-key"}
    others = [one for one in argocd_objects("a-key") if one["kind"] != "Secret"]
    assert "a-key" not in json.dumps(others)


def test_the_settings_say_that_there_is_no_cluster_to_be_in() -> None:
    settings = named("ConfigMap", "argocd-cm")["data"]
    assert settings["cluster.inClusterEnabled"] == "false"
    assert settings["application.resourceTrackingMethod"] == "annotation"
    assert settings["admin.enabled"] == "false"
    assert all(isinstance(value, str) for value in settings.values())


def test_kinds_that_teams_commit_are_watched() -> None:
    excluded = json.loads(named("ConfigMap", "argocd-cm")["data"]["resource.exclusions"])
    kinds = {kind for entry in excluded for kind in entry["kinds"]}
    assert "Lease" in kinds
    assert not kinds & {"Pod", "Deployment", "ReplicaSet", "Service", "ConfigMap", "Secret", "ServiceAccount"}


def test_the_default_project_allows_nothing() -> None:
    spec = named("AppProject", "default")["spec"]
    assert [spec[key] for key in ("sourceRepos", "destinations", "clusterResourceWhitelist")] == [[], [], []]
    assert spec["namespaceResourceWhitelist"] == []


def grants() -> dict[str, list[dict[str, Any]]]:
    """Give the rules that each user has, with the namespace in which they hold."""
    objects: list[dict[str, Any]] = [dict(one) for one in access_objects()]
    roles = {(one["kind"], one["metadata"]["name"]): one for one in objects if "rules" in one}
    rules: dict[str, list[dict[str, Any]]] = {}
    for binding in objects:
        for subject in binding.get("subjects", []):
            assert subject["kind"] == "User"
            role = roles[binding["roleRef"]["kind"], binding["roleRef"]["name"]]
            where = role["metadata"].get("namespace")
            assert binding["metadata"].get("namespace") == where
            rules.setdefault(subject["name"], []).extend({**rule, "namespace": where} for rule in role["rules"])
    return rules


def test_the_controllers_and_git_have_rights_in_argocds_namespace_alone() -> None:
    for user in (CONTROLLERS, GIT):
        assert {rule["namespace"] for rule in grants()[user]} == {"argocd"}
        assert all("*" not in (*rule["verbs"], *rule["resources"]) for rule in grants()[user])


def test_git_may_annotate_and_neither_create_nor_delete() -> None:
    assert [(set(rule["resources"]), set(rule["verbs"])) for rule in grants()[GIT]] == [
        ({"applications", "applicationsets"}, {"get", "list", "patch"})
    ]


def test_only_the_destinations_user_reaches_the_whole_cluster() -> None:
    everywhere = {user for user, rules in grants().items() if any(rule["namespace"] is None for rule in rules)}
    assert everywhere == {DESTINATION}


CRD = """\
kind: CustomResourceDefinition
metadata: {name: applications.argoproj.io}
spec:
  schema:
    description: a long text
    properties:
      description: {type: string, description: another text}
    items: [{description: a third, type: object}]
"""


def test_definitions_come_without_texts_but_with_fields_called_description(tmp_path: Path) -> None:
    (tmp_path / "a-crd.yaml").write_text(CRD)
    (tmp_path / "kustomization.yaml").write_text("kind: Kustomization\n")
    (definition,) = read_crds(tmp_path)
    assert definition["spec"] == {
        "schema": {"properties": {"description": {"type": "string"}}, "items": [{"type": "object"}]}
    }


def test_a_folder_without_definitions_is_named(tmp_path: Path) -> None:
    with pytest.raises(SlipwayError, match=f"{tmp_path}: holds no CustomResourceDefinition; type `platform doctor`"):
        read_crds(tmp_path)


def test_a_definition_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "a-crd.yaml").write_text("{")
    with pytest.raises(SlipwayError, match=r"a-crd.yaml: cannot be read as YAML"):
        read_crds(tmp_path)
