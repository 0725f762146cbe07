"""Kustomizations, built by the real kubectl."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from policies.errors import InputError
from policies.gate.document import Document
from policies.gate.loading import discover, load
from policies.gate.loading.objects import Item
from policies.gate.source import Skipped, Source, SourceKind
from tests.gate.conftest import ROOT

SAMPLES = ROOT / "tests" / "data" / "gate" / "kustomizations"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the test works, with a cache of its own."""
    work = tmp_path / "work"
    shutil.copytree(SAMPLES, work)
    monkeypatch.chdir(work)
    monkeypatch.setattr("policies.gate.rendering.cache.gate_cache", lambda: tmp_path / "cache")
    return work


def write(place: Path, name: str, content: str) -> None:
    (place / name).parent.mkdir(parents=True, exist_ok=True)
    (place / name).write_text(content)


def built(path: str) -> list[Item]:
    (source,) = [
        each for each in discover([path]) if isinstance(each, Source) and each.kind is SourceKind.KUSTOMIZATION
    ]
    return list(load(source))


def error(path: str) -> InputError:
    with pytest.raises(InputError) as caught:
        built(path)
    assert "\n" not in str(caught.value)
    return caught.value


def test_objects_are_judged_as_built_at_the_lines_that_people_write(place: Path) -> None:
    found = {each.value["kind"]: each for each in built("prod") if isinstance(each, Document)}

    assert {kind: (each.file, each.line, each.rendered) for kind, each in found.items()} == {
        "ConfigMap": ("base/kustomization.yaml", 1, "kustomize"),
        "Namespace": ("prod/namespace.yaml", 1, "kustomize"),
        "Service": ("base/objects.yaml", 1, "kustomize"),
        "Deployment": ("base/objects.yaml", 8, "kustomize"),
    }
    deployment = found["Deployment"]
    assert deployment.value["metadata"] == {"name": "prod-cart", "namespace": "shop"}
    assert deployment.value["spec"]["replicas"] == 3
    assert deployment.locate(("spec", "template", "spec", "containers", 0, "image")).line == 17
    # The patch's, which is not in that file: what it was patched into.
    assert deployment.locate(("spec", "replicas")).line == 12


def test_build_is_kept_until_an_input_changes(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built("prod")

    def refuse(*_: object, **__: object) -> bytes:
        raise AssertionError("kubectl was asked again")

    monkeypatch.setattr("policies.gate.rendering.kustomize.output_of", refuse)
    assert len(built("prod")) == 4
    write(place, "base/app.properties", "level=info\n")
    with pytest.raises(AssertionError, match="asked again"):
        built("prod")


@pytest.mark.parametrize(
    ("resource", "word"),
    [
        ("https://example.test/a.yaml", "vendor"),
        ("github.com/example/base?ref=v1", "vendor"),
        ("git@github.com:example/base.git", "vendor"),
        ("nowhere.yaml", "mend the path"),
    ],
)
def test_what_is_not_in_the_tree_is_an_error_at_the_kustomization(place: Path, resource: str, word: str) -> None:
    write(place, "base/kustomization.yaml", f"resources: ['{resource}']\n")

    found = error("prod")

    assert found.where == "base/kustomization.yaml"
    assert resource in found.what
    assert word in (found.do or "")


def test_file_outside_of_the_kustomization_is_refused_by_kustomize(place: Path) -> None:
    write(place, "apart/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n")
    write(place, "base/kustomization.yaml", "resources: [../apart/pod.yaml]\n")

    assert "security" in error("base").what


def test_chart_in_a_kustomization_is_an_error(place: Path) -> None:
    write(place, "base/kustomization.yaml", "helmCharts: [{name: a, repo: https://example.test}]\n")

    assert "Helm charts" in error("base").what


@pytest.mark.parametrize(
    "content",
    ["a: [", "resources: [app.properties]\n", "unknownField: 1\n", "resources: [../base]\n", "resources: {a: 1}\n"],
)
def test_kustomization_that_does_not_build_is_an_error_in_one_sentence(place: Path, content: str) -> None:
    write(place, "base/kustomization.yaml", content)

    assert (error("base").where or "").startswith("base")


def test_kustomization_that_builds_nothing_is_skipped(place: Path) -> None:
    write(place, "base/kustomization.yaml", "resources: []\ncommonLabels: {a: b}\n")

    try:
        assert built("base") == [Skipped("base", "kustomization-builds-nothing")]
    except InputError as refused:
        assert "empty" in str(refused)  # noqa: PT017 - kustomize refuses it itself


def test_folder_further_down_is_judged_as_written_where_the_build_changes_it(place: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {{name: {0}}}\nspec: {{hostPID: true, hostname: {0}}}\n"
    patch = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: false}\n"
    write(place, "apps/web/prod/a.yaml", pod.format("a"))
    write(place, "apps/web/prod/b.yaml", pod.format("b"))
    write(place, "apps/patch.yaml", patch)
    resources = "namePrefix: x-\nresources: [web/prod/a.yaml, web/prod/b.yaml]\npatches: [{path: patch.yaml}]\n"
    write(place, "apps/kustomization.yaml", resources)

    found = [each for each in built("apps") if isinstance(each, Document)]

    assert [(each.value["metadata"]["name"], each.value["spec"], each.rendered) for each in found] == [
        ("x-a", {"hostPID": False, "hostname": "a"}, "kustomize"),
        ("x-b", {"hostPID": True, "hostname": "b"}, "kustomize"),
        ("a", {"hostPID": True, "hostname": "a"}, None),
    ]


def test_plugins_are_not_run(place: Path) -> None:
    plugin = (
        "apiVersion: example.test/v1\nkind: Run\nmetadata:\n  name: a\n  annotations:\n"
        "    config.kubernetes.io/function: |\n      exec: {path: ./run.sh}\n"
    )
    write(place, "base/run.sh", f"#!/bin/sh\n: > {place}/ran\n")
    (place / "base/run.sh").chmod(0o755)
    write(place, "base/plugin.yaml", plugin)
    write(place, "base/kustomization.yaml", "resources: [objects.yaml]\ntransformers: [plugin.yaml]\n")

    assert error("base")
    assert not (place / "ran").exists()


def test_build_that_takes_too_long_is_stopped(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policies.gate.rendering.child.RENDER_SECONDS", 0.001)

    assert "longer than" in error("base").what
