"""Patches of a tool's source, applied to a copy of its Go modules for one build; what was fetched stays as it is."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from toolchain import child
from toolchain.catalog import GoTool, Patch
from toolchain.errors import SlipwayError
from toolchain.fetch import environment
from toolchain.golang import Go
from toolchain.places import Places


class _Listed(BaseModel):
    """What is needed of the answer of `go list -m -json`."""

    folder: Path = Field(alias="Dir")


@contextmanager
def applied(tool: GoTool, go: Go, places: Places, folder: Path, cancelled: Callable[[], bool]) -> Iterator[Path | None]:
    """Write copies of a tool's patched modules, and a go.mod that names them, for as long as the block runs.

    `go build -overlay` would do with a single file, but Go refuses it for files of its module cache. With -trimpath the
    packages of a copy compile to what the module's do, so only the patched one and its users are compiled anew.

    Args:
        tool: whose patches; its modules are fetched.
        go: what it is built with.
        places: the cache.
        folder: where to write; it is made and removed, and nothing is written if the tool has no patches.
        cancelled: asked about five times a second.

    Yields:
        The value of `go build -modfile`; None if the tool has no patches.

    Raises:
        SlipwayError: naming tool.toml and the source file whose text is not there exactly once, or can't be read.
        Stopped: `cancelled` said so.
    """
    if not tool.patches:
        yield None
        return
    try:
        folder.mkdir()
        go_mod = folder / "go.mod"
        shutil.copyfile(tool.module / "go.sum", folder / "go.sum")
        shutil.copyfile(tool.module / "go.mod", go_mod)
        copies: dict[str, Path] = {}
        for patch in tool.patches:
            if patch.module not in copies:
                copies[patch.module] = folder / f"module-{len(copies)}"
                source = _folder(tool, patch.module, go, places, cancelled)
                shutil.copytree(source, copies[patch.module], copy_function=_link_or_copy)
            _apply(tool, patch, copies[patch.module] / patch.file)
        with go_mod.open("a") as file:
            file.writelines(f"\nreplace {module} => {json.dumps(str(copy))}\n" for module, copy in copies.items())
        yield go_mod
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _link_or_copy(source: str, copy: str) -> None:
    # A module is up to some hundred megabytes, nearly all of which the build only reads, or not even that.
    try:
        os.link(source, copy)
    except OSError:
        shutil.copyfile(source, copy)


def _folder(tool: GoTool, module: str, go: Go, places: Places, cancelled: Callable[[], bool]) -> Path:
    """Ask Go where a module lies that go.mod pins."""
    lines: list[str] = []
    with tempfile.TemporaryFile() as listed:
        status = child.run(
            [go.path, "list", "-mod=readonly", "-m", "-json", module],
            folder=tool.module,
            environment=environment(places),
            heard=lines.append,
            cancelled=cancelled,
            output=listed,
        )
        listed.seek(0)
        answer = listed.read()
    try:
        return _Listed.model_validate_json(answer).folder
    except ValidationError:
        said = lines[-1].strip() if lines else f"exit status {status}"
        raise _mistake(
            tool,
            f"Go can't tell where {module} is ({said})",
            "name a module that go.mod requires and the tool is built from",
        ) from None


def _apply(tool: GoTool, patch: Patch, copy: Path) -> None:
    named = f"{patch.module}/{patch.file}"
    try:
        text = copy.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise _mistake(tool, f"{named} cannot be read ({reason})", "name a file that the pinned version has") from None
    count = text.count(patch.find)
    if count != 1:
        raise _mistake(
            tool,
            f"{patch.find!r} must be exactly once in {named}, it is {count} times",
            "see what the pinned version has there, and mend the patch",
        )
    copy.unlink()  # it may be a link to the module's own file, which must stay as it is
    copy.write_bytes(text.replace(patch.find, patch.replace).encode())


def _mistake(tool: GoTool, what: str, do: str) -> SlipwayError:
    where = f"{tool.module / 'tool.toml'}: tool '{tool.name}'"
    return SlipwayError(f"key 'patches': {what}", where=where, do=do)
