"""`platform check`: judge what would be merged."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from policies.gate.check import Options, Outcome

T = TypeVar("T")

OUTPUTS = ("text", "json", "sarif", "code-scanning", "junit", "github", "gitlab", "markdown")
"""What `--output` takes; the names of the reporters, known without importing one."""

SEVERITIES = ("notice", "low", "medium", "high", "critical")
ENGINES = ("opa", "checkov")

EPILOG = """\b
Examples:
  platform check                              the whole repository
  platform check apps/cart                    one folder; a chart or a kustomization works too
  platform check --changed-since main         what a pull request changes, and what that is deployed with
  helm template web ./chart | platform check - what another tool renders
  platform check --fix                        what a program can mend, as a diff; --fix --yes writes it
  platform check -o github                    annotates a pull request's lines, in GitHub's CI
  platform check --report sarif=gate.sarif    writes another form of the same beside
  platform check --trusted-ref main           rules, waivers and baseline as main has them

\b
Exit status: 0 nothing at or above --fail-on; 1 findings; 2 something could not be judged, which is no pass."""


class ReportFile(click.ParamType[tuple[str, Path]]):
    """A form of output and a file."""

    name = "report"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        """Give the form and the file; an unknown form is refused."""
        if isinstance(value, tuple):
            return value
        form, _, file = str(value).partition("=")
        if form not in OUTPUTS or not file:
            self.fail(f"{value!r} is no FORM=FILE with a form of {', '.join(OUTPUTS)}.", param, ctx)
        return form, Path(file)


class EngineNames(click.ParamType[tuple[str, ...]]):
    """Names of engines, separated by commas."""

    name = "engines"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Give the names as a tuple; an unknown one is refused."""
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip() for name in str(value).split(",") if name.strip())
        for name in names:
            if name not in ENGINES:
                self.fail(f"{name!r} is no engine; there are {', '.join(ENGINES)}.", param, ctx)
        if not names:
            self.fail("name at least one engine.", param, ctx)
        return names


def _is_said(ctx: click.Context, param: click.Parameter, value: T) -> T:
    """Refuse empty text: what a variable that is not set leaves would be judged as something that nobody named."""
    for each in value if isinstance(value, tuple) else (value,):
        if isinstance(each, str) and not each.strip():
            from policies.errors import InputError

            word = param.opts[0] if isinstance(param, click.Option) else "PATH"
            raise InputError("is empty", where=word, do="see whether what it is made of, such as a variable, is set")
    return value


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(allow_dash=True), callback=_is_said)
@click.option(
    "--changed-since", metavar="REF", callback=_is_said, help="Only what changed since its merge base with REF."
)
@click.option(
    "--engine",
    "engines",
    type=EngineNames(),
    metavar="NAMES",
    help="opa, checkov or opa,checkov: these judge all that they can; by default each what it is best at.",
)
@click.option(
    "--output",
    "-o",
    type=click.Choice(OUTPUTS),
    default="text",
    show_default=True,
    help="text for people, json for programs, markdown for a comment, the others for CI.",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=ReportFile(),
    metavar="FORM=FILE",
    help="Write the same to a file too, as in sarif=gate.sarif; may be given several times.",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="low",
    show_default=True,
    help="The least severity that fails.",
)
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Only what is new: findings in this file were there before.",
)
@click.option(
    "--write-baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all findings that no waiver covers to this file, for --baseline.",
)
@click.option(
    "--trusted-ref", metavar="REF", callback=_is_said, help="Take rules, settings, waivers and baseline from REF."
)
@click.option(
    "--unknown",
    type=click.Choice(["pass", "fail"]),
    default="pass",
    show_default=True,
    help="Whether what a rule could not decide fails; it is counted either way.",
)
@click.option("--no-cache", is_flag=True, help="Judge everything anew.")
@click.option("--all", "everything", is_flag=True, help="Fold nothing in text and markdown, however much there is.")
@click.option("--fix", is_flag=True, help="Show as a diff what a program can mend; with --yes, write it.")
@click.option("--yes", is_flag=True, help="With --fix: write what it shows, then judge again.")
def check(
    paths: tuple[str, ...],
    changed_since: str | None,
    engines: tuple[str, ...] | None,
    output: str,
    reports: tuple[tuple[str, Path], ...],
    fail_on: str,
    baseline: Path | None,
    write_baseline: Path | None,
    trusted_ref: str | None,
    unknown: str,
    no_cache: bool,
    everything: bool,
    fix: bool,
    yes: bool,
) -> None:
    """Judge manifests, charts, kustomizations, Dockerfiles and workflows: what is unsafe, where, and how to mend it.

    PATH is a file or a folder, or - for standard input; without one the whole repository is judged.
    """
    import sys

    from policies.gate.check import Options
    from policies.gate.finding import Severity

    if yes and not fix:
        raise click.UsageError("--yes is for --fix.")
    if fix and reports:
        raise click.UsageError("--fix writes no --report; type the command again without it.")
    if fix and output not in ("text", "json"):
        raise click.UsageError(f"--fix shows a diff, as text or json, not as {output}.")
    options = Options(
        engines=engines or (),
        changed_since=changed_since,
        baseline=baseline,
        trusted_ref=trusted_ref,
        unknown_fails=unknown == "fail",
        fail_on=Severity[fail_on.upper()],
        use_cache=not no_cache,
    )
    outcome = _judged(paths, options)
    if write_baseline is not None:
        _keep(write_baseline, outcome)
    if fix and not outcome.errors:
        _mend(paths, outcome, options, output, yes, everything)
    # A reader that has gone, as in `| head`, changes no verdict.
    with contextlib.suppress(BrokenPipeError):
        _print(output, outcome, options, everything)
    for form, file in reports:
        _write(form, file, outcome, options)
    sys.exit(outcome.status)


