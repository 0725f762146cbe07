from __future__ import annotations

from ipaddress import IPv4Network
from pathlib import Path

import pytest

from components.addresses import Block, blocks_in, main, overlaps, overlaps_of
from components.config import STACKS
from tests.unit.components.test_config import STACK

ROOT = Path(__file__).parents[3]


def block(stack: str, network: str) -> Block:
    return Block(stack, IPv4Network(network), f"Pulumi.{stack}.yaml", 7)


APART = block("c", "10.3.0.0/16")


def test_networks_that_overlap_are_told_once_with_both_files_and_lines() -> None:
    (found,) = overlaps([block("a", "10.1.0.0/16"), block("b", "10.1.128.0/20"), APART])
    assert str(found) == (
        "Pulumi.b.yaml:7: slipway:network.cidr: 10.1.128.0/20 overlaps 10.1.0.0/16 of the stack a (Pulumi.a.yaml:7), "
        "so that the two networks could never be connected; give one of them a block of its own before it is made"
    )


def test_of_one_stack_it_is_told_at_its_own_line_and_of_the_others_nothing() -> None:
    blocks = [block("a", "10.1.0.0/16"), block("b", "10.1.0.0/20"), APART]
    assert [str(one).partition(":")[0] for one in overlaps_of("a", blocks)] == ["Pulumi.a.yaml"]
    assert overlaps_of("c", blocks) == []


@pytest.mark.parametrize("section", ["slipway:network", "network"])
def test_the_line_is_that_of_the_block_and_a_broken_file_is_left_out(tmp_path: Path, section: str) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK.replace("slipway:network", section))
    (tmp_path / "Pulumi.broken.yaml").write_text("config: {}\n")
    (read,) = blocks_in(tmp_path)
    assert (read.stack, read.line) == ("dev", STACK[: STACK.index("cidr:")].count("\n") + 1)


def test_the_committed_stacks_are_apart_and_the_check_would_say_if_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(ROOT / STACKS) == 0
    assert capsys.readouterr().out == ""
    for name in ("dev", "local"):
        (tmp_path / f"Pulumi.{name}.yaml").write_text(STACK)
    assert main(tmp_path) == 1
    assert "Pulumi.local.yaml:6: slipway:network.cidr: 10.20.0.0/16 overlaps" in capsys.readouterr().out
