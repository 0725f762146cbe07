"""Run a command while no other process runs one under the same lock: `python toolchain/under_lock.py LOCK COMMAND…`.

For make, before there is a virtual environment: any Python 3 runs it, with nothing installed.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path


def main(lock: str, command: list[str]) -> int:
    """Give the command's exit status; says for what it waits, if it has to."""
    with Path(lock).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print(f"    wait  another make holds {lock}", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
