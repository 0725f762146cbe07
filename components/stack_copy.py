"""A new stack's file, made from another stack's: its comments kept, what must be its own changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path as File

from components.complaints import nearest
from components.config import EnvironmentName, environment_of_file, read_environment
from components.errors import ConfigurationError
from components.regions import ZONE_LETTERS
from components.stack_file import parse_stack_file, read_stack_file, stack_names, stack_path
from components.stack_lines import StackLines

NAME = re.compile(r"[a-z]([-a-z0-9]{0,38}[a-z0-9])?")
"""A stack's name is part of AWS names, of Kubernetes labels and of a file's name."""

PRIVATE = IPv4Network("10.0.0.0/8")
"""Where a new VPC's addresses are taken from (RFC 1918)."""

TAKEN_BY_EKS = IPv4Network("10.100.0.0/16")
"""What EKS gives to Services where the VPC is not in it (EKS API reference, KubernetesNetworkConfigRequest)."""


@dataclass(frozen=True)
class Wanted:
    """What a new stack is to be.

    Args:
        name: its name.
        source: the stack that it is made from.
        region: its AWS region; the source's if None.
        environment: its environment; the source's if None.
        cidr: addresses of its VPC; free ones of the source's size if None.
    """

    name: str
    source: str
    region: str | None = None
    environment: str | None = None
    cidr: str | None = None


@dataclass(frozen=True)
class NewStack:
    """A new stack's file.

    Args:
        file: where it belongs.
        text: what it says.
        region: its AWS region.
        environment: its environment.
        cidr: addresses of its VPC.
        zones: the letters of its zones.
    """

    file: File
    text: str
    region: str
    environment: str
    cidr: str
    zones: tuple[str, ...]


def new_stack(wanted: Wanted, folder: File, salt: str) -> NewStack:
    """Make a new stack's file from another's; nothing is written.

    Args:
        wanted: what it is to be.
        folder: where the stack files are.
        salt: its `encryptionsalt`.

    Raises:
        ConfigurationError: the name is taken or no name, the source is not there or broken, no such region or
            environment, the addresses overlap another stack's, or what results is not right.
    """
    _check_name(wanted.name, folder)
    path = stack_path(wanted.source, folder)
    source, before = read_stack_file(path), read_environment(wanted.source, folder)
    region = wanted.region or before.region
    environment = wanted.environment or before.environment.value
    _check_choices(region, environment)
    zones = zones_in(region, before.network.zones)
    taken = _taken(folder)
    cidr = wanted.cidr or str(free_block(before.network.cidr, taken.values()))
    _check_addresses(cidr, taken)
    lines = StackLines(path.read_text(encoding="utf-8"), source)
    lines.refuse_secrets()
    lines.describe(f"# {wanted.name}: made from {wanted.source}; say here what it is for.")
    lines.set(("config", "aws:region"), region)
    lines.set(("config", "slipway:environment"), environment)
    lines.set(("config", "slipway:network", "cidr"), cidr)
    lines.set_items(("config", "slipway:network", "zones"), zones)
    lines.drop(("config", "slipway:cluster", "name"))
    for owned in _owned_by_another(region, folder):
        lines.drop_section(("config", "slipway:security", owned))
    lines.set_last(("encryptionsalt",), salt)
    text = lines.text
    file = folder / f"Pulumi.{wanted.name}.yaml"
    environment_of_file(wanted.name, parse_stack_file(str(file), text))
    return NewStack(file, text, region, environment, cidr, zones)


def _check_name(name: str, folder: File) -> None:
    if not NAME.fullmatch(name):
        raise ConfigurationError(
            f"{name!r} is not a name that AWS, Kubernetes and DNS all take",
            do="take lower-case letters, digits and hyphens, at most 40, a letter first",
        )
    if name in stack_names(folder):
        raise ConfigurationError(
            f"there is a stack {name!r} already", file=str(folder / f"Pulumi.{name}.yaml"), do="take another name"
        )


def _check_choices(region: str, environment: str) -> None:
    for value, choices, what in (
        (region, list(ZONE_LETTERS), "region"),
        (environment, [one.value for one in EnvironmentName], "environment"),
    ):
        if value not in choices:
            near = nearest(value, choices)
            raise ConfigurationError(
                f"{value!r} is no {what} that is known here",
                do=f"did you mean {near!r}?" if near else f"take one of {', '.join(choices)}",
            )


def zones_in(region: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Give as many zones as wanted that a region has: the same letters where it has them.

    Raises:
        ConfigurationError: the region has fewer zones.
    """
    letters = ZONE_LETTERS[region]
    if len(wanted) > len(letters):
        raise ConfigurationError(
            f"{region} has {len(letters)} zones ({', '.join(letters)}), not {len(wanted)}", do="take another region"
        )
    kept = [zone for zone in wanted if zone in letters]
    others = [letter for letter in letters if letter not in kept]
    return tuple(sorted((*kept, *others[: len(wanted) - len(kept)])))


def free_block(like: IPv4Network, taken: Iterable[IPv4Network]) -> IPv4Network:
    """Give the first block of a VPC's size that nobody has: above the given one, then from the beginning.

    Raises:
        ConfigurationError: none is free.
    """
    used = [*taken, TAKEN_BY_EKS]
    blocks = list(PRIVATE.subnets(new_prefix=max(like.prefixlen, PRIVATE.prefixlen)))
    ordered = [*(one for one in blocks if one > like), *(one for one in blocks if one <= like)]
    free = next((one for one in ordered if not any(one.overlaps(other) for other in used)), None)
    if free is None:
        raise ConfigurationError(
            f"no /{like.prefixlen} of {PRIVATE} is free", do="give a block of another range with --cidr"
        )
    return free


def _taken(folder: File) -> dict[str, IPv4Network]:
    """Give the addresses of every stack that can be read."""
    taken = {}
    for name in stack_names(folder):
        try:
            taken[name] = read_environment(name, folder).network.cidr
        except ConfigurationError:
            continue  # `platform stack list` tells what is wrong with it
    return taken


def _owned_by_another(region: str, folder: File) -> list[str]:
    """Give the keys of slipway:security by which a stack owns what its account, or a region, has but one of."""
    owned = set()
    for name in stack_names(folder):
        try:
            other = read_environment(name, folder)
        except ConfigurationError:
            continue
        if other.security.account is not None:
            owned.add("account")
        if other.security.region is not None and other.region == region:
            owned.add("region")
    return sorted(owned)


def _check_addresses(cidr: str, taken: dict[str, IPv4Network]) -> None:
    try:
        block = IPv4Network(cidr)
    except ValueError:
        raise ConfigurationError(
            f"{cidr!r} is no block of IPv4 addresses", do="write one such as 10.96.0.0/16"
        ) from None
    for name, other in taken.items():
        if block.overlaps(other):
            raise ConfigurationError(
                f"{block} overlaps {other} of the stack {name}, so that the two could never be connected",
                do="leave --cidr out and a free block is taken",
            )
