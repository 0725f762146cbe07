"""Files that a pinned Go module carries beside its code, such as CustomResourceDefinitions."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from toolchain import golang
from toolchain.errors import SlipwayError
from toolchain.fetch import environment
from toolchain.files import unwritable, write_whole
from toolchain.places import Places
from toolchain.progress import Progress, step

FETCH_SECONDS = 900
"""How long one module may take to be fetched."""


def module_files(owner: str, module: str, pattern: str, progress: Progress, *, places: Places | None = None) -> Path:
    """Give a folder with a module's files, side by side, copied into the shared cache once.

    Args:
        owner: the folder in `toolchain/tools` whose go.mod pins the module, and whose go.sum verifies it.
        module: the module's path.
        pattern: which files, relative to the module, as `Path.glob` understands it.
        progress: told of the fetch, if one is needed.
        places: where to look and write; by default the places of this process.

    Raises:
        SlipwayError: the module is not pinned there, can't be fetched, or has no such file; or two of its files have
            one name; or the cache can't be written.
    """
    places = places or Places.here()
    go_mod = places.tools / owner / "go.mod"
    version = _pinned(go_mod, module)
    # Other files of the same module are another entry.
    target = places.cache / "files" / f"{module}@{version}" / hashlib.sha256(pattern.encode()).hexdigest()[:12]
    if target.is_dir() and any(target.iterdir()):
        return target
    with step(progress, f"fetch the files of {_short(module)}"):
        source = _fetched(go_mod.parent, module, places, progress)
        found = {path.name: path for path in sorted(source.glob(pattern)) if path.is_file()}
        if not found:
            raise SlipwayError(f"has no file {pattern}", where=f"{module} {version}", do="pin another version")
        twice = next((path for path in source.glob(pattern) if path.is_file() and path != found[path.name]), None)
        if twice is not None:
            raise SlipwayError(
                f"has two files named {twice.name} among {pattern}",
                where=f"{module} {version}",
                do="ask for a narrower pattern",
            )
        _copied({Path(name): path for name, path in found.items()}, target)
    return target


def module_folder(
    owner: str, module: str, folder: str, progress: Progress, *, places: Places | None = None
) -> tuple[Path, str]:
    """Give a copy of one folder of a module, with all below it, made in the shared cache once; and its version.

    Args:
        owner: the folder in `toolchain/tools` whose go.mod pins the module, and whose go.sum verifies it.
        module: the module's path.
        folder: the folder, relative to the module, e.g. "manifests/charts".
        progress: told of the fetch, if one is needed.
        places: where to look and write; by default the places of this process.

    Raises:
        SlipwayError: the module is not pinned there, can't be fetched, or has no such folder; or the cache can't be
            written.
    """
    places = places or Places.here()
    go_mod = places.tools / owner / "go.mod"
    version = _pinned(go_mod, module)
    target = (
        places.cache / "files" / f"{module}@{version}" / f"folder-{hashlib.sha256(folder.encode()).hexdigest()[:12]}"
    )
    if target.is_dir():
        return target, version
    with step(progress, f"fetch the files of {_short(module)}"):
        source = _fetched(go_mod.parent, module, places, progress) / folder
        if not source.is_dir():
            raise SlipwayError(f"has no folder {folder}", where=f"{module} {version}", do="pin another version")
        found = {path.relative_to(source): path for path in sorted(source.rglob("*")) if path.is_file()}
        _copied(found, target)
    return target, version


def _pinned(go_mod: Path, module: str) -> str:
    try:
        content = go_mod.read_text()
    except OSError as error:
        raise SlipwayError(
            f"cannot be read ({error.strerror})", where=str(go_mod), do="check the file out again"
        ) from error
    pinned = re.search(rf"^\s*(?:require\s+)?{re.escape(module)} (v\S+)", content, re.MULTILINE)
    if pinned is None:
        raise SlipwayError(f"does not pin {module}", where=str(go_mod), do="require it there")
    return pinned[1]


def _short(module: str) -> str:
    """Give a module's name as people say it: without host, owner and major version."""
    names = [name for name in module.split("/") if not re.fullmatch(r"v\d+", name)]
    return names[-1]


def _copied(files: Mapping[Path, Path], target: Path) -> None:
    try:
        _copy(files, target)
    except OSError as error:
        raise unwritable(target, error) from error


def _copy(files: Mapping[Path, Path], target: Path) -> None:
    """Copy files, by their place in it, into a folder that appears whole; another clone may do the same meanwhile."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=".new-"))
    try:
        for place, path in files.items():
            (beside / place).parent.mkdir(parents=True, exist_ok=True)
            write_whole(beside / place, path.read_bytes())
        beside.chmod(0o755)
        try:
            beside.rename(target)
        except OSError:
            if not target.is_dir():  # else another clone was faster; its copy is the same
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _fetched(folder: Path, module: str, places: Places, progress: Progress) -> Path:
    go = golang.ensure(places, progress, lambda: False)
    done = subprocess.run(
        [str(go.path), "mod", "download", "-json", module],
        cwd=folder,
        env=environment(places),
        capture_output=True,
        text=True,
        check=False,
        timeout=FETCH_SECONDS,
    )
    try:
        told = json.loads(done.stdout)
    except ValueError:
        told = {}
    if done.returncode != 0 or not told.get("Dir"):
        said = str(told.get("Error") or "").strip() or (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise SlipwayError(
            f"cannot be fetched ({said})", where=module, do="look at the network, then run the same command again"
        )
    return Path(told["Dir"])
