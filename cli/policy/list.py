"""`platform policy list`."""

from __future__ import annotations

import difflib

import click

from cli.output import output_option, print_json, print_table

SEVERITIES = ("critical", "high", "medium", "low", "notice")
"""The severities, worst first."""


@click.command(name="list", short_help="List the rules.")
@click.option("--severity", type=click.Choice(SEVERITIES), help="Only rules that are at least this severe.")
@click.option("--subject", metavar="SUBJECT", help="Only rules of this folder; a team's are in team_TEAM.")
@click.option("--kind", metavar="KIND", help="Only rules that concern this kind, such as Deployment.")
@output_option
def list_rules(severity: str | None, subject: str | None, kind: str | None, output: str) -> None:
    """List the rules by which `platform check` judges, ours and the teams', each with what it asks and of what."""
    from cli.place import checkout_folder
    from cli.shapes.policy import RuleList, rule_row
    from policies.errors import RuleError
    from policies.gate.finding import Severity
    from policies.library.catalogue import bundle_here, concerns, pod_kinds

    bundle = bundle_here(checkout_folder())
    all_rules = bundle.rules
    pods = pod_kinds(bundle) if kind is not None else frozenset()
    subjects = sorted({rule.subject for rule in all_rules})
    if subject is not None and subject not in subjects:
        raise RuleError(f"there is no subject {subject}", do=f"write one of {', '.join(subjects)}")
    kinds = pods.union(*(rule.kinds for rule in all_rules)) - {"*", "pod"}
    if kind is not None and kind not in kinds:
        near = difflib.get_close_matches(kind, sorted(kinds), n=1)
        do = f"did you mean {near[0]}?" if near else "`platform policy list` tells the kinds of each rule"
        raise RuleError(f"no rule names the kind {kind}", do=do)
    least = Severity[severity.upper()] if severity else Severity.NOTICE
    rules = [
        rule
        for rule in all_rules
        if rule.severity >= least and subject in (None, rule.subject) and (kind is None or concerns(rule, kind, pods))
    ]
    if output == "json":
        print_json(RuleList(tuple(map(rule_row, rules))))
        return
    if not rules:
        click.echo("No rule is like that.")
        return
    rows = [[rule.id, rule.severity.word, rule.subject, ", ".join(rule.kinds), rule.title] for rule in rules]
    if print_table(["RULE", "SEVERITY", "SUBJECT", "KINDS", "WHAT MUST HOLD"], rows):
        click.echo("\nSome are cut; `platform policy show RULE` tells all.")


COMMAND = list_rules
"""What the group runs."""
