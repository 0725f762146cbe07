"""Which Applications and ApplicationSets a change of the repository touches; no file and no network is used here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import join, normpath

from sandbox.git.repository import parents

EXTRA_PATHS = "argocd.argoproj.io/manifest-generate-paths"
"""Argo CD's annotation that names further paths an Application is made from: separated by `;`, relative to its own
path or, with a slash in front, to the repository's root (Argo CD, operator manual, high availability)."""

REFRESH = {
    "applications": "argocd.argoproj.io/refresh",
    "applicationsets": "argocd.argoproj.io/application-set-refresh",
}
"""The annotation of each kind that asks its controller to look at Git now; the controller takes it off again."""

TEMPLATE = re.compile(r"\{\{.*?\}\}")


@dataclass(frozen=True)
class Application:
    """An Argo CD Application: its name, and the paths (globs allowed) that its manifests are made from."""

    name: str
    paths: tuple[str, ...]

    @classmethod
    def parse(cls, item: object) -> Application:
        """Read what is needed of an Application from the API server's JSON."""
        metadata, spec = _mapping(item, "metadata"), _mapping(item, "spec")
        sources = [_mapping(spec, "source"), *_list(spec, "sources")]
        own = [normpath(path) for path in (_text(source, "path") for source in sources) if path]
        extra = _text(_mapping(metadata, "annotations"), EXTRA_PATHS)
        further = [
            normpath(path[1:] if path.startswith("/") else join(base, path))
            for path in extra.split(";")
            if path
            for base in own
        ]
        return cls(_text(metadata, "name"), tuple(dict.fromkeys([*own, *further])))


@dataclass(frozen=True)
class ApplicationSet:
    """An Argo CD ApplicationSet: its name, and the globs of its Git generators, for folders and for files."""

    name: str
    folders: tuple[str, ...]
    files: tuple[str, ...]

    @classmethod
    def parse(cls, item: object) -> ApplicationSet:
        """Read what is needed of an ApplicationSet from the API server's JSON."""
        generators = list(_git_generators(_list(_mapping(item, "spec"), "generators")))
        return cls(
            _text(_mapping(item, "metadata"), "name"),
            _globs(entry for generator in generators for entry in _list(generator, "directories")),
            _globs(entry for generator in generators for entry in _list(generator, "files")),
        )


def applications_touched(files: Collection[str], applications: Iterable[Application]) -> tuple[str, ...]:
    """Give the names of the Applications that are made from one of the changed files.

    Args:
        files: changed paths, relative to the repository's root.
        applications: all there are.
    """
    lie_in = {".", *files} | {folder for path in files for folder in parents(path)}
    return tuple(
        application.name
        for application in applications
        if files and any(path in lie_in or ("*" in path and _any_match(files, path)) for path in application.paths)
    )


def application_sets_touched(
    files: Collection[str], folders: Collection[str], application_sets: Iterable[ApplicationSet]
) -> tuple[str, ...]:
    """Give the names of the ApplicationSets whose Git generators may now give something else.

    A glob's `*` is taken to cross slashes, which Argo CD's does not: one too many is refreshed rather than one too few.

    Args:
        files: changed paths.
        folders: folders that appeared or disappeared.
        application_sets: all there are.
    """
    return tuple(
        one.name
        for one in application_sets
        if any(_any_match(folders, glob) for glob in one.folders) or any(_any_match(files, glob) for glob in one.files)
    )


def has_seen(item: object, commits: Collection[str]) -> bool:
    """Tell whether an Application was compared with one of some commits, or an ApplicationSet generated without error.

    Args:
        item: the object, from the API server's JSON.
        commits: full ids; an Application of many sources has one for each.
    """
    if any(key in _mapping(_mapping(item, "metadata"), "annotations") for key in REFRESH.values()):
        return False
    status = _mapping(item, "status")
    if _text(item, "kind") == "ApplicationSet":
        conditions = _list(status, "conditions")
        return not any(_text(one, "type") == "ErrorOccurred" and _text(one, "status") == "True" for one in conditions)
    compared = _mapping(status, "sync")
    return any(one in commits for one in (compared.get("revision"), *_list(compared, "revisions")))


def _any_match(paths: Iterable[str], glob: str) -> bool:
    return any(fnmatchcase(path, glob) for path in paths)


def _git_generators(generators: Iterable[object]) -> Iterator[object]:
    """Give the Git generators, also those inside matrix and merge generators."""
    for generator in generators:
        if git := _mapping(generator, "git"):
            yield git
        for combined in ("matrix", "merge"):
            yield from _git_generators(_list(_mapping(generator, combined), "generators"))


def _globs(entries: Iterable[object]) -> tuple[str, ...]:
    """Give the entries' paths as globs; a template in one may become anything."""
    return tuple(TEMPLATE.sub("*", path) for path in (_text(entry, "path") for entry in entries) if path)


def _mapping(value: object, key: str) -> Mapping[str, object]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _list(value: object, key: str) -> list[object]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, list) else []


def _text(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""
