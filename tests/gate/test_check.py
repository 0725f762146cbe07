"""`platform check` from the command line to its exit status, on the real OPA."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from bench.manifests import write_manifests
from cli.schemas import schema_of
from policies.gate import crew
from tests.gate.judged import ROOT, ROOT_POD, Place, made_place

PLATFORM = str(ROOT / ".venv" / "bin" / "platform")
PODS = ("".join(f"---\n{ROOT_POD.format(name=f'pod-{number}', nonroot='false')}" for number in range(3))).encode()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield from made_place(tmp_path)


def platform(place: Place, *words: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Type a command in a place."""
    command = [PLATFORM, "check", "--engine", "opa", *words]
    return subprocess.run(command, cwd=place.folder, input=stdin, capture_output=True, check=False, timeout=120)


def test_the_json_has_the_shape_that_is_documented(place: Place) -> None:
    done = platform(place, "apps", "--output", "json")
    told = json.loads(done.stdout)
    jsonschema.validate(told, schema_of("check"))
    assert done.returncode == told["status"] == 1
    assert told["summary"]["findings"] == 2
    assert told["findings"][0]["location"] == {"file": "apps/one.yaml", "line": 8, "column": 9}
    assert told["findings"][0]["resource"]["name"] == "one"
    assert told["findings"][0]["container"] == "web"


@pytest.mark.parametrize(("fail_on", "status"), [("notice", 1), ("high", 1), ("critical", 0)])
def test_the_least_severity_that_fails(place: Place, fail_on: str, status: int) -> None:
    assert platform(place, "apps", "--fail-on", fail_on).returncode == status


def test_a_notice_does_not_fail_unless_asked_to(place: Place) -> None:
    rule = place.folder / "policies" / "rego" / "testing" / "as_root.rego"
    rule.write_text(rule.read_text().replace("severity: high", "severity: notice"))
    assert platform(place, "apps").returncode == 0
    assert platform(place, "apps", "--fail-on", "notice").returncode == 1


def test_what_another_tool_renders_is_judged_from_standard_input(place: Place) -> None:
    done = platform(place, "-", "--output", "json", stdin=PODS)
    places = [one["location"] for one in json.loads(done.stdout)["findings"]]
    assert [(one["file"], one["line"]) for one in places] == [("-", 9), ("-", 18), ("-", 27)]


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("",), "PATH"),
        (("apps", " "), "PATH"),
        (("--changed-since", ""), "--changed-since"),
        (("--trusted-ref", "", "apps"), "--trusted-ref"),
    ],
)
def test_what_a_variable_that_is_not_set_leaves_is_refused_in_one_sentence(
    place: Place, words: tuple[str, ...], where: str
) -> None:
    done = platform(place, *words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"error: {where}: is empty; ")
    assert done.stderr.count(b"\n") == 1


def test_nothing_at_standard_input_is_no_pass(place: Place) -> None:
    assert platform(place, "-", stdin=b"").returncode == 2


def test_no_more_than_an_empty_file_is_no_pass(place: Place) -> None:
    place.write({"rendered.yaml": ""})
    done = platform(place, "apps/rendered.yaml")
    assert (done.returncode, b"apps/rendered.yaml: holds nothing" in done.stderr) == (2, True)


@pytest.mark.parametrize("output", ["text", "json"])
def test_a_verdict_stays_although_nobody_reads_it(place: Place, output: str) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [PLATFORM, "check", "--engine", "opa", "apps", "--output", output]
    done = subprocess.run(command, cwd=place.folder, stdout=write, stderr=subprocess.PIPE, check=False, timeout=120)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


def test_nothing_but_the_object_is_on_standard_output_when_something_fails(place: Place) -> None:
    place.write({"broken.yaml": "kind: [\n"})
    done = platform(place, "apps", "--output", "json")
    told = json.loads(done.stdout)
    assert done.returncode == told["status"] == 2
    assert "broken.yaml" in told["errors"][0]
    assert b"broken.yaml" in done.stderr
    assert told["summary"]["skipped"] == 0