def _write(form: str, file: Path, outcome: Outcome, options: Options) -> None:
    import io

    from policies.gate.reporting import write
    from policies.gate.reporting.view import View
    from toolchain.files import write_whole

    view = View(width=100, fail_on=options.fail_on, status=outcome.status, errors=outcome.errors)
    whole = io.StringIO()
    write(form, outcome.report, whole, view)
    write_whole(file, whole.getvalue().encode("utf-8", "backslashreplace"))


def _mend(
    paths: tuple[str, ...], outcome: Outcome, options: Options, output: str, yes: bool, everything: bool
) -> NoReturn:
    """Show what can be mended and, if it is wanted, write it and judge again; then end."""
    import dataclasses
    import sys

    from cli.mend import mending, show, told, write

    findings = outcome.report.findings
    plan = mending(findings, options)
    if yes:
        write(plan)
        outcome = _judged(paths, options) if plan.edits else outcome
    with contextlib.suppress(BrokenPipeError):
        if output == "json":
            _print(output, outcome, options, everything, dataclasses.asdict(told(plan, findings, written=yes)))
        else:
            show(plan, findings, written=yes)
            if yes:
                _print(output, outcome, options, everything)
    sys.exit(outcome.status)


def _judged(paths: tuple[str, ...], options: Options) -> Outcome:
    from policies.gate.check import check

    return check(paths, options)


def _keep(file: Path, outcome: Outcome) -> None:
    from policies.gate.baseline import baseline_text
    from toolchain.files import write_whole

    if outcome.errors:
        click.echo(f"{file}: not written, since not everything could be judged", err=True)
        return
    write_whole(file, baseline_text(outcome.report.findings))


def _print(
    output: str, outcome: Outcome, options: Options, everything: bool, fix: dict[str, object] | None = None
) -> None:
    import io
    import sys

    from cli.output import terminal_width, use_color
    from policies.gate.reporting import write
    from policies.gate.reporting.view import View

    view = View(
        color=use_color(),
        width=terminal_width() or 100,
        everything=everything,
        fail_on=options.fail_on,
        status=outcome.status,
        errors=outcome.errors,
        fix=fix,
    )
    if output == "text":
        write(output, outcome.report, sys.stdout, view)
    else:
        # Whole or not at all: what reads it is a program.
        whole = io.StringIO()
        write(output, outcome.report, whole, view)
        sys.stdout.write(whole.getvalue())
    sys.stdout.flush()
    if output != "text":
        for sentence in outcome.errors:
            click.echo(f"error: {sentence}", err=True)
