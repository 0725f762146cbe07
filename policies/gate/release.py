"""What a change in Git brings to services in their environments: the releases that rules with `judges: change` see.

A release is a folder `apps/<service>/<environment>/` whose files a change touches. What runs is what the base has: Argo
CD syncs what is merged, so that the time since when an image runs is the time at which it was merged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from policies.errors import InputError
from policies.gate.document import Document
from policies.gate.history import History, Refused
from policies.gate.loading import load
from policies.gate.source import Source, SourceKind

APPS = "apps"
"""The folder of the services, from the repository's root."""

ORDER = ("dev", "staging", "prod")
"""The environments in the order in which a change passes them, where `environmentOrder` doesn't say another."""

_LONGEST_HISTORY = 500
"""So many changes of an environment are looked at to find since when its images run."""

_CONTAINERS = ("containers", "initContainers")


@dataclass(frozen=True, slots=True)
class Release:
    """One service's change in one environment.

    Args:
        file: the first file of it that changed, from the repository's root.
        line: the line of that file that names an image that is new, counted from 1; 1 if none does.
        change: `input.change` of the rules; its shape is told in policies/rego/lib/releases.rego.
    """

    file: str
    line: int
    change: Mapping[str, Any]

    @property
    def service(self) -> str:
        """Give the service's name."""
        return str(self.change["service"])

    @property
    def environment(self) -> str:
        """Give the environment's name."""
        return str(self.change["environment"])


def releases_since(history: History, base: str, now: datetime, order: Sequence[str] = ORDER) -> tuple[Release, ...]:
    """Give the releases that differ between a commit and the working tree, by service and environment.

    Args:
        history: the repository.
        base: the commit from which the change began.
        now: the time of judging, with its zone.
        order: the environments in the order in which a change passes them.

    Raises:
        InputError: a manifest of a release can't be read, or git can't tell of one.
    """
    try:
        return tuple(_releases(history, base, now, order))
    except Refused as refused:
        raise InputError(
            f"git can't tell what is released ({refused.said})", where=APPS, do="see to the clone"
        ) from refused


def _releases(history: History, base: str, now: datetime, order: Sequence[str]) -> Iterator[Release]:
    touched: dict[tuple[str, str], list[str]] = {}
    for file in sorted(history.differing(base, [APPS])):
        parts = file.split("/")
        if len(parts) == 4 and _is_manifest(file):
            touched.setdefault((parts[1], parts[2]), []).append(file)
    for (service, environment), files in sorted(touched.items()):
        before, after = _merged(history, base, service, environment), _working(history, service, environment)
        change = {
            "now": now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "service": service,
            "environment": environment,
            "from": sorted(before),
            "to": sorted(after),
            "before": _before(history, base, service, environment, order),
        }
        file, line = _place(history, files, after - before)
        yield Release(file, line, {**change, "file": file})


def _before(
    history: History, base: str, service: str, environment: str, order: Sequence[str]
) -> Mapping[str, Any] | None:
    """Give the nearest environment before this one that the service has; None if there is none."""
    passed = order[: order.index(environment)] if environment in order else ()
    for earlier in reversed(passed):
        merged, working = _merged(history, base, service, earlier), _working(history, service, earlier)
        if merged or working:
            return {
                "environment": earlier,
                "images": sorted(merged),
                "since": _since(history, base, service, earlier, merged),
                "changed": merged != working,
            }
    return None


def _since(history: History, base: str, service: str, environment: str, images: set[str]) -> str | None:
    """Give the time at which the images were merged that run in an environment; None if the history doesn't tell."""
    words = (
        "log",
        "--first-parent",
        f"-{_LONGEST_HISTORY}",
        "--format=%H %cI",
        base,
        "--",
        _folder(service, environment),
    )
    since = None
    lines = history.ask(*words).decode().splitlines()
    for line in lines:
        commit, _, time = line.partition(" ")
        if _merged(history, commit, service, environment) != images:
            return since
        since = time
    # The oldest commit that is known may only be where this clone begins.
    return None if history.is_shallow() or len(lines) == _LONGEST_HISTORY else since


def _merged(history: History, commit: str, service: str, environment: str) -> set[str]:
    """Give the images that a commit's manifests name."""
    names = history.names("ls-tree", "-z", "--name-only", commit, "--", f"{_folder(service, environment)}/")
    return {
        image
        for name in names
        if _is_manifest(name)
        for image in _images(name, history.ask("show", f"{commit}:{name}"))
    }


def _working(history: History, service: str, environment: str) -> set[str]:
    """Give the images that the working tree's manifests name."""
    folder = history.root / _folder(service, environment)
    images: set[str] = set()
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if _is_manifest(path.name) and path.is_file():
            name = f"{_folder(service, environment)}/{path.name}"
            try:
                images.update(_images(name, path.read_bytes()))
            except OSError as error:
                raise InputError(f"can't be read ({error.strerror})", where=name) from error
    return images


def _images(name: str, content: bytes) -> Iterator[str]:
    source = Source(name, SourceKind.MANIFEST, None, name.rpartition("/")[0], content=content)
    for one in load(source):
        if isinstance(one, Document):
            yield from _named(one.value)


def _named(value: object) -> Iterator[str]:
    """Give the images of every container below a value, however deep it is."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            for key, part in one.items():
                if key in _CONTAINERS and isinstance(part, list):
                    for container in part:
                        if isinstance(container, Mapping) and isinstance(container.get("image"), str):
                            yield container["image"]
                waiting.append(part)
        elif isinstance(one, list):
            waiting += one


def _place(history: History, files: Sequence[str], new: set[str]) -> tuple[str, int]:
    """Give the file and line that name a new image; the first file that changed if none does."""
    for file in files:
        path = history.root / file
        if path.is_file():
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                if any(image in line for image in new):
                    return file, number
    return files[0], 1


def _folder(service: str, environment: str) -> str:
    return f"{APPS}/{service}/{environment}"


def _is_manifest(name: str) -> bool:
    return name.endswith((".yaml", ".yml", ".json"))
