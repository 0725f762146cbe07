"""`platform why`: what keeps a pod from running."""

from __future__ import annotations

import click

from cli.output import output_option, print_json, print_table


@click.command()
@click.argument("pod", metavar="POD")
@output_option
@click.pass_context
def why(ctx: click.Context, pod: str, output: str) -> None:
    """Say why POD (`namespace/name`, or a name in `default`) has no node or does not run.

    Exit status 1 if it does not run. Example:

    \b
      platform why default/hugepages
    """
    from cli.place import running_sandbox
    from cli.shapes.why import PodAnswer
    from sandbox.scheduling import read_question

    namespace, _, name = pod.rpartition("/")
    verdict = read_question(running_sandbox(), namespace or "default", name)
    if output == "json":
        print_json(PodAnswer.of(verdict))
    elif verdict.node:
        click.echo(f"{verdict.pod} is {verdict.phase} on {verdict.node}.")
        for line in verdict.waiting:
            click.echo(f"  {line}")
    else:
        click.echo(f"{verdict.pod} is {verdict.phase} and has no node.")
        click.echo(f"The scheduler says: {verdict.scheduler}")
        click.echo()
        rows = [
            [node.node if not index else "", node.pool if not index else "", obstacle]
            for node in verdict.nodes
            for index, obstacle in enumerate(node.obstacles or ("nothing is in the way",))
        ]
        print_table(["NODE", "POOL", "IN THE WAY"], rows)
    ctx.exit(0 if verdict.phase in ("Running", "Succeeded") else 1)
