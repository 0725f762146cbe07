"""`platform stack policy`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from cli.output import output_option, print_json, print_table

PLACEHOLDER = "ACCOUNT"
"""Stands for the account's number where none is given; IAM refuses it, so it can't be forgotten."""


@click.command(short_help="Print the least that standing STACK up needs to be allowed.")
@click.argument("name", metavar="STACK")
@click.option("--account", metavar="NUMBER", help="Number of the AWS account; ACCOUNT stands for it if not given.")
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write each document to a file there, as `aws iam create-policy` wants it.",
)
@output_option
def policy(name: str, account: str | None, directory: Path | None, output: str) -> None:
    """Print IAM policy documents with the least that standing STACK up, changing and destroying it needs.

    They follow from the stack's graph: only the actions of the resource types that it has, limited to its region, its
    names and its tag wherever AWS can. No sandbox and no credentials are needed.
    """
    import json

    from cli.place import checkout_folder
    from cli.shapes.stack import PolicyDocuments
    from components.config import STACKS, read_environment
    from components.policy import policies_of
    from components.policy.documents import Where
    from components.recorded import recorded
    from toolchain.errors import SlipwayError
    from toolchain.files import write_whole

    if account is not None and not re.fullmatch(r"\d{12}", account):
        raise SlipwayError(f"{account!r} is no number of an AWS account", do="write its twelve digits")
    checkout = checkout_folder()
    environment = read_environment(name, checkout / STACKS)
    where = Where(name, environment.cluster_name, environment.region, account or PLACEHOLDER)
    made = policies_of(recorded(name, checkout), where)
    names = [f"slipway-{name}-{number}" for number in range(1, len(made.documents) + 1)]
    documents = dict(zip(names, made.documents, strict=True))
    files = {directory / f"{title}.json": document for title, document in documents.items()} if directory else {}
    for file, document in files.items():
        write_whole(file, json.dumps(document, indent=2) + "\n")
    if output == "json":
        print_json(PolicyDocuments(name, documents, made.types, made.actions))
        return
    if files:
        click.echo("\n".join(map(str, files)))
        return
    for document in made.documents:
        click.echo(json.dumps(document, indent=2))
    if sys.stdout.isatty():
        click.echo()
        print_table(["TYPE", "COUNT"], [[kind, str(count)] for kind, count in made.types.items()])
    click.echo(
        f"{name}: {made.actions} actions in {len(made.documents)} documents, for {len(made.types)} types of resources",
        err=True,
    )


COMMAND = policy
"""What the group runs."""
