"""`platform render`: manifests from `service.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json, use_color

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

    from delivery.render import Change


def _complete_service(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from delivery.render import find_checkout, service_names
    from toolchain.errors import SlipwayError

    try:
        names = service_names(find_checkout(Path.cwd()))
    except SlipwayError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _complete_environment(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from delivery.spec.environment import NAMESPACES

    return [CompletionItem(name) for name in NAMESPACES if name.startswith(incomplete)]


@click.command()
@click.argument("services", nargs=-1, metavar="[SERVICE]...", shell_complete=_complete_service)
@click.option(
    "--env", "environment", metavar="NAME", shell_complete=_complete_environment, help="Only this environment."
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 with the diff if what is there isn't what renders.")
@output_option
def render(services: tuple[str, ...], environment: str | None, check: bool, output: str) -> None:
    """Render the manifests of services from apps/SERVICE/service.yaml; of all services if none is named."""
    import time
    from pathlib import Path

    from delivery.render import find_checkout, plan, write

    started = time.monotonic()
    checkout = find_checkout(Path.cwd())
    changes = plan(checkout, services, environment)
    if not check:
        write(checkout, changes)
    differing = [change for change in changes if change.action != "unchanged"]
    if output == "json":
        _print_json(changes, check=check, seconds=time.monotonic() - started)
    elif check:
        _print_diff(differing)
    else:
        _print_table(changes)
    if check and differing:
        raise click.exceptions.Exit(1)


def _print_json(changes: Sequence[Change], *, check: bool, seconds: float) -> None:
    from collections import Counter

    from cli.shapes.render import RenderedFile, Rendering, RenderSummary

    counts = Counter(change.action for change in changes)
    files = tuple(
        RenderedFile(
            file=str(change.path),
            service=change.service,
            environment=change.environment,
            action=change.action,
            diff=_diff(change) if check else None,
        )
        for change in changes
    )
    summary = RenderSummary(
        files=len(changes),
        created=counts["created"],
        changed=counts["changed"],
        removed=counts["removed"],
        unchanged=counts["unchanged"],
        written=not check,
        seconds=round(seconds, 3),
    )
    print_json(Rendering(files, summary))


def _diff(change: Change) -> str:
    import difflib

    def side(text: str | None, prefix: str) -> tuple[list[str], str]:
        return (text.splitlines(keepends=True), f"{prefix}/{change.path}") if text is not None else ([], "/dev/null")

    (before, before_name), (after, after_name) = side(change.before, "a"), side(change.after, "b")
    lines = difflib.unified_diff(before, after, before_name, after_name)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def _print_diff(differing: Sequence[Change]) -> None:
    for change in differing:
        for line in _diff(change).splitlines():
            click.secho(line, fg=COLOURS.get(line[:1]), bold=line.startswith(("+++", "---")), color=use_color())
    if differing:
        names = " ".join(dict.fromkeys(change.service for change in differing))
        click.echo(f"{_files(len(differing))} not as rendered; type `platform render {names}`")
    else:
        click.echo("All manifests are as rendered.")


def _print_table(changes: Sequence[Change]) -> None:
    from collections import Counter

    if not changes:
        click.echo("Nothing to render.")
        return
    groups: dict[tuple[str, str], Counter[str]] = {}
    for change in changes:
        groups.setdefault((change.service, change.environment), Counter())[change.action] += 1
    width = max(len(service) for service, _ in groups)
    for (service, environment), counts in groups.items():
        told = ", ".join(f"{count} {action}" for action, count in counts.items())
        click.echo(f"{service:<{width}}  {environment:<7}  {told}")


def _files(count: int) -> str:
    return "1 file is" if count == 1 else f"{count} files are"
