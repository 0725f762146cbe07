"""From PATHs to the files that they stand for: each once, links followed no further than the tree."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from policies.errors import InputError
from policies.gate.finding import Finding
from policies.gate.loading.flaws import NO_FILE, STRAY_LINK, finding
from policies.gate.loading.listing import files_below
from policies.gate.source import Skipped

# Strings and os.path throughout: ten thousand paths are looked at, and a `Path` costs ten times as much.
LINKED = "link"
"""Of a link to what is judged by its own name."""

ABSENT = "absent"
"""Of a file that git tracks and that isn't there."""

_FORMS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that is there.

    Args:
        file: as findings name it.
        path: absolute.
        named: whether it was named itself rather than found in a folder.
    """

    file: str
    path: str
    named: bool = False


Found: TypeAlias = Entry | Skipped | Finding


class Naming:
    """How findings name files: relative to the working directory where they are below it, else as they were written."""

    def __init__(self, directory: str) -> None:
        self.directory = directory

    def absolute(self, written: str) -> str:
        """Give the absolute path of what was written, links not resolved."""
        return os.path.normpath(os.path.join(self.directory, written))

    def name(self, written: str) -> str:
        """Give the name of what was written."""
        path = self.absolute(written)
        if path == self.directory:
            return "."
        if path.startswith(self.directory.rstrip("/") + "/"):
            return path[len(self.directory.rstrip("/")) + 1 :].replace(os.sep, "/")
        return os.path.normpath(written).replace(os.sep, "/")


def entries(written: str, naming: Naming, root: str | None) -> Iterator[Found]:
    """Give the files that one PATH stands for.

    Args:
        written: the PATH.
        naming: gives names.
        root: the repository that it is in; links may lead anywhere in it. None: they must stay inside of the PATH.

    Raises:
        InputError: it isn't there, or may not be read.
    """
    path = naming.absolute(written)
    try:
        # What was named is followed wherever it leads: whoever typed it meant it.
        mode = os.stat(path).st_mode
    except OSError as error:
        do = "name a file or folder that is there" if error.errno != 13 else "mend its permissions"
        raise InputError(f"can't be read ({error.strerror})", where=written, do=do) from error
    if stat.S_ISREG(mode):
        yield Entry(naming.name(written), path, named=True)
    elif stat.S_ISDIR(mode):
        yield from _Below(path, naming.name(written), root or path, naming.directory).all()
    else:
        form = next((word for is_it, word in _FORMS if is_it(mode)), "no file")
        raise InputError(f"is {form}", where=written, do="give its content on standard input: PATH -")


class _Below:
    """The files below one folder."""

    def __init__(self, top: str, name: str, root: str, directory: str) -> None:
        self.top, self.name = top, "" if name == "." else name.rstrip("/") + "/"
        self.root = os.path.realpath(root)
        self.directory = directory
        self.names = files_below(top)
        self.known = {os.path.join(top, each) for each in self.names}

    def all(self) -> Iterator[Found]:
        here = self.directory.rstrip("/") + "/"
        for each in self.names:
            path = os.path.join(self.top, each.rstrip("/"))
            # Of a folder around the working directory, some files are below that.
            yield from self.one(path[len(here) :] if path.startswith(here) else self.name + each.rstrip("/"), path)

    def one(self, file: str, path: str) -> Iterator[Found]:
        try:
            mode = os.lstat(path).st_mode
        except FileNotFoundError:
            # Tracked, and removed from the working tree or left out of a sparse one.
            yield Skipped(file, ABSENT)
            return
        except OSError as error:
            raise InputError(f"can't be read ({error.strerror})", where=file, do="mend its permissions") from error
        if stat.S_ISREG(mode):
            yield Entry(file, path)
        elif stat.S_ISLNK(mode):
            yield from self.link(file, path)
        elif stat.S_ISDIR(mode):
            # A repository in the repository, of which git lists no more than its folder.
            yield from _Below(path, file, self.root, self.directory).all()
        else:
            form = next((word for is_it, word in _FORMS if is_it(mode)), "no file")
            yield finding(NO_FILE, f"it is {form}, which can't be judged", file)

    def link(self, file: str, path: str) -> Iterator[Found]:
        try:
            target = os.path.realpath(path, strict=True)
        except OSError as error:
            why = "leads in a circle" if error.errno == 40 else f"leads nowhere ({error.strerror})"
            yield finding(STRAY_LINK, f"the link to {os.readlink(path)} {why}", file)
            return
        if target != self.root and not target.startswith(self.root.rstrip("/") + "/"):
            yield finding(STRAY_LINK, f"the link leads out of the tree, to {os.readlink(path)}", file)
            return
        top = os.path.realpath(self.top)
        if os.path.isdir(target):
            if os.path.realpath(os.path.dirname(path)).startswith(target):
                yield finding(STRAY_LINK, f"the link leads in a circle, to {os.readlink(path)} above it", file)
            elif target.startswith(top + "/"):
                yield Skipped(file, LINKED)
            else:
                yield from _Below(target, file, self.root, self.directory).all()
        elif os.path.join(self.top, os.path.relpath(target, top)) in self.known:
            yield Skipped(file, LINKED)
        else:
            yield from _regular(file, path)


def _regular(file: str, path: str) -> Iterator[Found]:
    mode = os.stat(path).st_mode
    if stat.S_ISREG(mode):
        yield Entry(file, path)
    else:
        form = next((word for is_it, word in _FORMS if is_it(mode)), "no file")
        yield finding(NO_FILE, f"the link leads to {form}, which can't be judged", file)
