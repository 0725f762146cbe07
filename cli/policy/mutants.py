"""`platform policy mutants`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json, print_table, whoever_reads

if TYPE_CHECKING:
    from cli.shapes.policy_proof import Mutants


@click.command(short_help="Change the rules a little, many times: their tests must notice.")
@click.argument("words", metavar="[RULE]...", nargs=-1)
@click.option(
    "--sample", type=click.IntRange(min=1), metavar="NUMBER", help="Try no more than this many, chosen at random."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same one chooses the same mutants again.")
@click.option(
    "--least", type=click.FloatRange(0, 1), default=0.9, show_default=True, help="The share that must be noticed."
)
@click.option("--shared", is_flag=True, help="Change the code that rules share instead, which takes longer.")
@output_option
def mutants(words: tuple[str, ...], sample: int | None, seed: int, least: float, shared: bool, output: str) -> None:
    """Make mutants of each RULE, or of all rules: a condition negated or dropped, a value changed.

    Each runs the tests beside its rule; one of shared code runs those of all rules that use it, too. A mutant that no
    test notices is printed: a line that could be wrong and nobody would know. Exits with 1 if fewer than --least are
    noticed.
    """
    from cli.place import checkout_folder
    from cli.shapes.policy_proof import mutants_told
    from policies.gate.engines.opa.binary import opa_binary
    from policies.library.catalogue import catalogue, rego_files, shared_files
    from policies.mutation.study import study

    known = catalogue(checkout_folder())
    rules = [Path(rule.file) for rule in ([known.find(word) for word in words] or known.rules)]
    code = list(shared_files(known.checkout))
    if shared and words:
        raise click.UsageError("--shared changes what all rules share: name no rule")
    chosen, users = (code, [*rules, *code]) if shared else (rules, [])
    library = [file for file in rego_files(known.checkout) if "lib" in file.parts or not file.stem.endswith("_test")]
    at = known.checkout
    found = study(
        opa_binary().path,
        [at / file for file in chosen],
        [at / file for file in library],
        users=[at / file for file in users],
        size=sample,
        seed=seed,
    )
    told = mutants_told(found, at)
    with whoever_reads():
        if output == "json":
            print_json(told)
        else:
            _print(told)
    sys.exit(0 if found.share >= least else 1)


def _print(told: Mutants) -> None:
    for survivor in told.survivors:
        click.echo(f"{survivor.file}:{survivor.line}: no test notices ({survivor.change})\n{survivor.difference}\n")
    weak = [row for row in told.rules if row.killed < row.tried]
    if weak:
        print_table(["RULE", "NOTICED", "OF"], [[row.rule, str(row.killed), str(row.tried)] for row in weak])
        click.echo()
    click.echo(
        f"{told.killed} of {told.tried} mutants of {len(told.rules)} files noticed ({told.share:.1%}); "
        f"{told.broken} did not compile; {told.seconds:.1f} s"
    )


COMMAND = mutants
"""What the group runs."""
