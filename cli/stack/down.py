"""`platform stack down`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json
from cli.stack.target import cloud_option, engine_for

if TYPE_CHECKING:
    from components.config import Environment
    from components.engine import Engine
    from components.teardown import Reach, Report
    from toolchain.progress import Progress


@click.command(short_help="Take STACK down, and prove that it is gone.")
@click.argument("name", metavar="STACK")
@cloud_option
@click.option("--plan", is_flag=True, help="Say what would be done; change nothing.")
@click.option("--confirm", metavar="STACK", help="The stack's name once more, where nobody can be asked.")
@click.option(
    "--deadline", type=click.FloatRange(1), default=600.0, show_default=True, metavar="SECONDS",
    help="How long to wait for what is deleted in the cluster, a group at a time.",
)  # fmt: skip
@click.option("--delete-orphans", is_flag=True, help="Delete what the cluster's controllers left in the cloud.")
@click.option(
    "--unprotect",
    is_flag=True,
    help="Turn off `protect` and AWS's deletion protection; take a hub from the stacks it serves.",
)
@click.option("--force-finalizers", is_flag=True, help="After the deadline, take finalizers away; orphans may be left.")
@click.option("--without-cluster", is_flag=True, help="Go on although the cluster stands and can't be asked.")
@output_option
def down(
    name: str,
    cloud: str,
    plan: bool,
    confirm: str | None,
    deadline: float,
    delete_orphans: bool,
    unprotect: bool,
    force_finalizers: bool,
    without_cluster: bool,
    output: str,
) -> None:
    """Take STACK down: pause Argo CD, delete what owns cloud things and wait for it, look for orphans, destroy, and
    look at what is left.

    It can be stopped anywhere, and the same command goes on. Ends with 0 if nothing of STACK is left, 1 if something
    is, with the command that removes each thing, and 2 if it could not be done.
    """
    from contextlib import ExitStack

    from cli.bringup import engine_turn
    from cli.display import shown_progress
    from cli.place import checkout_folder, state_folder
    from cli.shapes.teardown import StackDown
    from components.config import read_environment
    from components.teardown import Teardown, Wanted

    environment = read_environment(name, checkout_folder() / "stacks")
    engine = engine_for(name, cloud)
    if not plan:
        _confirm(environment, confirm)
    words = ["platform stack down", name]
    words += [f"--cloud {cloud}"] if cloud != "sandbox" else []
    words += [f"--confirm {name}"] if confirm else []
    chosen = {"--unprotect": unprotect, "--delete-orphans": delete_orphans, "--force-finalizers": force_finalizers}
    wanted = Wanted(
        stack=name,
        cluster=environment.cluster_name,
        region=environment.region,
        argo_namespace=environment.gitops.namespace,
        command=" ".join([*words, *(flag for flag, given in chosen.items() if given)]),
        deadline_seconds=deadline,
        plan=plan,
        delete_orphans=delete_orphans,
        unprotect=unprotect,
        force_finalizers=force_finalizers,
        without_cluster=without_cluster,
    )
    with shown_progress() as progress, ExitStack() as turn:
        if cloud == "sandbox":
            if not plan:
                turn.enter_context(engine_turn(state_folder(), progress))
            engine.ensure_stack(name)
        report = Teardown(wanted, reach(engine, environment, progress)).run()
    if output == "json":
        print_json(StackDown.of(report))
    else:
        click.echo("\n".join(told(report)))
    sys.exit(report.exit_status)


def _confirm(environment: Environment, confirm: str | None) -> None:
    """Have the stack's name typed where that is asked for: always right if it is given, and given for production.

    Raises:
        SlipwayError: it is another name, or nobody can be asked.
    """
    from toolchain.errors import SlipwayError

    stack = environment.stack
    if confirm is None and environment.production:
        if not asks():
            raise SlipwayError(
                f"{stack} is production, and nobody can be asked here; nothing was touched",
                do=f"type `platform stack down {stack} --confirm {stack}`",
            )
        confirm = click.prompt(f"{stack} is production. Type its name to take it down", err=True, default="")
    if confirm is not None and confirm != stack:
        raise SlipwayError(f"{confirm!r} is not {stack!r}; nothing was touched", do=f"type {stack} to take it down")


def asks() -> bool:
    """Tell whether somebody sits at the other end and can be asked."""
    return sys.stdin.isatty()


def reach(engine: Engine, environment: Environment, progress: Progress) -> Reach:
    """Give how a teardown reaches the stack's engine, cloud and clusters, all as the engine's environment does."""
    from components.cluster.kubeconfig import kubeconfig_of
    from components.teardown import Aws, KubernetesApi, Reach
    from components.teardown.objects import text
    from components.teardown.state import Standing

    variables = engine.environment

    def cluster(standing: Standing) -> KubernetesApi:
        return KubernetesApi(
            kubeconfig_of(
                name=environment.cluster_name,
                endpoint=text(standing.outputs, "endpoint"),
                certificate_authority=text(standing.outputs, "certificateAuthority", "data"),
                region=environment.region,
            ),
            variables,
        )

    # Whom the program asked for the hub's address is not to be asked again: the state has what it was told.
    hub = next(
        (text(row, "inputs", "kubeconfig") for row in engine.resources(environment.stack)
         if row.get("type") == "pulumi:providers:kubernetes" and text(row, "urn").endswith("-hub")), "",
    )  # fmt: skip
    return Reach(
        engine=engine,
        cloud=Aws(environment.region, variables),
        cluster=cluster,
        hub=(lambda: KubernetesApi(hub, variables)) if hub else None,
        progress=progress,
        # https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/: deleteUnreachable
        forget_unreachable=lambda: engine.environment.update({"PULUMI_K8S_DELETE_UNREACHABLE": "true"}),
    )  # fmt: skip


def told(report: Report) -> list[str]:
    """Write a report for a person: what is gone, what is kept, what remains and the command for each."""
    from components.teardown.report import many

    lines = []
    if report.planned:
        for done in report.steps:
            lines += [f"{done.title}: {done.outcome}", *(f"  {thing}" for thing in done.things)]
    gone = ", ".join(many(count, what) for what, count in report.gone.items())
    if gone:
        lines.append(f"gone      {gone}")
    for title, rows in (("kept", report.kept), ("remains", report.remains)):
        for one in rows:
            lines += [f"{title:<9} {one.kind} {one.name}: {one.why}"]
            lines += [f"{'':<9} {one.do}"] if one.do != "nothing" else []
    if report.stopped:
        lines.append(f"stopped   {report.stopped}")
    elif report.planned:
        lines.append(f"Nothing was changed; type `platform stack down {report.stack}` to do it.")
    elif not report.remains:
        lines.append(f"Nothing of {report.stack} is left: its state is empty, and AWS shows nothing with its tags.")
    if report.do:
        lines.append(f"next      {report.do}")
    return lines


COMMAND = down
"""What the group runs."""
