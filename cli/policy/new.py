"""`platform policy new`."""

from __future__ import annotations

import click


@click.command(short_help="Begin a rule: the rule, its tests and two examples.")
@click.argument("word", metavar="SUBJECT/NAME")
@click.option(
    "--team", metavar="TEAM", help="Begin a rule of this team's own, in teams/TEAM/policies; give NAME alone."
)
@click.option("--kind", metavar="KIND", default="pod", show_default=True, help="The kind that it concerns; pod for all "
              "that carry a pod.")  # fmt: skip
@click.option("--id", "rule_id", metavar="ID", help="Its id; the next free one of its subject if not given.")
def new(word: str, team: str | None, kind: str, rule_id: str | None) -> None:
    """Begin a rule: a file of Rego with METADATA, a file of tests, and an example of each outcome.

    What is written compiles, and its test fails until you have said what is wrong: `platform policy test SUBJECT/NAME`.
    """
    from cli.place import checkout_folder
    from policies.errors import RuleError
    from policies.library.catalogue import catalogue
    from policies.library.scaffold import planned, scaffold
    from toolchain.files import write_whole

    checkout = checkout_folder()
    planned_rule = planned(word, team, kind, catalogue(checkout).rules, rule_id=rule_id)
    files = scaffold(planned_rule)
    for file in files:
        if (checkout / file).exists():
            raise RuleError("is there already", where=str(file), do="choose another name, or remove it")
    for file, text in files.items():
        write_whole(checkout / file, text)
    click.echo("\n".join(str(file) for file in files))
    click.echo(
        f"\n{planned_rule.id} is begun. Write what stands as UNWRITTEN, then type"
        f"\n  platform policy test {planned_rule.subject}/{planned_rule.name}"
    )


COMMAND = new
"""What the group runs."""
