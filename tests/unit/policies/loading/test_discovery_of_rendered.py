"""Charts and kustomizations are found as one source each, and judged as they are built."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.gate.loading import discover
from policies.gate.source import Source, SourceKind
from tests.unit.policies.loading.repository import POD, kinds, write

CHART = "apiVersion: v2\nname: web\nversion: 0.1.0\n"


def test_chart_is_one_source_whose_templates_are_never_read_as_they_are(tree: Path) -> None:
    write(
        tree,
        {
            "web/Chart.yaml": CHART,
            "web/values.yaml": "a: 1\n",
            "web/ci/small-values.yaml": "a: 2\n",
            "web/templates/pod.yaml": "{{ broken",
            "web/crds/crd.yaml": POD,
            "web/charts/sub/Chart.yaml": CHART,
            "web/charts/sub/templates/x.yaml": "{{",
            "web/examples/other/Chart.yaml": CHART,
            "web/examples/other/templates/x.yaml": "{{",
            "pod.yaml": POD,
        },
    )

    found = kinds()

    assert found == {
        "pod.yaml": "manifest",
        "web": "chart",
        "web/Chart.yaml": "other",
        "web/ci/small-values.yaml": "other",
        "web/examples/other": "chart",
        "web/examples/other/Chart.yaml": "other",
        "web/values.yaml": "other",
    }
    web = next(each for each in discover() if isinstance(each, Source) and each.file == "web")
    assert {part.relative_to(tree).as_posix() for part in web.parts} >= {
        "web/templates/pod.yaml",
        "web/charts/sub/templates/x.yaml",
        "web/ci/small-values.yaml",
    }


def test_chart_description_does_not_hide_the_manifests_below_it(tree: Path) -> None:
    write(tree, {"apps/Chart.yaml": CHART, "apps/web/prod/pod.yaml": POD, "apps/values-prod.yaml": "a: 1\n"})

    assert kinds() == {
        "apps": "chart",
        "apps/Chart.yaml": "other",
        "apps/values-prod.yaml": "other",
        "apps/web/prod/pod.yaml": "manifest",
    }


@pytest.mark.parametrize(
    "path", ["web", "web/templates", "web/templates/pod.yaml", "web/values.yaml", "web/Chart.yaml"]
)
def test_part_of_a_chart_that_is_named_stands_for_the_chart(tree: Path, path: str) -> None:
    write(tree, {"web/Chart.yaml": CHART, "web/templates/pod.yaml": "{{", "web/values.yaml": "a: 1\n"})

    assert kinds(path)["web"] == "chart"
    assert "web/templates/pod.yaml" not in kinds(path)


def test_part_of_a_chart_that_git_ignores_is_a_part_all_the_same(tree: Path) -> None:
    write(tree, {".gitignore": "*.tgz\n", "web/Chart.yaml": CHART, "web/charts/sub-1.tgz": "x"})

    web = next(each for each in discover() if isinstance(each, Source) and each.kind is SourceKind.CHART)

    assert [part.name for part in web.parts] == ["Chart.yaml", "sub-1.tgz"]


def test_kustomization_is_judged_as_built_and_its_files_not_a_second_time(tree: Path) -> None:
    write(
        tree,
        {
            "base/kustomization.yaml": "resources: [pod.yaml]\nconfigMapGenerator: [{name: c, files: [k=app.json]}]\n",
            "base/pod.yaml": POD,
            "base/app.json": "{}",
            "base/unused.yaml": POD,
            "prod/kustomization.yml": "resources: [../base, ../apart/pod.yaml]\npatches: [{path: patch.yaml}]\n",
            "prod/patch.yaml": POD,
            "apart/pod.yaml": POD,
            "part/kustomization.yaml": "kind: Component\nresources: []\n",
        },
    )

    assert kinds() == {
        # Somebody may apply it as it is.
        "apart/pod.yaml": "manifest",
        "base/unused.yaml": "manifest",
        "part": "kustomize-component",
        "prod": "kustomization",
    }
    (prod,) = (each for each in discover() if isinstance(each, Source) and each.file == "prod")
    assert {part.relative_to(tree).as_posix() for part in prod.parts} == {
        "apart/pod.yaml",
        "base/app.json",
        "base/kustomization.yaml",
        "base/pod.yaml",
        "base/unused.yaml",
        "prod/kustomization.yml",
        "prod/patch.yaml",
    }
    assert kinds("base")["base"] == "kustomization"


def test_folder_with_its_own_kustomization_can_be_the_working_directory(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tree, {"base/kustomization.yaml": "resources: [pod.yaml]\n", "base/pod.yaml": POD})
    monkeypatch.chdir(tree / "base")

    assert kinds(".") == {".": "kustomization"}
    assert kinds("kustomization.yaml") == {".": "kustomization"}


def test_kustomization_that_is_no_yaml_is_still_one(tree: Path) -> None:
    write(tree, {"a/kustomization.yaml": "a: [", "a/pod.yaml": POD})

    assert kinds() == {"a": "kustomization", "a/pod.yaml": "manifest"}


def test_kustomizations_in_a_circle_are_not_overlooked(tree: Path) -> None:
    write(
        tree,
        {
            "a/kustomization.yaml": "resources: [../b]\n",
            "b/kustomization.yaml": "resources: [../a]\n",
            "c/kustomization.yaml": "resources: [../c]\n",
        },
    )

    assert kinds() == {"a": "kustomization", "c": "kustomization"}
