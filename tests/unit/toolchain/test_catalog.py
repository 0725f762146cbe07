from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolchain import catalog
from toolchain.catalog import GoTool, Patch
from toolchain.errors import SlipwayError
from toolchain.places import Places

GOOD = """
[[tool]]
name = "hammer"
purpose = "drives nails"
version = "1.2.3"
accepted = ">=1.2.0,<1.3.0"
ask = { argv = ["--version"], pattern = '(\\S+)' }
package = "example.com/hammer"
ldflags = ""
gcflags = ""
order = 1
needed_by = "up"
build_seconds = 60
"""


PATCHED = """from_path = false
patches = [{ module = "example.com/nails", file = "iron/nail.go", find = "iron", replace = "steel" }]
"""


@pytest.fixture
def described(tmp_path: Path) -> Path:
    file = tmp_path / "box" / "tool.toml"
    file.parent.mkdir()
    file.write_text(GOOD)
    return file


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("version =", "verison =", "tool 'hammer': unknown key 'verison'; did you mean 'version'?"),
        ("ldflags = ", "module = ", "tool 'hammer': unknown key 'module'; remove it"),
        ("pattern = '", "patern = '", "tool 'hammer': unknown key 'ask.patern'; did you mean 'pattern'?"),
        ("order = 1\n", "", "tool 'hammer': key 'order' is missing; add it"),
        ("order = 1", 'order = "1"', "tool 'hammer': key 'order': input should be a valid integer; mend the value"),
        ('"up"', '"down"', "tool 'hammer': key 'needed_by': input should be 'up' or 'use'; mend the value"),
        ('"1.2.3"', '"newest"', "tool 'hammer': key 'version': 'newest' is no version of the form 1.2.3"),
        ("<1.3.0", "", "tool 'hammer': key 'accepted': '>=1.2.0,' is no range"),
        ("<1.3.0", "<1.2.1", "tool 'hammer': key 'accepted': the pinned version 1.2.3 is not in >=1.2.0,<1.2.1"),
        ("(\\S+)", "\\S+", "tool 'hammer': key 'ask.pattern': '\\S+' must have exactly one group"),
        ("(\\S+)", "(\\S+", "tool 'hammer': key 'ask.pattern': '(\\S+' is no regular expression"),
        ("[[tool]]", "[tool]", "tool.toml: key 'tool': must hold [[tool]] tables and nothing else"),
        ("[[tool]]", "title = 1\n[[tool]]", "tool.toml: key 'title': must hold [[tool]] tables and nothing else"),
        ("order = 1", "order = ", "cannot be read as TOML (Invalid value (at line 11"),
    ],
)
def test_mistake_is_one_sentence_with_file_and_key(described: Path, right: str, wrong: str, sentence: str) -> None:
    assert right in GOOD
    described.write_text(GOOD.replace(right, wrong, 1))
    with pytest.raises(SlipwayError) as raised:
        catalog.load(described.parent.parent)
    assert str(raised.value).startswith(str(described))
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("from_path = false\n", "", "key 'from_path': must be false, since no binary on PATH has the tool's patches"),
        ("find = ", "fnd = ", "unknown key 'patches.0.fnd'; did you mean 'find'?"),
        (', replace = "steel"', "", "key 'patches.0.replace' is missing; add it"),
        ('find = "iron"', 'find = ""', "key 'patches.0.find': string should have at least 1 character"),
        ('"iron/', '"../iron/', "key 'patches.0.file': '../iron/nail.go' is no path of a Go file inside the module"),
        ('"iron/', '"/iron/', "key 'patches.0.file': '/iron/nail.go' is no path of a Go file inside the module"),
    ],
)
def test_mistake_in_a_patch_is_one_sentence_with_its_key(
    described: Path, right: str, wrong: str, sentence: str
) -> None:
    assert right in PATCHED
    described.write_text(GOOD + PATCHED.replace(right, wrong, 1))
    with pytest.raises(SlipwayError) as raised:
        catalog.load(described.parent.parent)
    assert f"{described}: tool 'hammer': {sentence}" in str(raised.value)


def test_patches_are_read(described: Path) -> None:
    described.write_text(GOOD + PATCHED)
    hammer = catalog.load(described.parent.parent)["hammer"]
    assert isinstance(hammer, GoTool)
    assert hammer.patches == (Patch(module="example.com/nails", file="iron/nail.go", find="iron", replace="steel"),)


def test_tool_described_twice_is_refused(described: Path) -> None:
    described.write_text(GOOD + GOOD)
    with pytest.raises(SlipwayError, match="tool 'hammer': is described twice"):
        catalog.load(described.parent.parent)


def test_unknown_name_is_answered_with_the_nearest(described: Path) -> None:
    tools = catalog.load(described.parent.parent)
    with pytest.raises(SlipwayError, match="no tool is called 'hamer'; did you mean 'hammer'"):
        catalog.chosen(tools, ["hamer"])


def test_committed_catalogue_is_in_the_order_of_need() -> None:
    tools = catalog.load(Places.here().tools)
    assert list(tools) == [
        *("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok", "pulumi", "argocd"),
        *("opa", "helm", "istioctl", "cluster-autoscaler", "kubectl"),
    ]
    lazy = [tool.name for tool in tools.values() if tool.needed_by == "use"]
    assert lazy == ["opa", "helm", "istioctl", "cluster-autoscaler"]


def test_committed_versions_are_those_that_go_mod_pins() -> None:
    for tool in catalog.load(Places.here().tools).values():
        if not isinstance(tool, GoTool):
            continue
        pins = dict(re.findall(r"^\s*(?:require )?(\S+) (v\S+)", (tool.module / "go.mod").read_text(), re.MULTILINE))
        path = tool.package if tool.package != "./argocd" else "github.com/argoproj/argo-cd/v3"
        pinned = next(version for module, version in pins.items() if path == module or path.startswith(f"{module}/"))
        commit = re.fullmatch(r"v0\.0\.0-\d+-(\w+)", pinned)
        assert tool.version.endswith(f".{commit[1]}") if commit else pinned == f"v{tool.version}", tool.name
        told = (tool.ldflags, *(patch.replace for patch in tool.patches))
        assert any(tool.version in text for text in told) or tool.name in ("etcd", "opa"), tool.name
