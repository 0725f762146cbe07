"""`platform check --fix`: what a program can mend, as a diff; written with --yes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import use_color

if TYPE_CHECKING:
    from cli.shapes.mend import Mended
    from policies.gate.check import Options
    from policies.gate.finding import Finding
    from policies.gate.fixing import FileEdit, Plan

MOST_LEFT = 20
"""So many findings that stay are told one by one."""

COLORS = {"+": "green", "-": "red", "@": "cyan"}


def mending(findings: Sequence[Finding], options: Options) -> Plan:
    """Work out what can be mended, and keep of it what the gate agrees with.

    Args:
        findings: of the run.
        options: of the run.
    """
    from cli.mend_spec import with_specs
    from policies.gate.fixing import plan_of
    from policies.gate.fixing.proof import proved

    return proved(with_specs(plan_of(findings, read), read), lambda texts: _judged(texts, options))


def read(file: str) -> str | None:
    """Give a file's text with its line breaks as they are; None if it is none, or standard input."""
    path = Path(file)
    try:
        return path.read_bytes().decode() if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        return None


def _judged(texts: Mapping[str, str], options: Options) -> dict[str, list[Finding]]:
    """Judge texts by the checkout's rules in a folder of their own."""
    import dataclasses

    from policies.errors import EngineError
    from policies.gate.check import check
    from policies.gate.places import checkout_of

    checkout = checkout_of(options.directory)
    with tempfile.TemporaryDirectory(prefix="slipway-fix-") as folder:
        top = Path(folder).resolve()
        for name in ("policies", "teams"):
            if (checkout / name).is_dir():
                (top / name).symlink_to(checkout / name)
        names = {}
        for number, (file, text) in enumerate(texts.items()):
            path = top / str(number) / Path(file).name
            path.parent.mkdir()
            path.write_bytes(text.encode())
            names[str(path)] = file
        alone = dataclasses.replace(options, directory=top, changed_since=None, baseline=None, trusted_ref=None)
        outcome = check(list(names), alone)
        if outcome.errors:
            raise EngineError(f"the change could not be judged: {outcome.errors[0]}", do="nothing was changed")
        found: dict[str, list[Finding]] = {file: [] for file in texts}
        for finding in outcome.report.findings:
            file = names.get(str(Path(finding.location.file).absolute()), "")
            if file:
                found[file].append(finding)
        return found


def diff_without_secrets(edit: FileEdit, findings: Iterable[Finding]) -> str:
    """Give an edit's diff with the lines masked that a report masks; a changed line is, if one that it replaces is.

    Args:
        edit: of a plan.
        findings: of the run.
    """
    from policies.gate.reporting.source import holds_secret, masked

    lines = edit.before.splitlines()
    secrets = {one.location.line for one in findings if one.location.file == edit.file and holds_secret(one)}
    hidden = {text for number in secrets for text in lines[max(0, number - 2) : number + 1]}
    shown: list[str] = []
    replaced = False
    for line in edit.diff.splitlines():
        sign, text = line[:1], line[1:]
        if sign not in "+-":
            replaced = False
        elif sign == "-":
            replaced = replaced or text in hidden
        hide = text in hidden or (sign == "+" and replaced)
        shown.append(sign + masked(text) if hide and not line.startswith(("---", "+++", "@@")) else line)
    return "".join(f"{line}\n" for line in shown)


def show(plan: Plan, findings: Sequence[Finding], *, written: bool) -> None:
    """Print a plan: the diffs, what to beware of, and what is left to people.

    Args:
        plan: what would be changed, or was.
        findings: of the run.
        written: whether it was.
    """
    from policies.gate.reporting.words import counted, printable

    color = use_color()
    for edit in plan.edits:
        for line in diff_without_secrets(edit, findings).splitlines():
            shade = None if line.startswith(("+++", "---")) else COLORS.get(line[:1])
            safe = printable(line)
            click.echo(click.style(safe, fg=shade) if color and shade else safe, color=color)
    for warning in dict.fromkeys(each for edit in plan.edits for each in edit.beware):
        click.echo(f"beware: {warning}")
    # Notices that stay fail nothing; JSON has them.
    stay = [left for left in plan.left if left.finding.severity]
    for left in stay[:MOST_LEFT]:
        place = left.finding.location
        click.echo(printable(f"stays: {place.file}:{place.line}: {left.finding.rule}: {left.why}"))
    if len(stay) > MOST_LEFT:
        click.echo(f"stays: {len(stay) - MOST_LEFT} more (-o json tells them)")
    mended = sum(len(edit.mended) for edit in plan.edits)
    if not plan.edits:
        click.echo("nothing that a program can mend")
        return
    files = counted(len(plan.edits), "file")
    if written:
        click.echo(f"mended {counted(mended, 'finding')} in {files}")
    else:
        click.echo(f"would mend {counted(mended, 'finding')} in {files}; --fix --yes writes it")


def write(plan: Plan) -> None:
    """Write what changes; a file that has changed since it was read stays as it is.

    Raises:
        InputError: a file has changed meanwhile.
    """
    from policies.errors import InputError
    from toolchain.files import write_whole

    for edit in plan.edits:
        if read(edit.file) != edit.before:
            raise InputError("has changed meanwhile", where=edit.file, do="type the command again")
        path = Path(edit.file)
        write_whole(path, edit.after.encode(), mode=path.stat().st_mode & 0o777)


def told(plan: Plan, findings: Sequence[Finding], *, written: bool) -> Mended:
    """Give a plan as JSON has it."""
    from cli.shapes.mend import Edit, Mended, Stays

    return Mended(
        files=tuple(
            Edit(
                edit.file,
                diff_without_secrets(edit, findings),
                tuple(sorted({each.rule for each in edit.mended})),
                len(edit.mended),
                edit.beware,
            )
            for edit in plan.edits
        ),
        left=tuple(
            Stays(each.finding.rule, each.finding.location.file, each.finding.location.line, each.why)
            for each in plan.left
        ),
        written=written,
    )
