"""Files that a pinned Go module carries beside its code, such as CustomResourceDefinitions."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

from toolchain import golang
from toolchain.errors import SlipwayError
from toolchain.fetch import environment
from toolchain.places import Places
from toolchain.progress import Progress, step


def module_files(owner: str, module: str, pattern: str, progress: Progress, *, places: Places | None = None) -> Path:
    """Give a folder with a module's files, copied into the shared cache once.

    Args:
        owner: the folder in `toolchain/tools` whose go.mod pins the module, and whose go.sum verifies it.
        module: the module's path.
        pattern: which files, relative to the module, as `Path.glob` understands it.
        progress: told of the fetch, if one is needed.
        places: where to look and write; by default the places of this process.

    Raises:
        SlipwayError: the module is not pinned there, can't be fetched, or has no such file.
    """
    places = places or Places.here()
    go_mod = places.tools / owner / "go.mod"
    pinned = re.search(rf"^\s*(?:require\s+)?{re.escape(module)} (v\S+)", go_mod.read_text(), re.MULTILINE)
    if pinned is None:
        raise SlipwayError(f"does not pin {module}", where=str(go_mod), do="require it there")
    target = places.cache / "files" / f"{module}@{pinned[1]}"
    if target.is_dir() and any(target.iterdir()):
        return target
    with step(progress, f"fetch the files of {module.rsplit('/', 2)[-2]}"):
        source = _fetched(go_mod.parent, module, places, progress)
        found = sorted(source.glob(pattern))
        if not found:
            raise SlipwayError(f"has no file {pattern}", where=f"{module} {pinned[1]}", do="pin another version")
        beside = target.with_name(f".{target.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        for path in found:
            shutil.copyfile(path, beside / path.name)
        try:
            beside.rename(target)
        except OSError:
            shutil.rmtree(beside)  # another clone was faster; its copy is the same
    return target


def _fetched(folder: Path, module: str, places: Places, progress: Progress) -> Path:
    go = golang.ensure(places, progress, lambda: False)
    done = subprocess.run(
        [str(go.path), "mod", "download", "-json", module],
        cwd=folder,
        env=environment(places),
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        told = json.loads(done.stdout)
    except ValueError:
        told = {}
    if done.returncode != 0 or not told.get("Dir"):
        said = told.get("Error") or (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise SlipwayError(
            f"cannot be fetched ({said})", where=module, do="look at the network, then run the same command again"
        )
    return Path(told["Dir"])
