"""What a teardown ends with: what is gone, what remains and how to remove it, what stays on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from components.teardown.objects import Found
from components.teardown.orphans import CloudThing
from components.teardown.state import Standing


@dataclass(frozen=True)
class Remaining:
    """One thing that is still there.

    Attributes:
        kind: what it is.
        name: its id, URN, or namespace and name.
        why: why it is still there, or by what it is known to be the stack's.
        do: the command to type, or what to do.
    """

    kind: str
    name: str
    why: str
    do: str


@dataclass(frozen=True)
class StepDone:
    """One step of a teardown, or with `--plan` what it would be.

    Attributes:
        title: the step.
        outcome: what came of it, in a few words.
        things: what it touched or would touch, one a line.
    """

    title: str
    outcome: str
    things: tuple[str, ...] = ()


@dataclass
class Report:
    """What a teardown did.

    Attributes:
        stack: the stack.
        steps: the steps so far.
        gone: how many of what are gone, by kind.
        remains: what is still there and should not be.
        kept: what stays on purpose, or goes by itself.
        stopped: why it did not go on to its end; empty if it did.
        do: what to type next; empty if nothing has to be done.
        failed: whether it stopped for an error, and not for something that a person has to decide.
        planned: whether nothing was to be changed.
    """

    stack: str
    steps: list[StepDone] = field(default_factory=list)
    gone: dict[str, int] = field(default_factory=dict)
    remains: list[Remaining] = field(default_factory=list)
    kept: list[Remaining] = field(default_factory=list)
    stopped: str = ""
    do: str = ""
    failed: bool = False
    planned: bool = False

    @property
    def exit_status(self) -> int:
        """0 if nothing of the stack is left, 1 if something is, 2 if it could not be done."""
        if self.failed:
            return 2
        return 0 if self.planned and not self.stopped else int(bool(self.stopped or self.remains))

    def add_gone(self, kind: str, count: int = 1) -> None:
        """Count what is gone."""
        if count:
            self.gone[kind] = self.gone.get(kind, 0) + count


def of_things(things: Iterable[CloudThing]) -> list[Remaining]:
    """Give things in AWS as what remains."""
    return [
        Remaining(
            one.kind,
            one.id + (f' "{one.told}"' if one.told and one.told != one.id else ""),
            f"goes by itself on {one.leaves}" if one.leaves else one.kept or one.busy or one.tag,
            "nothing" if one.leaves else one.command or "look at it in the console",
        )
        for one in things
    ]


def of_objects(found: Iterable[Found], why: str) -> list[Remaining]:
    """Give objects of Kubernetes as what remains."""
    return [Remaining(one.kind.kind, _place(one), why, f"kubectl delete {_named(one)}") for one in found]


def of_stuck(stuck: Sequence[tuple[Found, str]]) -> list[Remaining]:
    """Give objects that do not go, each with what holds it."""
    return [Remaining(one.kind.kind, _place(one), why, f"kubectl get {_named(one)} -o yaml") for one, why in stuck]


def of_state(resources: Iterable[Standing], stack: str, why: str) -> list[Remaining]:
    """Give resources that Pulumi's state still has."""
    return [
        Remaining(one.type, one.urn, why, f"pulumi destroy --stack {stack} --target '{one.urn}'") for one in resources
    ]


def _place(found: Found) -> str:
    return f"{found.namespace}/{found.name}" if found.namespace else found.name


def _named(found: Found) -> str:
    return f"{found.kind.full_name} {found.name}" + (f" -n {found.namespace}" if found.namespace else "")


def many(count: int, what: str) -> str:
    """Write a number of things.

    Example:
        >>> many(1, "volume claim"), many(3, "resource of Pulumi"), many(2, "Ingress")
        ('1 volume claim', '3 resources of Pulumi', '2 Ingresses')
    """
    noun, _, rest = what.partition(" of ")
    plural = f"{noun}es" if noun.endswith(("s", "x")) else f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}" + (f" of {rest}" if rest else "")
