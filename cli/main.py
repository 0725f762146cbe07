"""The `platform` command: its groups by name, imported only when one is used."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

import click

COMMANDS: Mapping[str, tuple[str, str]] = {
    "up": ("cli.up:up", "Bring the platform up: tools, sandbox, stack, first service."),
    "down": ("cli.up:down", "Stop everything that `up` started; data stays."),
    "doctor": ("cli.doctor:doctor", "Tell what is missing or too old here, and what to do."),
    "sandbox": ("cli.sandbox:sandbox", "The local platform: real engines, no cloud, no Docker."),
    "stack": ("cli.stack:stack", "The environments that the Pulumi program stands up."),
    "why": ("cli.why:why", "Say what keeps a pod from running."),
    "check": ("cli.check:check", "Judge what would be merged: unsafe things, each at its line."),
    "waive": ("cli.waive:waive", "Agree an exception to a rule, with a reason, an owner and an end."),
    "render": ("cli.render:render", "Render services' service.yaml to manifests."),
    "policy": ("cli.policy:policy", "The gate's rules: read, test, write, document, bundle them."),
    "completion": ("cli.completion:completion", "Print the completion script of a shell."),
}
"""Commands by name: where each is defined, and its line in `--help`."""

EPILOG = """\b
Start here:
  platform up                      a running platform, from nothing
  platform sandbox status          every part's state, memory and age
  eval "$(platform sandbox env)"   then pulumi and kubectl reach the sandbox

\b
Exit status: 0 fine; 1 findings, or the answer is no; 2 could not be done."""


class LazyGroup(click.Group):
    """A group that knows its commands' names and help lines without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def make_context(self, *words: Any, **options: Any) -> click.Context:
        """Read the command line, and print the help if that is wanted."""
        with _unread():
            return super().make_context(*words, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        with _unread():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table's own lines, so that `--help` imports no command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or name the nearest one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            if near:
                raise click.UsageError(f"{error.message.rstrip('.')}; did you mean '{near[0]}'?", ctx) from None
            raise


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="slipway", prog_name="platform")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def platform(ctx: click.Context, debug: bool) -> None:
    """Stand up environments, judge changes, ship services: Slipway's command."""
    ctx.ensure_object(dict)["debug"] = debug


def main(arguments: list[str] | None = None) -> None:
    """Run `platform`; print errors as one sentence and exit with the documented status."""
    from toolchain.errors import SlipwayError

    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words
    try:
        status: Any = platform.main(args=words, prog_name="platform", standalone_mode=False)
    except click.exceptions.Exit as ended:
        status = ended.exit_code
    except click.exceptions.Abort:
        _complain("interrupted; the same command goes on where it stopped")
        status = 130
    except click.ClickException as error:
        with contextlib.suppress(BrokenPipeError):
            error.show()
        status = error.exit_code
    except KeyboardInterrupt:
        _complain("interrupted; the same command goes on where it stopped")
        status = 130
    except SystemExit:
        # What a command itself ends with is its answer, whoever reads on.
        _silence()
        raise
    except SlipwayError as error:
        if debug:
            _show_traceback()
        _complain(str(error))
        status = error.exit_status
    except OSError as error:
        if debug:
            _show_traceback()
        where = f"{error.filename}: " if error.filename else ""
        _complain(
            f"{where}{error.strerror or error}; free space or mend its permissions, then run the same command again"
        )
        status = 2
    except Exception as error:
        if debug:
            _show_traceback()
        hint = "" if debug else "; type the command again with --debug after `platform`"
        _complain(f"internal error: {type(error).__name__}: {error}{hint}")
        status = 2
    _silence()
    sys.exit(status if isinstance(status, int) else 0)


@contextlib.contextmanager
def _unread() -> Iterator[None]:
    """End with 0 where our reader has gone, as in `| head`: click's answer to a pipe that broke is 1, which means "no".

    A pipe that broke to a program which was started is an error, where click would say nothing.
    """
    try:
        yield
    except BrokenPipeError as error:
        if _readers_gone():
            raise click.exceptions.Exit(0) from error
        raise RuntimeError(f"{error}, to a program that was started") from error


def _show_traceback() -> None:
    import traceback

    traceback.print_exc()


def _readers_gone() -> list[TextIO]:
    """Give those of standard output and error that are pipes nobody reads any more."""
    return [stream for stream in (sys.__stdout__, sys.__stderr__) if stream and _reader_has_gone(stream)]


def _silence() -> None:
    """Send nowhere what nobody reads, so that Python does not complain of it at its end."""
    for stream in _readers_gone():
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _reader_has_gone(stream: TextIO) -> bool:
    import select

    try:
        look = select.poll()
        look.register(stream.fileno(), 0)
        return any(event & (select.POLLERR | select.POLLHUP) for _, event in look.poll(0))
    except (OSError, ValueError):
        return False


def _complain(sentence: str) -> None:
    color = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    label = click.style("error:", fg="red", bold=True) if color else "error:"
    with contextlib.suppress(BrokenPipeError):
        click.echo(f"{label} {sentence}", err=True, color=color)


if __name__ == "__main__":
    main()
