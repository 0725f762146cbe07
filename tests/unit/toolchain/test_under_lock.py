import subprocess
import sys
import time
from pathlib import Path

from toolchain import under_lock

SCRIPT = under_lock.__file__


def test_the_second_waits_and_says_so_and_the_exit_status_is_the_commands(tmp_path: Path) -> None:
    lock, log = tmp_path / "lock", tmp_path / "log"
    write = f"import pathlib, time; time.sleep(1); pathlib.Path({str(log)!r}).write_text('a')"
    first = subprocess.Popen([sys.executable, SCRIPT, lock, sys.executable, "-c", write])
    while not lock.exists():
        time.sleep(0.01)
    time.sleep(0.2)
    read = f"import pathlib; print(pathlib.Path({str(log)!r}).read_text()); raise SystemExit(3)"
    second = subprocess.run(
        [sys.executable, SCRIPT, lock, sys.executable, "-c", read], capture_output=True, text=True, check=False
    )
    assert first.wait() == 0
    assert second.returncode == 3
    assert second.stdout.splitlines() == [f"    wait  another make holds {lock}", "a"]
