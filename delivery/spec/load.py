"""From a `service.yaml` to the service in each of its environments, or to one sentence about what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from delivery.errors import SpecError, nearest, quoted
from delivery.spec.environment import Environment
from delivery.spec.explain import explained
from delivery.spec.merge import merged
from delivery.spec.model import Service
from delivery.spec.tree import Entry, Mapping, Scalar, plain, read_tree

ENVIRONMENTS = "environments"
ALL_ENVIRONMENTS: tuple[Environment, ...] = get_args(Environment)
# What a service is does not change from one environment to the next.
SAME_EVERYWHERE = frozenset({"apiVersion", "name", "team", ENVIRONMENTS})


@dataclass(frozen=True, slots=True)
class ServiceFile:
    """One `service.yaml`.

    Attributes:
        path: the file, relative to the checkout.
        name: the service's name.
        environments: the service in each environment that the file names, in the order in which a change travels.
    """

    path: Path
    name: str
    environments: dict[Environment, Service]


def load_service(checkout: Path, path: Path) -> ServiceFile:
    """Read one `service.yaml`.

    Args:
        checkout: the folder that `apps/` is in.
        path: the file, relative to the checkout.

    Raises:
        SpecError: the file says something that cannot be rendered.
    """
    tree = read_tree(checkout / path, name=str(path))
    _refuse_unknown(tree)
    shared = Mapping({key: entry for key, entry in tree.entries.items() if key != ENVIRONMENTS}, tree.place)
    environments = {
        environment: _service(merged(shared, over)) for environment, over in _overrides(tree, named=str(path)).items()
    }
    name = next(iter(environments.values())).name
    if name != path.parent.name:
        raise SpecError(
            f"name: {quoted(name)} is not the name of its folder",
            where=str(shared.entries["name"].place),
            do=f"write {quoted(path.parent.name)}, or rename the folder",
        )
    return ServiceFile(path, name, environments)


def _refuse_unknown(tree: Mapping) -> None:
    """Refuse a key at the top that is none, before the key is missed that it was meant to be."""
    known = (*(field.alias or name for name, field in Service.model_fields.items()), ENVIRONMENTS)
    for key, entry in tree.entries.items():
        if key not in known:
            meant = nearest(key, known)
            do = f'write "{meant}"' if meant else f"write one of {', '.join(known)}"
            raise SpecError(f"{key}: there is no such key", where=str(entry.place), do=do)


def _service(tree: Mapping) -> Service:
    try:
        return Service.model_validate(plain(tree))
    except ValidationError as error:
        raise explained(error, tree) from None


def _overrides(tree: Mapping, *, named: str) -> dict[Environment, Mapping]:
    """Give what each environment lays over the rest, in the order in which a change travels."""
    entry = tree.entries.get(ENVIRONMENTS)
    if entry is None or not isinstance(entry.node, Mapping) or not entry.node.entries:
        raise SpecError(
            f"{ENVIRONMENTS}: names no environment",
            where=str(entry.place) if entry else f"{named}:1",
            do=f"add {ENVIRONMENTS}: {{{ALL_ENVIRONMENTS[0]}: {{}}}}",
        )
    overrides = {key: _override(key, over) for key, over in entry.node.entries.items()}
    return {environment: overrides[environment] for environment in ALL_ENVIRONMENTS if environment in overrides}


def _override(environment: str, over: Entry) -> Mapping:
    key = f"{ENVIRONMENTS}.{environment}"
    if environment not in ALL_ENVIRONMENTS:
        meant = nearest(environment, ALL_ENVIRONMENTS)
        do = f'write "{meant}"' if meant else f"write one of {', '.join(ALL_ENVIRONMENTS)}"
        raise SpecError(f"{key}: there is no such environment", where=str(over.place), do=do)
    if isinstance(over.node, Scalar) and over.node.value is None:
        return Mapping({}, over.place)
    if not isinstance(over.node, Mapping):
        raise SpecError(
            f"{key}: keys must stand here", where=str(over.place), do=f"write {environment}: {{}} if nothing differs"
        )
    for fixed in over.node.entries:
        if fixed in SAME_EVERYWHERE:
            raise SpecError(
                f"{key}.{fixed}: is the same in every environment",
                where=str(over.node.entries[fixed].place),
                do="remove it here",
            )
    return over.node
