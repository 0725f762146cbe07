"""The interpreter: from differences and the table to groups that a person reads from the gravest down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from components.nodes.labels import RETIRING_LABEL
from components.preview.differences import Difference, step_of
from components.preview.meanings import RULES, STATEFUL, TAG_FIELDS, TITLES, Meaning, Rule

Price = Callable[[str, Mapping[str, object]], float | None]
"""Type token and inputs → what a resource costs a month in US dollars; None if that is not known."""

NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"


@dataclass(frozen=True)
class Consequence:
    """What one change means in one respect.

    Args:
        difference: the change.
        says: what differs, a clause each: `version 1.35 → 1.36`.
        because: what follows from it; empty if nothing more is known.
        source: where it says so; empty if it is Pulumi's own word.
    """

    difference: Difference
    says: tuple[str, ...] = ()
    because: str = ""
    source: str = ""


@dataclass(frozen=True)
class Group:
    """The changes of one meaning."""

    meaning: Meaning
    consequences: tuple[Consequence, ...]

    @property
    def title(self) -> str:
        """The group's heading."""
        return TITLES[self.meaning]


@dataclass(frozen=True)
class Grouping:
    """All changes of a preview by meaning.

    Args:
        first: whether nothing of the stack stands yet, so that all is new.
        warnings: what a person should stop at, a sentence each.
        groups: from the gravest meaning down; none is empty.
    """

    first: bool
    warnings: tuple[str, ...]
    groups: tuple[Group, ...]


def grouped(
    differences: Sequence[Difference], *, production: bool = False, price: Price = lambda kind, inputs: None
) -> Grouping:
    """Group changes by what they mean.

    Args:
        differences: what becomes of each resource, the unchanged ones too.
        production: whether the stack is of the environment prod.
        price: tells what a resource costs.
    """
    standing = [one for one in differences if one.kind != "create"]
    changed = [one for one in differences if one.kind != "same" and not _is_component(one)]
    by_meaning: dict[Meaning, list[Consequence]] = {meaning: [] for meaning in Meaning}
    for one in changed:
        found = _consequences(one, price) if standing else [(Meaning.NEW, Consequence(one))]
        for meaning, consequence in found:
            by_meaning[meaning].append(consequence)
    return Grouping(
        first=bool(changed) and not standing,
        warnings=tuple(_warnings(changed, differences, production)),
        groups=tuple(Group(meaning, tuple(found)) for meaning, found in by_meaning.items() if found),
    )


def lost_with(kind: str) -> str | None:
    """Tell what goes with a resource of a type; None if it keeps no data."""
    return next((what for pattern, what in STATEFUL.items() if fnmatchcase(kind, pattern)), None)


def _is_component(one: Difference) -> bool:
    # Ours have no provider: nothing happens to them that does not happen to what is in them.
    return one.type.startswith("slipway:")


def _consequences(one: Difference, price: Price) -> list[tuple[Meaning, Consequence]]:
    if one.kind == "update" and one.fields and all(map(_is_tag, one.fields)):
        return [(Meaning.TAGS, Consequence(one))]
    found: list[tuple[Meaning, Consequence]] = []
    gone = one.kind in ("replace", "delete")
    lost = lost_with(one.type) if gone else None
    if lost or (gone and one.protect):
        found.append((Meaning.LOSS, _of_loss(one, lost)))
    if one.kind == "replace":
        causes = one.causes or one.fields
        found.append((Meaning.REPLACED, Consequence(one, tuple(step_of(one, path) for path in causes))))
    found += _by_rules(one)
    cost = _of_cost(one, price)
    if cost:
        found.append(cost)
    if one.kind == "create":
        found.append((Meaning.NEW, Consequence(one)))
    elif one.kind == "delete":
        found.append((Meaning.GONE, Consequence(one)))
    elif not any(meaning not in (Meaning.DEARER, Meaning.CHEAPER) for meaning, _ in found):
        found.append((Meaning.OTHER, Consequence(one, tuple(step_of(one, path) for path in one.fields))))
    return found


def _of_loss(one: Difference, lost: str | None) -> Consequence:
    what = "it is replaced" if one.kind == "replace" else "it is deleted"
    causes = tuple(step_of(one, path) for path in one.causes)
    return Consequence(one, causes, f"{what}, and with it {lost}" if lost else f"{what} although it is protected")


def _by_rules(one: Difference) -> list[tuple[Meaning, Consequence]]:
    """Give the meanings by the table; where several rows give one meaning, what they say is joined."""
    found: dict[Meaning, Consequence] = {}
    for rule in RULES:
        says = _applies(rule, one)
        if says is None:
            continue
        before = found.get(rule.meaning, Consequence(one))
        found[rule.meaning] = Consequence(
            one,
            tuple(dict.fromkeys((*before.says, *says))),
            before.because or rule.because,
            before.source or rule.source,
        )
    return list(found.items())


def _applies(rule: Rule, one: Difference) -> tuple[str, ...] | None:
    """Give what a row says of a change; None if it says nothing."""
    if one.kind not in rule.kinds or not any(fnmatchcase(one.type, pattern) for pattern in rule.types):
        return None
    if one.kind != "update":
        return ()
    paths = [
        path for path in one.fields if not _is_tag(path) and any(fnmatchcase(path, pattern) for pattern in rule.fields)
    ]
    return tuple(step_of(one, path) for path in paths) if paths else None


def _is_tag(path: str) -> bool:
    return any(path == tag or path.startswith((f"{tag}.", f"{tag}[")) for tag in TAG_FIELDS)


def _of_cost(one: Difference, price: Price) -> tuple[Meaning, Consequence] | None:
    before = price(one.type, one.old) if one.kind != "create" else 0.0
    after = price(one.type, one.new) if one.kind != "delete" else 0.0
    if before is None or after is None or abs(after - before) < 0.005:
        return None
    meaning = Meaning.DEARER if after > before else Meaning.CHEAPER
    return meaning, Consequence(one, (f"{after - before:+,.2f} USD a month",))


def _warnings(changed: Sequence[Difference], all_of_them: Sequence[Difference], production: bool) -> list[str]:
    said = [
        f"{one.name} ({one.type}) is protected: the engine refuses to {one.kind} it until the option is taken off"
        for one in changed
        if one.protect and one.kind in ("replace", "delete")
    ]
    if production:
        twins = {one.name for one in all_of_them if one.type == NODE_GROUP and one.kind in ("create", "same", "update")}
        said += [
            f"the node pool {one.name} is replaced in one step, for {', '.join(one.causes or one.fields)}: its pods "
            "move all at once; add its twin, drain the old pool, and drop it in a second change"
            for one in changed
            if one.type == NODE_GROUP and one.kind == "replace" and not _has_twin(one, twins)
        ]
        said += [
            f"the node pool {one.name} goes while it takes pods: write retiring: true in a change before, drain it, "
            "and leave it out then"
            for one in changed
            if one.type == NODE_GROUP and one.kind == "delete" and not _retires(one)
        ]
    return said


def _retires(one: Difference) -> bool:
    """Tell whether a pool's nodes take no new pods any more, by the taint that `retiring` gives them."""
    taints = one.old.get("taints")
    return isinstance(taints, list) and any(
        isinstance(taint, Mapping) and taint.get("key") == RETIRING_LABEL for taint in taints
    )


def _has_twin(one: Difference, twins: set[str]) -> bool:
    """Tell whether a pool stands whose name is the replaced one's and a suffix, or the other way round."""
    return any(twin.startswith(f"{one.name}-") or one.name.startswith(f"{twin}-") for twin in twins)
