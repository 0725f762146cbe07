"""`platform policy test`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json, whoever_reads

if TYPE_CHECKING:
    from cli.shapes.policy_proof import TestResults


@click.command(short_help="Run the rules' tests and judge their examples.")
@click.argument("words", metavar="[RULE]...", nargs=-1)
@click.option("--coverage", is_flag=True, help="Fail too if a line of a rule is run by no test; name the lines.")
@output_option
def test(words: tuple[str, ...], coverage: bool, output: str) -> None:
    """Run the tests of each RULE, and judge its examples: `fails.yaml` must be denied by it, `passes.yaml` must not.

    Without RULE all tests are run, those of the shared code too. Exits with 1 if one fails.
    """
    from cli.place import checkout_folder
    from cli.shapes.policy_proof import test_results
    from policies.gate.engines.opa.binary import opa_binary
    from policies.library.catalogue import catalogue
    from policies.library.proof import prove

    known = catalogue(checkout_folder())
    rules = [known.find(word) for word in words]
    told = test_results(prove(opa_binary().path, known, rules or None, coverage=coverage))
    with whoever_reads():
        if output == "json":
            print_json(told)
        else:
            _print(told)
    sys.exit(0 if told.sound else 1)


def _print(told: TestResults) -> None:
    for failure in told.failures:
        click.echo(
            f"{failure.file}:{failure.line}: {failure.test} failed{f': {failure.error}' if failure.error else ''}"
        )
    for sentence in told.examples:
        click.echo(sentence)
    for gap in told.uncovered or ():
        lines = ", ".join(map(str, gap.lines)) or "all"
        click.echo(f"{gap.file}: no test runs line {lines}")
    words = [f"{told.passed} tests passed", f"{len(told.failures)} failed"]
    words += [f"{told.skipped} put off"] if told.skipped else []
    words += [f"{len(told.examples)} examples are wrong"]
    if told.uncovered is not None:
        words.append(f"{sum(len(gap.lines) or 1 for gap in told.uncovered)} lines not covered")
    click.echo(", ".join(words) + f"; {told.seconds:.1f} s")


COMMAND = test
"""What the group runs."""
