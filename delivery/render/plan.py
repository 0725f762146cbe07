"""What rendering would change in a checkout, worked out in memory before a single file is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from delivery.errors import NotOursError, ServiceNotFoundError, nearest, quoted
from delivery.render.documents import KINDS
from delivery.render.yaml_text import yaml_text
from delivery.spec import ALL_ENVIRONMENTS, Environment, ServiceFile, load_service

APPS = "apps"
SPEC = "service.yaml"
# How a rendered file is known: its first line.
OURS = "# Rendered from "

Action: TypeAlias = Literal["created", "changed", "removed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Change:
    """One rendered file: what is there and what should be.

    Attributes:
        path: the file, relative to the checkout.
        service: the service it belongs to.
        environment: the environment it belongs to.
        before: its text now; None if it is not there.
        after: its text when rendered; None if it should not be there.
    """

    path: Path
    service: str
    environment: Environment
    before: str | None
    after: str | None

    @property
    def action(self) -> Action:
        """What writing does to the file."""
        if self.before == self.after:
            return "unchanged"
        if self.before is None:
            return "created"
        return "removed" if self.after is None else "changed"


def find_checkout(start: Path) -> Path:
    """Give the nearest folder, from `start` upwards, that has a folder `apps`.

    Args:
        start: where to begin, absolute.

    Raises:
        ServiceNotFoundError: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / APPS).is_dir():
            return folder
    raise ServiceNotFoundError(
        f"neither it nor a folder above it has a folder {APPS}", where=str(start), do="change into a checkout"
    )


def service_names(checkout: Path) -> list[str]:
    """Give the names of all services that have a `service.yaml`, sorted.

    Args:
        checkout: the folder that `apps/` is in.
    """
    return sorted(spec.parent.name for spec in (checkout / APPS).glob(f"*/{SPEC}"))


def rendered(file: ServiceFile) -> dict[tuple[Environment, str], str]:
    """Give all files of a service, by environment and file name, in order.

    Args:
        file: the service's spec.
    """
    return {
        (environment, name): header(file.path, file.name, environment) + yaml_text(document)
        for environment, service in file.environments.items()
        for name, kind in KINDS.items()
        if (document := kind(service, environment)) is not None
    }


def header(spec: Path, service: str, environment: Environment) -> str:
    """Give the line that a rendered file begins with: where it comes from, and which command makes it.

    Args:
        spec: the `service.yaml`, relative to the checkout.
        service: the service's name.
        environment: the environment.
    """
    return (
        f"{OURS}{spec.as_posix()} by `platform render {service} --env {environment}`; edit that file, not this one.\n"
    )


def plan(checkout: Path, services: Sequence[str] = (), environment: str | None = None) -> list[Change]:
    """Work out what rendering changes, from reading alone.

    A rendered file that nothing renders any more is to be removed; so is all that was rendered for a service
    whose `service.yaml` is gone. Files without our header are never touched.

    Args:
        checkout: the folder that `apps/` is in.
        services: the services' names; all of them if empty.
        environment: the only environment to look at; all of them if None.

    Raises:
        SpecError: a `service.yaml` cannot be rendered.
        ServiceNotFoundError: a service or environment is not there.
        NotOursError: a file that people wrote stands where a rendered one would go.
    """
    known = service_names(checkout)
    asked = list(dict.fromkeys(services))
    for name in asked:
        if name not in known:
            raise ServiceNotFoundError(f"there is no service {quoted(name)} in {APPS}", do=_instead(name, known))
    only = _environments(environment)
    files = [load_service(checkout, Path(APPS, name, SPEC)) for name in asked or known]
    changes: list[Change] = []
    for file in files:
        if asked and environment and environment not in file.environments:
            raise ServiceNotFoundError(
                f"environments: {environment} is not among them",
                where=str(file.path),
                do=f"add {environment}: {{}} there",
            )
        changes += _changes(checkout, file.name, rendered(file), only)
    if not asked:
        folders = sorted(folder.name for folder in (checkout / APPS).iterdir() if folder.is_dir())
        for name in folders:
            if name not in known:
                changes += _changes(checkout, name, {}, only)
    return changes


def _instead(name: str, known: list[str]) -> str:
    meant = nearest(name, known)
    if meant:
        return f'write "{meant}"'
    return f"write one of {', '.join(known)}" if known else f"write the first {APPS}/<service>/{SPEC}"


def _environments(environment: str | None) -> tuple[Environment, ...]:
    if environment is None:
        return ALL_ENVIRONMENTS
    found = tuple(each for each in ALL_ENVIRONMENTS if each == environment)
    if not found:
        raise ServiceNotFoundError(
            f"there is no environment {quoted(environment)}", do=_instead(environment, list(ALL_ENVIRONMENTS))
        )
    return found


def _changes(
    checkout: Path, service: str, texts: dict[tuple[Environment, str], str], environments: tuple[Environment, ...]
) -> list[Change]:
    changes = []
    for environment in environments:
        folder = Path(APPS, service, environment)
        there = {file.name: file for file in sorted((checkout / folder).glob("*.yaml"))}
        wanted = {name: text for (each, name), text in texts.items() if each == environment}
        for name in sorted({*there, *wanted}):
            before = _text(there[name], folder / name) if name in there else None
            ours = before is None or before.startswith(OURS)
            if name in wanted and not ours:
                raise NotOursError(
                    "was not rendered, and a rendered file of this name must go there",
                    where=str(folder / name),
                    do="move what it says into service.yaml, or rename it",
                )
            if ours:
                changes.append(Change(folder / name, service, environment, before, wanted.get(name)))
    return changes


def _text(file: Path, named: Path) -> str:
    """Give a file's text; empty for what is no file, which is thus not ours."""
    if not file.is_file():
        return ""
    try:
        # Bytes that are not UTF-8 were not rendered; they become a change, and can be shown.
        return file.read_bytes().decode(errors="replace")
    except OSError as error:
        raise NotOursError(f"cannot be read ({error.strerror})", where=str(named), do="mend its permissions") from error
