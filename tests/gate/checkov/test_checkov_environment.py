"""The installation of Checkov, for real: into a cache of the test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from policies.errors import EngineError
from policies.gate.engines.checkov import catalog, environment
from policies.gate.engines.checkov.environment import Environment
from toolchain.places import Places
from toolchain.progress import Silent

ROOT = Path(__file__).parents[3]

INSTALL = (
    "from policies.gate.engines.checkov import environment;"
    "from policies.gate.engines.checkov.notice import StandardError;"
    "from toolchain.places import Places; print(environment.ensure(Places.here(), StandardError()).packages)"
)


def test_two_processes_at_once_install_once_over_what_an_interruption_left(
    installed: Environment, tmp_path: Path
) -> None:
    places = Places.here({"SLIPWAY_CACHE": str(tmp_path), "PATH": ""})
    leftover = tmp_path / "checkov" / ".installing-abc" / "whole" / "packages" / "checkov"
    leftover.mkdir(parents=True)
    environ = {**os.environ, "SLIPWAY_CACHE": str(tmp_path)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", INSTALL],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environ,
        )
        for _ in range(2)
    ]
    done = [child.communicate(timeout=900) for child in running]
    assert [child.returncode for child in running] == [0, 0], done
    found = environment.find(places)
    assert found is not None
    assert {out for out, _ in done} == {f"{found.packages}\n"}
    outcomes = sorted(err.strip().rpartition(": ")[2] for _, err in done)
    assert outcomes == ["already there", "done"]
    assert not leftover.exists()
    assert {path.name for path in (tmp_path / "checkov").iterdir()} == {found.packages.parent.name, "install.lock"}
    # Compiled, so that the first import is as quick as the later ones; and slim.
    assert (found.packages / "checkov" / "__pycache__").is_dir()
    assert not (found.packages / "numpy").exists()


def test_what_is_not_what_the_lock_pins_is_not_installed(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"checkov==3.3.30 \\\n    --hash=sha256:{'0' * 64}\n")
    places = Places.here({"SLIPWAY_CACHE": str(tmp_path / "cache"), "PATH": ""})
    with pytest.raises(EngineError, match="not what its lock pins"):
        environment.ensure(places, Silent(), lock=lock)
    assert environment.find(places, lock) is None
    assert [path.name for path in (tmp_path / "cache" / "checkov").iterdir()] == ["install.lock"]


def test_the_committed_catalogue_is_that_of_the_locked_checkov(installed: Environment) -> None:
    """After an upgrade: python -m policies.gate.engines.checkov.catalog."""
    assert catalog.asked_from_checkov() == catalog.by_framework()


def test_a_framework_that_wants_all_of_a_package_can_be_added_to_the_worker(
    installed: Environment, tmp_path: Path
) -> None:
    """Checkov's runner of Terraform plans, offline, beside what the worker imports already."""
    bucket = {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b"}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.5.0",
        "planned_values": {"root_module": {"resources": [bucket | {"values": {"bucket": "x"}}]}},
        "resource_changes": [bucket | {"change": {"actions": ["create"], "before": None, "after": {"bucket": "x"}}}],
        "configuration": {"root_module": {"resources": [bucket]}},
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    code = (
        "import importlib, sys; from pathlib import Path; sys.path.append(sys.argv[1]); import worker.isolation as i\n"
        "i.close_ways_out(); i.lighten(Path(sys.argv[2])); sys.path.append(sys.argv[2])\n"
        "import worker.frameworks as f, worker.records as r; f.prepare(); i.whole('checkov.terraform')\n"
        "runner = importlib.import_module('checkov.terraform.plan_runner').Runner()\n"
        "report = runner.run(None, files=[sys.argv[3]], runner_filter=r.runner_filter('terraform_plan', ()))\n"
        "print('CKV_AWS_18' in {record.check_id for record in report.failed_checks})\n"
    )
    folders = [str(environment.LOCK.parent), str(installed.packages), str(tmp_path / "plan.json")]
    argv = [sys.executable, "-I", "-S", "-c", code, *folders]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout == "True\n", done.stderr
