"""The addresses of the stacks' networks, which must not overlap: `python -m components.addresses` in `make check`.

Networks that overlap can never be joined by a peering or a transit gateway, and a VPC's addresses can't be changed
while it stands. So `platform stack new` refuses such a block, `make check` refuses to commit one, and `platform stack
preview` warns of it; but a stack that stands can still be worked on, since only a new network would mend it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import combinations
from pathlib import Path

from components.config import STACKS, environment_of_file
from components.errors import ConfigurationError
from components.stack_file import read_stack_file, stack_names, stack_path

KEY = ("config", "slipway:network", "cidr")


@dataclass(frozen=True)
class Block:
    """The addresses of one stack's network.

    Args:
        stack: the stack.
        network: its VPC's addresses.
        file: its file, as messages name it.
        line: the line that says so.
    """

    stack: str
    network: IPv4Network
    file: str
    line: int | None


def overlaps(blocks: Sequence[Block]) -> list[ConfigurationError]:
    """Give an error for each two stacks whose networks overlap, at the later one's line, with the other's.

    Example:
        >>> both = [Block(name, IPv4Network("10.1.0.0/16"), f"Pulumi.{name}.yaml", 3) for name in ("a", "b")]
        >>> print(*overlaps(both)[0].args)  # doctest: +ELLIPSIS
        Pulumi.b.yaml:3: slipway:network.cidr: 10.1.0.0/16 overlaps 10.1.0.0/16 of the stack a (Pulumi.a.yaml:3)...
    """
    return [
        _error(later, earlier) for earlier, later in combinations(blocks, 2) if later.network.overlaps(earlier.network)
    ]


def overlaps_of(stack: str, blocks: Sequence[Block]) -> list[ConfigurationError]:
    """Give an error for each stack whose network overlaps one stack's, at that one's line."""
    own = [block for block in blocks if block.stack == stack]
    others = [block for block in blocks if block.stack != stack]
    return [_error(one, other) for one in own for other in others if one.network.overlaps(other.network)]


def _error(one: Block, other: Block) -> ConfigurationError:
    place = f"{other.file}:{other.line}" if other.line else other.file
    return ConfigurationError(
        f"{one.network} overlaps {other.network} of the stack {other.stack} ({place}), so that the two networks could "
        "never be connected",
        file=one.file,
        line=one.line,
        key=".".join(KEY[1:]),
        do="give one of them a block of its own before it is made",
    )


def blocks_in(folder: Path) -> list[Block]:
    """Give the addresses of every stack that can be read; `platform stack list` tells what is wrong with the others."""
    found = []
    for name in stack_names(folder):
        try:
            source = read_stack_file(stack_path(name, folder))
            network = environment_of_file(name, source).network.cidr
        except ConfigurationError:
            continue
        bare = ("config", "network", "cidr")
        found.append(Block(name, network, source.shown, source.line_of(bare if bare in source.lines else KEY)))
    return found


def main(folder: Path = STACKS) -> int:
    """Tell each two stacks whose networks overlap.

    Returns:
        0 if there are none, else 1.
    """
    found = overlaps(blocks_in(folder))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
