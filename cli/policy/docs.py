"""`platform policy docs`."""

from __future__ import annotations

import sys

import click


@click.command(short_help="Write docs/reference/policies.md from the rules' METADATA and examples.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if what is kept is not what the rules give.")
def docs(check: bool) -> None:
    """Write docs/reference/policies.md: every rule, why, how to mend, its controls and its examples, judged.

    Rules of a team go to teams/TEAM/policies/README.md.
    """
    from cli.kept import keep
    from cli.place import checkout_folder
    from policies.library.catalogue import catalogue
    from policies.library.examples import shown_examples
    from policies.library.reference import reference_files
    from policies.library.standards import named, standards

    known = catalogue(checkout_folder())
    texts = reference_files(known, shown_examples(known.checkout, known.rules), named(standards(known.checkout)))
    placed = {known.checkout / file: text for file, text in texts.items()}
    status = keep(placed, (), check=check, program="cli.main policy docs")
    if not check and not status:
        click.echo("\n".join(map(str, texts)))
    sys.exit(status)


COMMAND = docs
"""What the group runs."""
