"""The gate against labelled manifests of other projects, which lie beside the checkout where there are any."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SET = ROOT.parent / "shared" / "policy-set"
LEAST = "0.98"

pytestmark = pytest.mark.skipif(not (SET / "score.py").is_file(), reason=f"no labelled manifests in {SET}")


@pytest.mark.parametrize("how", ["--batch", "--each"])
def test_the_gate_says_of_labelled_manifests_what_their_labels_say(how: str) -> None:
    platform = Path(sys.executable).parent / "platform"
    score = [sys.executable, str(SET / "score.py"), "--set", str(SET), "--verbose", how]
    least = ["--min-recall", LEAST, "--min-precision", LEAST]
    command = f"{platform} check {{path}} --output json --engine opa"
    done = subprocess.run([*score, *least, "--command", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
