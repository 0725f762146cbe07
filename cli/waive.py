"""`platform waive`."""

from __future__ import annotations

from pathlib import Path

import click

from cli.output import output_option, print_json


@click.command(short_help="Agree an exception: RULE is not asked of RESOURCE for at most 90 days.")
@click.argument("rule")
@click.argument("resource")
@click.option("--reason", required=True, metavar="TEXT", help="Why the risk is taken; whoever reviews reads it.")
@click.option("--expires", required=True, metavar="DATE|DAYS", help="The last day, as 2026-01-31, or as 90d.")
@click.option("--owner", required=True, metavar="TEAM", help="The team that answers for it.")
@click.option("--container", metavar="NAME", help="Only this container of the pod (also RESOURCE:NAME).")
@click.option("--file", "files", metavar="GLOB", help="Only findings in these files; ** goes through folders.")
@click.option("--environment", metavar="NAME", help="Only in this environment: dev, staging, prod.")
@click.option(
    "--ledger",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The ledger, if not policies/waivers.yaml of this checkout.",
)
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@output_option
def waive(
    rule: str,
    resource: str,
    reason: str,
    expires: str,
    owner: str,
    container: str | None,
    files: str | None,
    environment: str | None,
    ledger: Path | None,
    dry_run: bool,
    output: str,
) -> None:
    """Add a waiver to policies/waivers.yaml, the one ledger that every engine and the cluster's admission honour.

    RULE is a rule's id. RESOURCE is Kind/namespace/name, as Deployment/shop/cart; Deployment/shop/cart:web is one
    container of it, ClusterRole/reader has no namespace; * and ? stand for other characters. What else stands in the
    ledger stays as it is, comments too.
    """
    import datetime

    from cli.shapes.waive import NewWaiver
    from policies.errors import WaiverError
    from policies.gate.places import checkout_of
    from policies.gate.waivers import LEDGER, Waiver, parse_ledger, read_text
    from policies.gate.waivers.edit import parse_expiry, parse_resource, with_waiver
    from policies.gate.waivers.known import is_about_waivers, is_known, nearest_rule, rule_ids
    from toolchain.files import write_whole

    checkout = checkout_of(Path.cwd())
    path = ledger or checkout / LEDGER
    ids = rule_ids(checkout)
    if is_about_waivers(rule):
        raise WaiverError(f"{rule} is about waivers, and can't be waived", do="mend the ledger")
    if not is_known(rule, ids):
        near = nearest_rule(rule, ids)
        do = f"did you mean {near}? `platform policy list` prints all" if near else "type `platform policy list`"
        raise WaiverError(f"there is no rule {rule!r}", do=do)
    # By UTC, as the gate and the cluster judge, wherever this is typed.
    today = datetime.datetime.now(datetime.UTC).date()
    subject, named = parse_resource(resource)
    if named and container and named != container:
        raise WaiverError(f"names two containers, {named!r} and {container!r}", where=resource, do="name one")
    waiver = Waiver(
        rule=rule,
        resource=subject,
        reason=_said(reason, "--reason"),
        owner=_said(owner, "--owner"),
        created=today,
        expires=parse_expiry(expires, today),
        container=container or named,
        file=files,
        environment=environment,
    )
    shown = _shown(path)
    before = read_text(path, shown)
    after = with_waiver(before, waiver, shown)
    line = parse_ledger(after, shown).waivers[-1].line
    if not dry_run:
        write_whole(path, after)
    if output == "json":
        told = NewWaiver(
            file=shown,
            line=line,
            written=not dry_run,
            rule=rule,
            resource=str(subject),
            container=waiver.container,
            files=files,
            environment=environment,
            reason=waiver.reason,
            owner=_said(owner, "--owner"),
            created=waiver.created.isoformat(),
            expires=waiver.expires.isoformat(),
        )
        print_json(told)
        return
    if dry_run:
        import difflib

        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
        click.echo("".join(difflib.unified_diff(old, new, shown, shown)), nl=False)
        return
    one = f", container {waiver.container}" if waiver.container else ""
    click.echo(f"{shown}:{line}: {rule} is waived for {subject}{one} until {waiver.expires.isoformat()}")


def _said(text: str, option: str) -> str:
    from policies.errors import WaiverError

    said = " ".join(text.split())
    if not said:
        raise WaiverError(f"{option} is empty", do="say it in a few words")
    return said


def _shown(path: Path) -> str:
    """Give a path as a person at this folder writes it."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