def test_a_file_without_objects_is_counted(place: Place) -> None:
    place.write({"nothing.yaml": "# soon\n"})
    told = json.loads(platform(place, "apps", "--output", "json").stdout)["summary"]
    assert (told["resources"], told["skipped"], told["undecided"][0]["rule"]) == (3, 1, "empty")


@pytest.mark.parametrize("output", ["text", "json", "sarif", "junit", "github", "markdown"])
def test_every_form_ends_with_the_same_status_and_names_the_rule(place: Place, output: str) -> None:
    done = platform(place, "apps", "--output", output)
    assert done.returncode == 1
    assert b"SLIP-TEST-001" in done.stdout


def test_engines_are_named_by_their_names(place: Place) -> None:
    done = platform(place, "apps", "--engine", "oppa")
    assert done.returncode == 2
    assert b"oppa" in done.stderr


def test_the_order_is_the_same_however_many_judge(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        f"{number % 7}/{number}.yaml": ROOT_POD.format(name=f"p{number}", nonroot="false") for number in range(120)
    }
    place.write(files)
    monkeypatch.setattr(crew, "ALONE_BYTES", 0)
    alone = place.judge(use_cache=False)
    together = place.judge(use_cache=False, jobs=3)
    places = [(one.location.file, one.location.line) for one in alone.report.findings]
    assert together.report.findings == alone.report.findings
    assert places == sorted(places)
    assert len(places) == 122


def test_findings_that_were_there_before_do_not_fail(place: Place) -> None:
    assert platform(place, "apps", "--write-baseline", "baseline.json").returncode == 1
    done = platform(place, "apps", "--baseline", "baseline.json", "--output", "json")
    assert (done.returncode, json.loads(done.stdout)["summary"]["baseline"]) == (0, 2)
    place.write({"two.yaml": ROOT_POD.format(name="two", nonroot="false")})
    assert platform(place, "apps", "--baseline", "baseline.json").returncode == 1


def test_no_baseline_is_written_of_what_could_not_be_judged(place: Place) -> None:
    place.write({"broken.yaml": "kind: [\n"})
    assert platform(place, "apps", "--write-baseline", "baseline.json").returncode == 2
    assert not (place.folder / "baseline.json").exists()


def test_an_unknown_setting_is_refused_by_name(place: Place) -> None:
    (place.folder / "policies" / "settings.yaml").write_text("allowedRegistrys: [ghcr.io]\n")
    done = platform(place, "apps")
    assert done.returncode == 2
    assert b"allowedRegistrys" in done.stderr
    assert b"allowedRegistries" in done.stderr


MEASURE = """
import resource, sys
from pathlib import Path
from policies.gate.check import Options, check
folder = Path(sys.argv[2])
outcome = check([sys.argv[1]], Options(engines=("opa",), directory=folder, cache=folder / "cache"))
most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(outcome.report.summary.resources, most)
"""


def test_memory_is_flat_in_the_number_of_files(place: Place) -> None:
    measured = {}
    for count in (200, 4000):
        write_manifests(place.folder / str(count), count)
        argv = [sys.executable, "-c", MEASURE, str(count), str(place.folder)]
        done = subprocess.run(argv, cwd=place.folder, capture_output=True, text=True, check=True)
        resources, kibibytes = map(int, done.stdout.split())
        assert resources == count
        measured[count] = kibibytes
    assert measured[4000] < measured[200] * 1.6, measured


def test_memory_is_flat_in_the_length_of_a_stream(place: Place) -> None:
    measured = {}
    for count in (300, 12_000):
        file = place.folder / f"{count}.yaml"
        file.write_text(
            "".join(f"---\n{ROOT_POD.format(name=f'p{number}', nonroot='true')}" for number in range(count))
        )
        argv = [sys.executable, "-c", MEASURE, str(file), str(place.folder)]
        done = subprocess.run(argv, cwd=place.folder, capture_output=True, text=True, check=True)
        resources, kibibytes = map(int, done.stdout.split())
        assert resources == count
        measured[count] = kibibytes
    assert measured[12_000] < measured[300] * 1.6, measured
