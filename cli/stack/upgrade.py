"""`platform stack upgrade`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json, use_color

if TYPE_CHECKING:
    from components.upgrade import Plan

WIDTH = 80


@click.command(short_help="Raise STACK's Kubernetes by one version, if nothing of ours breaks.")
@click.argument("name", metavar="STACK")
@click.option("--to", metavar="VERSION", help="The version in the end; the next one if not given.")
@click.option("--check", is_flag=True, help="Change nothing; end with 1 if something of ours would break.")
@output_option
def upgrade(name: str, to: str | None, check: bool, output: str) -> None:
    """Say what raising STACK's Kubernetes takes and what of ours it breaks, and write the next version into its file.

    One minor version at a time, since EKS takes no other way. Nothing is written if something of ours would break: an
    API that is no longer served in `apps/` or in the program, or what kubelet refuses. Then `platform stack up` does
    it: the control plane first, the add-ons, then the nodes of the pools.
    """
    from cli.place import checkout_folder
    from cli.shapes.upgrade import UpgradePlan
    from cli.stack.preview import today
    from components.config import STACKS, read_environment
    from components.recorded import recorded
    from components.upgrade import support_warning
    from components.upgrade.plan import next_minor, plan_of

    checkout = checkout_folder()
    environment = read_environment(name, checkout / STACKS)
    wanted = to or next_minor(environment.cluster.version)
    _check_version(wanted)
    plan = plan_of(environment, wanted, recorded(name, checkout), checkout)
    written = bool(plan.steps) and not plan.breaks and not check
    if written:
        _write(name, plan.steps[0])
    if output == "json":
        print_json(UpgradePlan.of(plan, written))
    else:
        color = use_color()
        warning = support_warning(name, environment.cluster.version, environment.cluster.support, today())
        for line in _lines(plan, warning):
            click.echo(click.style(line, bold=True) if color and line[:1].isupper() else line, color=color)
        click.echo(_end(plan, written, check))
    if plan.breaks:
        raise click.exceptions.Exit(1)


def _check_version(version: str) -> None:
    import re

    from components.errors import ConfigurationError

    if not re.fullmatch(r"1\.[0-9]{2}", version):
        raise ConfigurationError(f"{version!r} is no minor version of Kubernetes", do="write one such as 1.36")


def _write(name: str, version: str) -> None:
    """Write the next version into the stack's file, everything else as it is, if the result reads well."""
    from cli.place import checkout_folder
    from components.config import STACKS, environment_of_file
    from components.stack_file import parse_stack_file, read_stack_file, stack_path
    from components.stack_lines import StackLines
    from toolchain.files import write_whole

    file = stack_path(name, checkout_folder() / STACKS)
    lines = StackLines(file.read_text(), read_stack_file(file))
    lines.set(("config", "slipway:cluster", "version"), f'"{version}"')
    environment_of_file(name, parse_stack_file(str(file), lines.text))
    write_whole(file, lines.text)


def _lines(plan: Plan, warning: str | None) -> Iterator[str]:
    from components.upgrade import support_of

    yield f"{plan.stack}: Kubernetes {' → '.join((plan.before, *plan.steps))}"
    yield ""
    yield "Support by EKS"
    for minor in (plan.before, *plan.steps):
        support = support_of(minor)
        told = f"until {support.standard}, extended until {support.extended}" if support else "dates not known here"
        yield f"  {minor}  {told}"
    if warning:
        yield from _item(f"! {warning}")
    if plan.addons:
        yield ""
        yield f"Add-ons that move with {plan.steps[0]}"
        for change in plan.addons:
            yield f"  {change.addon}  {change.before} → {change.after}"
    yield ""
    yield "Nodes follow; where one pool at a time is wanted, in this order"
    yield from _item(", then ".join(plan.pools))
    for heading, breaks in (("Breaks", True), ("Warns", False)):
        found = [one for one in plan.findings if one.breaks is breaks]
        if found:
            yield ""
            yield heading
            for one in found:
                yield from _item(f"{one.where}: {one.subject}, since {one.minor}")
    if plan.notes:
        yield ""
        yield "To look at"
        for note in plan.notes:
            yield from _item(f"{note.minor}, {note.kind}: {note.subject}. {note.what}; {note.do}")
    yield ""


def _end(plan: Plan, written: bool, check: bool) -> str:
    if not plan.steps:
        return f"{plan.stack}: has that version already"
    if plan.breaks:
        return f"{plan.stack}: mend what breaks first; nothing was written"
    if not written:
        return f"{plan.stack}: nothing of ours breaks at {plan.steps[0]}"
    more = f", then this again for {plan.steps[1]}" if len(plan.steps) > 1 else ""
    return f"{plan.stack}: {plan.steps[0]} is in its file; type `platform stack up {plan.stack}`{more}"


def _item(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


COMMAND = upgrade
"""What the group runs."""
