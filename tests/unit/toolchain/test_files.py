"""Files written whole or not at all, and locks between processes."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolchain import files
from toolchain.errors import Busy, SlipwayError
from toolchain.files import held_lock, lock_owner, write_whole

ROOT = Path(__file__).parents[3]

HOLDER = """
import sys, time
from pathlib import Path
from toolchain.files import held_lock
with held_lock(Path(sys.argv[1]), what="it", do="wait"):
    print("held", flush=True)
    sys.stdin.readline()
print("released", flush=True)
sys.stdin.readline()
"""


@given(st.one_of(st.text(), st.binary()))
def test_what_was_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, content: str | bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "written"
    write_whole(path, content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)


def test_the_folder_is_made_and_nothing_is_left_beside(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "file"
    write_whole(path, "one")
    write_whole(path, "two")
    assert path.read_text() == "two"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
def test_the_mode_is_the_one_asked_for_whatever_the_umask_and_the_old_file(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "file"
    path.touch(mode=0o777)
    before = os.umask(0o077)
    try:
        write_whole(path, "x", mode=mode)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == mode


def test_a_secret_is_never_readable_by_others_not_even_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    sync = os.fsync

    def watched(handle: int) -> None:
        modes.append(os.fstat(handle).st_mode & 0o777)
        sync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    write_whole(tmp_path / "token", "secret", mode=0o600)
    assert modes == [0o600]


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("where", ["os.fsync", "os.fchmod", "pathlib.Path.replace", "tempfile.mkstemp"])
def test_on_a_full_disk_the_old_content_stays_and_nothing_is_left_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    path = tmp_path / "file"
    write_whole(path, "old")
    with monkeypatch.context() as patch:
        patch.setattr(where, full)
        with pytest.raises(SlipwayError) as refused:
            write_whole(path, "new")
    assert str(refused.value) == (
        f"{path}: cannot be written (No space left on device); "
        "free space or mend its permissions, then run the same command again"
    )
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_the_kernel_refuses_to_let_grow_is_not_written_in_part(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, "old")
    code = (
        "import resource, sys; from pathlib import Path; from toolchain.files import write_whole\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_whole(Path(sys.argv[1]), 'x' * 1_000_000)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert f"SlipwayError: {path}: cannot be written (File too large); " in done.stderr
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interruption_leaves_nothing_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_whole(path, "old")
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder").touch()
    with pytest.raises(SlipwayError, match=rf"^{tmp_path}/folder/file: cannot be written"):
        write_whole(tmp_path / "folder" / "file", "x")


def test_readers_see_the_old_or_the_new_and_never_a_part(tmp_path: Path) -> None:
    path = tmp_path / "file"
    contents = ["a" * 200_000, "b" * 300_000]
    write_whole(path, contents[0])
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            for content in contents:
                write_whole(path, content)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        seen = {path.read_text() for _ in range(100)}
    finally:
        over.set()
        writer.join()
    assert seen <= set(contents)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Start another process that holds `lock` until it is sent a line."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(tmp_path / "lock")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        started.append(process)
        assert heard(process) == "held"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def told(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_lock_that_another_process_holds_is_refused_with_its_id(
    tmp_path: Path, holder: Callable[[], subprocess.Popen[str]]
) -> None:
    other = holder()
    with pytest.raises(Busy) as refused, held_lock(tmp_path / "lock", what="the sandbox", do="wait for it"):
        pass
    assert str(refused.value) == f"{tmp_path}/lock: the sandbox is held by process {other.pid}; wait for it"
    told(other)
    assert heard(other) == "released"
    with held_lock(tmp_path / "lock", what="the sandbox", do="wait for it"):
        assert (tmp_path / "lock").read_text() == str(os.getpid())


def test_a_lock_is_waited_for_and_the_wait_is_told_once(
    tmp_path: Path, holder: Callable[[], subprocess.Popen[str]]
) -> None:
    other = holder()
    notes: list[str] = []
    threading.Timer(0.6, told, [other]).start()
    with held_lock(tmp_path / "lock", what="the sandbox", do="wait", wait_seconds=20, note=notes.append):
        assert heard(other) == "released"
    (note,) = notes
    assert note.startswith(f"waiting for process {other.pid}, which holds the sandbox, since ")


def test_a_wait_for_a_lock_ends(tmp_path: Path, holder: Callable[[], subprocess.Popen[str]]) -> None:
    holder()
    began = time.monotonic()
    with pytest.raises(Busy), held_lock(tmp_path / "lock", what="it", do="wait", wait_seconds=0.4):
        pass
    assert 0.4 <= time.monotonic() - began < 5


def test_the_kernel_drops_the_lock_of_a_killed_process(
    tmp_path: Path, holder: Callable[[], subprocess.Popen[str]]
) -> None:
    other = holder()
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert lock_owner(tmp_path / "lock") is None
    with held_lock(tmp_path / "lock", what="it", do="wait"):
        assert lock_owner(tmp_path / "lock") == os.getpid()


def test_the_owner_is_whoever_holds_it_and_nobody_before_and_after(
    tmp_path: Path, holder: Callable[[], subprocess.Popen[str]]
) -> None:
    assert lock_owner(tmp_path / "lock") is None
    other = holder()
    assert lock_owner(tmp_path / "lock") == other.pid
    told(other)
    assert heard(other) == "released"
    assert lock_owner(tmp_path / "lock") is None
    assert (tmp_path / "lock").read_text() == ""


@pytest.mark.parametrize("content", ["", "not a number", "\n"])
def test_a_holder_that_is_not_known_is_none_and_refused_all_the_same(tmp_path: Path, content: str) -> None:
    path = tmp_path / "lock"
    path.write_text(content)
    with path.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert lock_owner(path) is None
        with pytest.raises(Busy, match="is held by process unknown"), held_lock(path, what="it", do="wait"):
            pass


def test_the_owner_is_known_although_it_has_just_taken_the_lock_and_not_written_its_id_yet(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        writing = threading.Timer(0.03, path.write_text, ["4711"])
        writing.start()
        assert lock_owner(path) == 4711
        writing.join()


def test_whoever_asks_for_the_owner_does_not_make_another_fail_to_take_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    with path.open() as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        threading.Timer(0.03, fcntl.flock, [looking.fileno(), fcntl.LOCK_UN]).start()
        with held_lock(path, what="it", do="wait"):
            assert lock_owner(path) == os.getpid()


def test_a_lock_is_released_by_an_error_in_its_block(tmp_path: Path) -> None:
    with pytest.raises(KeyError), held_lock(tmp_path / "lock", what="it", do="wait"):
        raise KeyError
    assert lock_owner(tmp_path / "lock") is None


def test_a_lock_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").touch()
    with pytest.raises(SlipwayError, match=rf"^{tmp_path}/folder/lock: cannot be written"):
        with held_lock(tmp_path / "folder" / "lock", what="it", do="wait"):
            pass
    monkeypatch.setattr(os, "getpid", full)
    with pytest.raises(SlipwayError, match=r"lock: cannot be written \(No space left on device\)"):
        with held_lock(tmp_path / "lock", what="it", do="wait"):
            pass
    assert files.lock_owner(tmp_path / "lock") is None
