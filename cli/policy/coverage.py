"""`platform policy coverage`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json, print_table, whoever_reads

if TYPE_CHECKING:
    from policies.library.standards import Coverage


@click.command(short_help="Tell which controls of outside standards our rules ask.")
@click.argument("standard", required=False)
@output_option
def coverage(standard: str | None, output: str) -> None:
    """Tell of each control of STANDARD whether a rule asks it, which, and if none does, why; without STANDARD of all.

    Exits with 1 if a control is neither covered nor explained.
    """
    import sys

    from cli.place import checkout_folder
    from cli.shapes.policy import StandardList, standard_coverage
    from policies.errors import RuleError
    from policies.library.catalogue import catalogue, team_of
    from policies.library.standards import coverage_of, standards

    checkout = checkout_folder()
    known = standards(checkout)
    if standard is not None and standard not in known:
        raise RuleError(f"there is no standard {standard}", do=f"write one of {', '.join(known)}")
    rules = [rule for rule in catalogue(checkout).rules if not team_of(rule)]
    told = [coverage_of(key, known[key], rules) for key in ([standard] if standard else known)]
    with whoever_reads():
        if output == "json":
            print_json(StandardList(tuple(map(standard_coverage, told))))
        elif standard is None:
            _print_all(told)
        else:
            _print_one(told[0])
    sys.exit(1 if any(one.unexplained for one in told) else 0)


def _print_all(told: list[Coverage]) -> None:
    rows = [
        [
            one.key,
            f"{one.covered}/{len(one.controls)}",
            str(len(one.controls) - one.covered - len(one.unexplained)),
            str(len(one.unexplained)),
            f"{one.standard.name} {one.standard.version}",
        ]
        for one in told
    ]
    print_table(["STANDARD", "COVERED", "EXPLAINED", "OPEN", "NAME"], rows)
    click.echo("\n`platform policy coverage STANDARD` tells of each control.")


def _print_one(told: Coverage) -> None:
    standard = told.standard
    click.echo(f"{standard.name} {standard.version}: {told.covered} of {len(told.controls)} controls covered")
    click.echo(f"{standard.source}\n")
    rows = [
        [
            one.control.id,
            "yes" if one.rules else "no",
            one.control.title,
            ", ".join(one.rules) or one.control.uncovered or "nobody has said why",
        ]
        for one in told.controls
    ]
    print_table(["CONTROL", "COVERED", "WHAT IT ASKS", "RULES, OR WHY NONE"], rows)


COMMAND = coverage
"""What the group runs."""
