from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from components.gitops import BridgeAnnotations, bridge_keys, contract
from components.gitops.bridge_reference import bridge_schema, bridge_table
from components.gitops.contract import faults, main, readers

ROOT = Path(__file__).parents[4]

GOOD = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
spec:
  goTemplate: true
  template:
    metadata:
      name: dns-{{ index .metadata.labels "slipway.dev/stack" }}
    spec:
      values: '{{ index .metadata.annotations "slipway.dev/vpc-id" }}'
"""


def test_a_template_of_what_every_stack_writes_is_well() -> None:
    assert faults(GOOD, "set.yaml") == []


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        (
            '{{ index .metadata.annotations "slipway.dev/vpc_id" }}',
            "set.yaml:1: no stack writes the annotation slipway.dev/vpc_id; did you mean slipway.dev/vpc-id?",
        ),
        (
            '{{ dig "annotations" "vpcId" "" .metadata }}',
            "set.yaml:1: no stack writes the annotation vpcId; did you mean slipway.dev/vpc-id?",
        ),
        (
            '{{ get .metadata.labels "slipway.dev/enviroment" }}',
            "set.yaml:1: no stack writes the label slipway.dev/enviroment; did you mean slipway.dev/environment?",
        ),
        (
            '{{ index .metadata.annotations "addons_repo_url" }}',
            "set.yaml:1: no stack writes the annotation addons_repo_url; the keys are listed in "
            "docs/reference/bridge.md; ours begin with slipway.dev/",
        ),
        (
            "{{ .metadata.annotations.vpc_id }}",
            "set.yaml:1: a field can't name the annotation vpc_id, since its key has a slash; write "
            '{{ index .metadata.annotations "slipway.dev/vpc-id" }}',
        ),
        (
            "{{ index .metadata.annotations\n  $key }}",
            "set.yaml:1: {{ index .metadata.annotations $key }} reads annotations that only a run would tell; "
            "name the annotation's key in the template",
        ),
        (
            "{{metadata.annotations.slipway.dev/vpcid}}",
            "set.yaml:1: no stack writes the annotation slipway.dev/vpcid; did you mean slipway.dev/vpc-id?",
        ),
    ],
)
def test_a_broken_template_is_one_sentence_with_the_nearest_right_key(template: str, sentence: str) -> None:
    assert [str(fault) for fault in faults(template, "set.yaml")] == [sentence]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_files_that_are_well_pass(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "good.yaml").write_text(GOOD)
    assert main(["good.yaml"]) == 0
    assert capsys.readouterr().out == ""


def test_a_broken_file_fails_by_file_and_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.yaml").write_text(GOOD.replace("vpc-id", "vpc-ip"))
    assert main(["bad.yaml"]) == 1
    assert capsys.readouterr().out == (
        "bad.yaml:9: no stack writes the annotation slipway.dev/vpc-ip; did you mean slipway.dev/vpc-id?\n"
    )


def test_quotes_that_json_escapes_hide_no_template(folder: Path) -> None:
    (folder / "set.json").write_text(json.dumps({"v": '{{ index .metadata.annotations "slipway.dev/nothing" }}'}))
    assert main(["set.json"]) == 1


def test_a_file_that_is_not_there_can_not_be_judged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere.yaml"]) == 2
    assert "nowhere.yaml" in capsys.readouterr().err


def test_a_folder_that_is_no_checkout_can_not_be_judged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    assert main([]) == 2


def test_this_repository_and_its_stacks_are_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main([]) == 0, capsys.readouterr().out


def test_add_ons_of_all_stacks_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {name for name, _ in contract.addon_texts(ROOT / "stacks")}
    assert "add-on istiod of stack local" in names
    assert "add-on istio-public of stack prod-euwest" in names


def test_who_reads_an_annotation_is_told_once_and_what_nobody_reads_stays_empty() -> None:
    text = '{{ index .metadata.annotations "slipway.dev/vpc-id" }}'
    read = readers([("dns", text + text), ("mesh", text)])
    assert read["slipway.dev/vpc-id"] == ["dns", "mesh"]
    assert read["slipway.dev/zones"] == []
    assert read.keys() == bridge_keys().keys()


def test_what_a_stack_writes_keeps_the_schema() -> None:
    annotations = BridgeAnnotations(**dict.fromkeys(BridgeAnnotations.__dataclass_fields__, "x")).annotations()
    labels = {"slipway.dev/stack": "a", "slipway.dev/environment": "dev", "argocd.argoproj.io/secret-type": "cluster"}
    schema = jsonschema.Draft202012Validator(json.loads(bridge_schema()))
    schema.validate({"annotations": annotations, "labels": labels})
    del annotations["slipway.dev/vpc-id"]
    (error,) = schema.iter_errors({"annotations": annotations, "labels": labels})
    assert "slipway.dev/vpc-id" in error.message


def test_the_table_has_a_row_for_each_annotation_and_names_its_readers() -> None:
    table = bridge_table({"slipway.dev/vpc-id": ["mesh", "dns"]})
    assert "| `slipway.dev/vpc-id` | id of the VPC | dns, mesh |" in table
    assert all(f"| `{key}` | {meaning} |" in table for key, meaning in bridge_keys().items())
