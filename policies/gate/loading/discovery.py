"""From PATHs to sources: what each file is judged as, or why it isn't."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from policies.gate.finding import Finding
from policies.gate.loading.charts import Charts, enclosing_chart
from policies.gate.loading.entries import Entry, Naming, entries
from policies.gate.loading.kinds import KUSTOMIZATION_FILES, begins_an_object, exclusion, is_binary, kind_of
from policies.gate.loading.kustomizations import Kustomization, closure, read_kustomization
from policies.gate.loading.listing import all_below, repository_root
from policies.gate.source import Skipped, Source, SourceKind

Discovered: TypeAlias = Source | Skipped | Finding

STANDARD_INPUT = "-"
_NO_EXCLUSION: Mapping[str, str] = {}


def discover(
    paths: Sequence[str] = (), *, excluded: Mapping[str, str] = _NO_EXCLUSION, directory: Path | None = None
) -> Iterator[Discovered]:
    """Find what there is to judge, in the order of the files' names; kustomizations' own files are all that is read.

    A file that a chart or a kustomization brings into a cluster is judged as that renders it, and not a second time as
    it is. A kustomization on which another one that was found is built is judged as a part of that.

    Args:
        paths: files, folders, charts, kustomizations, `-` for standard input; none: the whole repository.
        excluded: glob patterns of paths from the repository's root, and the reason why each is out.
        directory: from where paths are read and files are named; by default the working directory.

    Raises:
        InputError: a path isn't there, or may not be read.
    """
    naming = Naming(os.path.abspath(directory or os.curdir))
    root = repository_root(naming.directory)
    # Named from the working directory, so that a whole repository can be judged from anywhere in it.
    written = list(paths) or [os.path.relpath(root or naming.directory, naming.directory)]
    found: dict[str, Discovered] = {}
    files: dict[str, Entry] = {}
    for each in dict.fromkeys(written):
        if each == STANDARD_INPUT:
            found[STANDARD_INPUT] = _standard_input()
            continue
        home = repository_root(naming.absolute(each))
        chart = enclosing_chart(naming.absolute(each), home)
        for entry in entries(os.path.relpath(chart, naming.directory) if chart else each, naming, home):
            if isinstance(entry, Entry):
                files.setdefault(entry.path, entry)
            else:
                found.setdefault(entry.file if isinstance(entry, Skipped) else entry.location.file, entry)
    kept: list[Entry] = []
    out = _Exclusion(excluded, root or naming.directory)
    for entry in files.values():
        if (reason := out.reason(entry.path)) is not None:
            found[entry.file] = Skipped(entry.file, f"excluded: {reason}")
        else:
            kept.append(entry)
    found.update(_sorted_out(kept))
    yield from (found[file] for file in sorted(found))


def _sorted_out(files: Sequence[Entry]) -> dict[str, Discovered]:
    """Give what each file is judged as, by the name that findings have for it."""
    charts = Charts.among([entry.path for entry in files])
    names = {entry.path: entry.file for entry in files}
    outside = [entry for entry in files if charts.of(entry.path) is None]
    built = _Built.among([entry.path for entry in outside])
    found: dict[str, Discovered] = {}
    for folder, parts in charts.parts().items():
        name = os.path.dirname(names[os.path.join(folder, "Chart.yaml")]) or "."
        found[name] = Source(name, SourceKind.CHART, Path(folder), name, tuple(map(Path, all_below(folder))))
        for part in parts:
            if not charts.is_rendered(part):
                # What neither Helm reads nor a template is may be a manifest: a Chart.yaml above it must not hide it.
                kind = SourceKind.OTHER if charts.is_own(part) else kind_of(names[part])
                found[names[part]] = _file(names[part], part, kind)
    for top in built.tops:
        name = os.path.dirname(names[top.file]) or "."
        found[name] = Source(name, SourceKind.KUSTOMIZATION, Path(top.folder), name, built.parts(top))
    for component in built.components:
        name = os.path.dirname(names[component.file]) or "."
        found[name] = Skipped(name, "kustomize-component")
    for entry in outside:
        if entry.path not in built.covered:
            kind = kind_of(entry.file if "/" in entry.file else entry.path)
            if entry.named and kind is SourceKind.OTHER and begins_an_object(entry.path):
                # kubectl takes a file that is named, whatever its name ends with.
                kind = SourceKind.MANIFEST
            found[entry.file] = _file(entry.file, entry.path, kind)
    return found


def _file(file: str, path: str, kind: SourceKind) -> Discovered:
    if kind is SourceKind.OTHER and is_binary(file):
        return Skipped(file, "binary")
    return Source(file, kind, Path(path), os.path.dirname(file) or ".")


class _Built:
    """The kustomizations among files.

    Attributes:
        tops: those on which none of the others is built.
        components: those that can't be built alone, and that none of the others names.
        covered: the files that are judged as they are built.
    """

    def __init__(self, found: Sequence[Kustomization]) -> None:
        self._closures = {each.folder: closure(each) for each in found}
        named = {folder for each in found for folder in each.folders}
        unnamed = [each for each in found if each.folder not in named]
        self.tops = [each for each in unnamed if not each.is_component]
        self.components = [each for each in unnamed if each.is_component]
        reached = {folder for each in unnamed for folder in self._closures[each.folder]}
        for each in found:
            # Those that go in a circle are named all of them; building one tells so.
            if each.folder not in reached:
                self.tops.append(each)
                reached |= self._closures[each.folder].keys()
        folders = {each.folder for each in found}
        self.covered = {each.file for each in found}
        for each in found:
            for file in each.files:
                # A file elsewhere may also be applied as it is, so it is judged as it is too.
                if file.startswith(each.folder + "/") or os.path.dirname(file) in folders:
                    self.covered.add(file)

    @classmethod
    def among(cls, paths: Sequence[str]) -> _Built:
        return cls([read_kustomization(path) for path in paths if os.path.basename(path) in KUSTOMIZATION_FILES])

    def parts(self, top: Kustomization) -> tuple[Path, ...]:
        """Give every file that building it may depend on: a transformer's own file may name others in its folder."""
        whole = self._closures[top.folder].values()
        files = {file for each in whole for file in (*all_below(each.folder), *each.files)}
        return tuple(map(Path, sorted(files)))


class _Exclusion:
    def __init__(self, excluded: Mapping[str, str], root: str) -> None:
        self._pattern = exclusion(excluded)
        self._reasons = list(excluded.values())
        self._root = root

    def reason(self, path: str) -> str | None:
        if self._pattern is None:
            return None
        inside = self._root.rstrip("/") + "/"
        name = path[len(inside) :] if path.startswith(inside) else os.path.relpath(path, self._root)
        match = self._pattern.match(name.replace(os.sep, "/"))
        return self._reasons[match.lastindex - 1] if match and match.lastindex else None


def _standard_input() -> Source:
    """Copy standard input to a file without a name, so that it can be as long as it likes and be read again.

    It goes with the last process that has it open, however that ends; a forked process has it too.
    """
    # Not needed by most runs, and not quickly imported.
    import atexit
    import shutil
    import sys
    import tempfile

    handle, written = tempfile.mkstemp(prefix="slipway-stdin-")
    path = Path(f"/proc/self/fd/{handle}")
    if path.exists():
        Path(written).unlink()
    else:
        # A system without proc(5).
        path = Path(written)
        atexit.register(lambda: path.unlink(missing_ok=True))
    with os.fdopen(handle, "wb", closefd=False) as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return Source(STANDARD_INPUT, SourceKind.MANIFEST, path, STANDARD_INPUT)
