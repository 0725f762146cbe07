"""`platform policy show`."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json, use_color

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.shapes.policy import RuleTold

_OWN = {"gate": "asked by the gate itself, not in Rego", "checkov": "a check of Checkov's"}
"""What is told in place of a file, by engine."""

WIDTH = 80
"""Columns that prose is wrapped to."""


@click.command(short_help="Explain RULE, with a failing and a passing example.")
@click.argument("word", metavar="RULE")
@output_option
def show(word: str, output: str) -> None:
    """Explain RULE: why it matters, how to mend what it finds, which controls it asks, and an example of each outcome.

    RULE is its id, its subject/name, or its name; the id of a check of Checkov's or of the gate's own does too. The
    examples are judged as you type this: what stands under a line is what the gate says of it.
    """
    from cli.place import checkout_folder
    from cli.shapes.policy import rule_told, told_elsewhere
    from policies.errors import RuleError
    from policies.library.catalogue import catalogue
    from policies.library.elsewhere import facts_elsewhere
    from policies.library.examples import shown_examples
    from policies.library.standards import named, standards

    known = catalogue(checkout_folder())
    try:
        rule = known.find(word)
    except RuleError:
        other = facts_elsewhere(word)
        if other is None:
            raise
        told = told_elsewhere(*other)
    else:
        told = rule_told(rule, shown_examples(known.checkout, [rule])[rule.id], named(standards(known.checkout)))
    if output == "json":
        print_json(told)
        return
    _print(told)


def _print(told: RuleTold) -> None:
    color = use_color()
    click.echo(click.style(f"{told.rule}  {told.title}", bold=True) if color else f"{told.rule}  {told.title}")
    facts = [told.severity, ", ".join(told.kinds), told.file or _OWN[told.engine]]
    click.echo("; ".join(fact for fact in facts if fact) + "\n")
    click.echo(_wrapped(told.why))
    click.echo(f"\nTo mend it\n{_wrapped(told.remediation, '  ')}")
    if told.controls:
        click.echo("\nControls")
        for control in told.controls:
            named = f": {control.title} ({control.standard})" if control.title else ""
            click.echo(_wrapped(f"{control.control}{named}", "  ", "    "))
    if told.related:
        click.echo("\nRead on\n" + "\n".join(f"  {address}" for address in told.related))
    if told.settings:
        click.echo("\nWith this in policies/settings.yaml")
        _print_example(told.settings, {}, color=color)
    if told.fails:
        said = {finding.line: [] for finding in told.findings}  # type: dict[int, list[str]]
        for finding in told.findings:
            said[finding.line].append(finding.message)
        click.echo("\nDenied")
        _print_example(told.fails, said, color=color)
    if told.passes:
        click.echo("\nFine")
        _print_example(told.passes, {}, color=color)


def _print_example(text: str, said: dict[int, Sequence[str]] | dict[int, list[str]], *, color: bool) -> None:
    for number, line in enumerate(text.strip("\n").split("\n"), 1):
        marked = number in said
        shown = f"{'>' if marked else ' '} {number:3d}  {line}".rstrip()
        click.echo(click.style(shown, fg="red") if marked and color else shown)
        indent = " " * (7 + len(line) - len(line.lstrip()))
        for message in said.get(number, ()):
            click.echo(_wrapped(f"^ {message}", indent, f"{indent}  "))


def _wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    after = first if rest is None else rest
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=after, break_long_words=False, break_on_hyphens=False
    )


COMMAND = show
"""What the group runs."""
