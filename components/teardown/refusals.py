"""What would refuse to go: looked up before anything is touched, and turned off if that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from components.teardown.cloud import CloudApi
from components.teardown.protection import Protection, arguments_of, filled, guardable, holders
from components.teardown.report import Remaining
from components.teardown.state import Standing, protected
from components.teardown.wanted import EngineOfStack


@dataclass(frozen=True)
class Refusals:
    """What refuses to go.

    Attributes:
        protected: URNs that Pulumi refuses to delete.
        guarded: resources that AWS refuses to delete, each with the row of its switch.
        full: resources that have to be emptied, as what remains.
        told: all of them as what remains, each with the command that helps.
    """

    protected: tuple[str, ...]
    guarded: tuple[tuple[Standing, Protection], ...]
    full: tuple[Remaining, ...]
    told: tuple[Remaining, ...]


def refusals(
    stack: str, region: str, rows: Sequence[dict[str, object]], resources: Iterable[Standing], cloud: CloudApi
) -> Refusals:
    """Find out what refuses to go: by the state, and by what AWS says now of its own switches.

    Args:
        stack: the stack.
        region: its AWS region, which the commands name.
        rows: all that the state has, components and providers too, since each can be protected.
        resources: what stands of it.
        cloud: AWS.
    """
    resources = tuple(resources)
    urns = protected(rows)
    guarded = tuple(
        (one, row)
        for one, row in guardable(resources)
        if cloud.ask(row.service, row.look, arguments_of(row.look_arguments, one), row.switch) in (True, "true")
    )
    full = tuple(
        Remaining("not empty", one.urn, f"it holds {row.what}", filled(row.command, one))
        for one, row in holders(resources)
        if any(cloud.ask(row.service, row.operation, arguments_of(row.arguments, one), key) for key in row.content)
    )
    told = (
        *(Remaining("protected", urn, "`protect` in the program", _unprotect(urn, stack)) for urn in urns),
        *(
            Remaining(
                "deletion protection",
                one.urn,
                f"AWS refuses to delete it ({row.setting} in the stack's file)" if row.setting else "AWS refuses",
                f"{filled(row.command, one)} --region {region}",
            )
            for one, row in guarded
        ),
        *full,
    )
    return Refusals(urns, guarded, full, told)


def turn_off(stack: str, found: Refusals, engine: EngineOfStack, cloud: CloudApi) -> None:
    """Turn protections off, Pulumi's and AWS's; what is full stays as it is, since that is somebody's data."""
    for urn in found.protected:
        engine.output(["state", "unprotect", urn, "--stack", stack, "--yes"])
    for one, row in found.guarded:
        cloud.ask(row.service, row.operation, arguments_of(row.arguments, one), "@")


def _unprotect(urn: str, stack: str) -> str:
    return f"pulumi state unprotect '{urn}' --stack {stack}"
