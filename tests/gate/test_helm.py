"""Charts, rendered by the real helm."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from policies.errors import InputError
from policies.gate.document import Document
from policies.gate.loading import discover, load
from policies.gate.loading.objects import Item
from policies.gate.source import Skipped, Source, SourceKind
from tests.gate.conftest import ROOT
from tests.unit.policies.loading.scalars import KEYS, SCALARS

WEB = ROOT / "tests" / "data" / "gate" / "charts" / "web"
NAMED = "apiVersion: v2\nname: {}\nversion: 0.1.0\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the test works, with a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("policies.gate.rendering.cache.gate_cache", lambda: tmp_path / "cache")
    return tmp_path


def chart(place: Path, files: dict[str, str], name: str = "chart") -> Path:
    for file, content in {"Chart.yaml": NAMED.format(name), **files}.items():
        path = place / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return place / name


def rendered(path: str) -> list[Item]:
    (source,) = [each for each in discover([path]) if isinstance(each, Source) and each.kind is SourceKind.CHART]
    return list(load(source))


def error(path: str) -> InputError:
    with pytest.raises(InputError) as caught:
        rendered(path)
    assert "\n" not in str(caught.value)
    return caught.value


def test_objects_of_a_chart_are_named_by_their_templates(place: Path) -> None:
    shutil.copytree(WEB, place / "web")

    found = [each for each in rendered("web") if isinstance(each, Document)]

    assert [(each.value["kind"], each.file, each.line, each.number, each.rendered) for each in found] == [
        ("CustomResourceDefinition", "web/crds/crd.yaml", 1, 0, "helm"),
        ("PersistentVolumeClaim", "web/charts/store/templates/claim.yaml", 1, 0, "helm"),
        ("Service", "web/templates/objects.yaml", 2, 0, "helm"),
        ("Deployment", "web/templates/objects.yaml", 16, 1, "helm"),
        # What ci/debug-values.yaml changes; the rest was given before.
        ("Service", "web/templates/objects.yaml", 2, 2, "helm"),
        ("Deployment", "web/templates/objects.yaml", 16, 3, "helm"),
    ]
    assert [
        each.value["spec"]["template"]["spec"].get("hostPID") for each in found if each.value["kind"] == "Deployment"
    ] == [
        None,
        True,
    ]


def test_namespace_of_the_release_is_not_the_default_one(place: Path) -> None:
    shutil.copytree(WEB, place / "web")

    service = next(each for each in rendered("web") if isinstance(each, Document) and each.value["kind"] == "Service")

    assert service.value["metadata"]["namespace"] == "release-namespace"


@pytest.mark.parametrize(
    ("kind", "path", "text"),
    [
        ("Deployment", ("metadata", "name"), "name: web"),
        ("Deployment", ("spec", "template", "spec", "containers", 0), "name: web"),
        ("Deployment", ("spec", "template", "spec", "containers", 0, "image"), "image: {{ .Values.image | quote }}"),
        ("Deployment", ("spec", "template", "spec", "containers", 0, "resources"), "resources:"),
        # What an include or a value brought stands under the key that is written.
        ("Deployment", ("spec", "template", "spec", "containers", 0, "resources", "limits", "memory"), "resources:"),
        ("Deployment", ("spec", "selector", "matchLabels", "app"), "matchLabels:"),
        ("Deployment", ("spec", "template", "spec", "hostPID"), "hostPID: true"),
        ("Deployment", ("spec", "template", "spec", "volumes"), "spec:"),
        ("Deployment", ("spec", "replicas"), "spec:"),
        ("Service", ("spec", "ports"), "ports:"),
        ("Service", ("spec", "ports", 0, "port"), "port: {{ . }}"),
        ("Service", ("spec", "type"), "spec:"),
        ("Service", (), "apiVersion: v1"),
    ],
)
def test_property_is_found_in_the_template(place: Path, kind: str, path: tuple[str | int, ...], text: str) -> None:
    shutil.copytree(WEB, place / "web")
    lines = (place / "web/templates/objects.yaml").read_text().splitlines()
    found = [each for each in rendered("web") if isinstance(each, Document) and each.value["kind"] == kind][-1]

    line, column = found.locate(path)

    assert lines[line - 1][column - 1 :] == text
    assert (line > 15) == (kind == "Deployment")


def test_rendering_is_kept_until_an_input_changes(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(WEB, place / "web")
    first = rendered("web")

    def refuse(*_: object, **__: object) -> bytes:
        raise AssertionError("helm was asked again")

    monkeypatch.setattr("policies.gate.rendering.helm.output_of", refuse)
    assert [getattr(each, "value", each) for each in rendered("web")] == [
        getattr(each, "value", each) for each in first
    ]

    (place / "web/values.yaml").write_text("image: other\nports: []\n")
    with pytest.raises(AssertionError, match="asked again"):
        rendered("web")


def test_corrupt_entry_of_the_cache_is_a_miss(place: Path) -> None:
    chart(place, {"templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"})
    first = rendered("chart")
    for entry in (place / "cache" / "rendered").iterdir():
        entry.write_bytes(entry.read_bytes().replace(b"ConfigMap", b"Something"))

    assert [getattr(each, "value", None) for each in rendered("chart")] == [
        getattr(each, "value", None) for each in first
    ]


def test_missing_dependency_is_an_error_that_says_what_to_type(place: Path) -> None:
    more = NAMED.format("chart") + "dependencies: [{name: redis, version: 1.0.0, repository: 'https://charts.test'}]\n"
    chart(place, {"Chart.yaml": more, "templates/a.yaml": ""})

    found = error("chart")

    assert "redis" in found.what
    assert "helm dependency build" in (found.do or "")


def test_error_of_a_template_is_at_its_line(place: Path) -> None:
    chart(place, {"templates/a.yaml": 'apiVersion: v1\nkind: ConfigMap\ndata: {a: {{ required "say a" .Values.a }}}\n'})

    found = error("chart")

    assert (found.where or "").startswith("chart/templates/a.yaml:3")
    assert "say a" in found.what


def test_template_that_renders_no_yaml_is_an_error_that_names_it(place: Path) -> None:
    chart(place, {"templates/a.yaml": "a: [\n"})

    assert (error("chart").where or "").startswith("chart/templates/a.yaml")


def test_chart_that_wants_values_is_judged_with_those_in_ci(place: Path) -> None:
    template = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ required "say a" .Values.a }}}\n'
    chart(place, {"templates/a.yaml": template, "ci/one-values.yaml": "a: one\n"})

    skipped, only = rendered("chart")

    assert isinstance(skipped, Skipped)
    assert "values.yaml alone" in skipped.reason
    assert isinstance(only, Document)
    assert only.value["metadata"]["name"] == "one"


def test_library_chart_and_one_that_renders_nothing_are_skipped(place: Path) -> None:
    chart(place, {"Chart.yaml": NAMED.format("lib") + "type: library\n"}, "lib")
    chart(place, {"templates/a.yaml": "{{ if false }}\na: 1\n{{ end }}"}, "empty")

    assert rendered("lib") == [Skipped("lib", "library-chart")]
    assert rendered("empty") == [
        Skipped("empty/templates/a.yaml", "template-renders-nothing"),
        Skipped("empty", "chart-renders-nothing"),
    ]


def test_manifest_that_helm_ignores_is_judged_as_it_is(place: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: hidden}\n"
    chart(place, {"charts/prod/pod.yaml": pod, "templates/off.yaml": "{{ if false }}\na: {{ .x }}\n{{ end }}"})
    (place / "chart/.helmignore").write_text("charts/\n")

    found = {getattr(each, "file", ""): each for each in rendered("chart")}

    hidden = found["chart/charts/prod/pod.yaml"]
    assert isinstance(hidden, Document)
    assert hidden.rendered is None
    assert found["chart/templates/off.yaml"] == Skipped("chart/templates/off.yaml", "template-renders-nothing")


def test_twice_the_same_key_in_what_is_rendered_is_an_error(place: Path) -> None:
    chart(place, {"templates/a.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {a: 1}\nspec: {a: 2}\n"})

    found = error("chart")

    assert (found.where or "").startswith("chart/templates/a.yaml")
    assert "'spec'" in found.what


def test_object_without_a_name_is_a_finding_at_the_template(place: Path) -> None:
    chart(place, {"templates/a.yaml": "# x\napiVersion: v1\nkind: Pod\n"})

    _, found = rendered("chart")

    assert getattr(found, "rule", "") == "SLIP-GATE-102"
    assert getattr(found, "location").line == 2  # noqa: B009 - of a union


def test_chart_that_never_ends_is_stopped(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policies.gate.rendering.child.RENDER_SECONDS", 1.0)
    loop = "{{ range $a := until 40000 }}{{ range $b := until 40000 }}{{ $c := add $a $b }}{{ end }}{{ end }}"
    chart(place, {"templates/a.yaml": loop})

    assert "longer than 1 s" in error("chart").what


def test_chart_that_takes_all_memory_is_stopped(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policies.gate.rendering.child.RENDER_MEMORY", 512 << 20)
    chart(place, {"templates/a.yaml": "{{ $a := until 1000000000 }}{{ len $a }}"})

    assert error("chart")


def test_chart_description_that_is_broken_is_an_error(place: Path) -> None:
    chart(place, {"Chart.yaml": "a: [", "templates/a.yaml": ""})

    assert (error("chart").where or "").startswith("chart/Chart.yaml")


def test_chart_learns_nothing_of_the_environment(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden")
    template = (
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: {{ env "AWS_SECRET_ACCESS_KEY" | quote }}}\n'
    )
    chart(place, {"templates/a.yaml": template})

    # Helm has no such function; if it ever gets it, there must be nothing to see.
    with pytest.raises(InputError, match="env"):
        rendered("chart")


def rounded(value: object) -> tuple[type, object]:
    """Give a value and its type, numbers as floats: Helm's JSON has no integers beyond 53 bits, an API server's has."""
    return (
        (float, float(value))
        if isinstance(value, int | float) and value is not True and value is not False
        else (
            type(value),
            value,
        )
    )


def test_scalars_and_keys_mean_what_they_mean_to_helm(place: Path) -> None:
    """Helm's `fromYaml` is sigs.k8s.io/yaml, by which kubectl and Argo CD read manifests too."""
    texts = [text for text, _ in SCALARS if text != "-"]
    keys = [key for key, _ in KEYS]
    entry = '  {0}{{{{ $n }}}}: {{{{ printf "{1}" $line | fromYaml | toJson | quote }}}}\n'
    lines = '{{{{- range $n, $line := .Files.Lines "{2}" }}}}\n' + entry + "{{{{- end }}}}\n"
    template = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
        + lines.format("s", "a: %s", "scalars.txt")
        + lines.format("k", "%s: a", "keys.txt")
    )
    chart(place, {"templates/a.yaml": template, "scalars.txt": "\n".join(texts), "keys.txt": "\n".join(keys)})

    (found,) = rendered("chart")

    assert isinstance(found, Document)
    theirs = {text: json.loads(found.value["data"][f"s{number}"])["a"] for number, text in enumerate(texts)}
    assert {text: rounded(value) for text, value in theirs.items()} == {
        text: rounded(value) for text, value in SCALARS if text in theirs
    }
    for number, (key, value) in enumerate(KEYS):
        assert json.loads(found.value["data"][f"k{number}"]) == {value: "a"}, key
