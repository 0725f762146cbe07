"""What mends findings in rendered manifests: their spec, changed or as it is, rendered anew."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policies.gate.fixing import FileEdit, Left, Plan


def with_specs(plan: Plan, read: Callable[[str], str | None]) -> Plan:
    """Add to a plan what a changed spec, or one that a rendered file no longer agrees with, renders to.

    Args:
        plan: what would be changed else.
        read: gives a file's text.
    """
    from policies.gate.fixing import Plan as Made

    services: dict[str, list[Left]] = {}
    for left in plan.left:
        if left.source is not None:
            services.setdefault(left.source.spec, []).append(left)
    edits, mended = list(plan.edits), []
    for spec, there in services.items():
        added = _edits(spec, there, read)
        edits += added
        files = {edit.file for edit in added}
        mended += [left for left in there if left.finding.location.file in files]
    return Made(tuple(edits), tuple(left for left in plan.left if left not in mended))


def _edits(spec: str, there: Iterable[Left], read: Callable[[str], str | None]) -> list[FileEdit]:
    """Give the change of one spec, if one is needed, and of the files that it renders to."""
    from delivery.render import plan as rendering
    from policies.gate.fixing import FileEdit
    from toolchain.errors import SlipwayError

    before = read(spec)
    folder = Path(spec).parent
    if before is None:
        return []
    after, beware = _changed(before, there)
    with tempfile.TemporaryDirectory(prefix="slipway-fix-") as temporary:
        copy = Path(temporary, "apps", folder.name)
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("src"))
        (copy / "service.yaml").write_bytes(after.encode())
        try:
            changes = rendering(Path(temporary), [folder.name])
        except SlipwayError:
            # A spec that can't be rendered is told by `platform render`.
            return []
    made = [FileEdit(spec, before, after, (), beware, folder.name)] if after != before else []
    for change in changes:
        file = (folder.parents[1] / change.path).as_posix()
        if change.action == "changed" and change.before is not None and change.after is not None:
            found = tuple(left.finding for left in there if left.finding.location.file == file)
            made.append(FileEdit(file, change.before, change.after, found, (), folder.name))
    return made


def _changed(text: str, there: Iterable[Left]) -> tuple[str, tuple[str, ...]]:
    """Give a spec's text with what its findings leave no choice about, and what to beware of."""
    from policies.gate.fixing.table import SPEC_VALUES
    from policies.gate.fixing.yaml_edit import Object, Unchangeable, with_value

    beware = []
    for left in there:
        mending = SPEC_VALUES.get(left.finding.rule)
        if mending is None or left.source is None:
            continue
        try:
            text = with_value(
                text, Object(0), ("environments", left.source.environment, mending.property), mending.value
            )
        except Unchangeable:
            continue
        beware += [mending.beware] if mending.beware else []
    return text, tuple(dict.fromkeys(beware))
