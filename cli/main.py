"""The `platform` command: its groups by name, imported only when one is used."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any

import click

COMMANDS: Mapping[str, tuple[str, str]] = {
    "up": ("cli.up:up", "Bring the whole platform up on this machine: tools, sandbox, stack `local`, first service."),
    "down": ("cli.up:down", "Stop everything that `up` started; data stays."),
    "doctor": ("cli.doctor:doctor", "Tell what is present, missing or too old on this machine, and what to do."),
    "sandbox": ("cli.sandbox:sandbox", "The local platform: real engines and control plane, no cloud, no Docker."),
    "stack": ("cli.stack:stack", "The environments that the Pulumi program stands up."),
    "why": ("cli.why:why", "Say what keeps a pod from running."),
    "render": ("cli.render:render", "Render services' service.yaml to manifests."),
    "completion": ("cli.completion:completion", "Print the completion script of a shell."),
}
"""Commands by name: where each is defined, and its line in `--help`."""

EPILOG = """\b
Start here:
  platform up                  a running platform, from nothing
  platform sandbox status      what runs, how it feels, how much memory it takes
  eval "$(platform sandbox env)"   then pulumi and kubectl reach the sandbox

\b
Exit status: 0 fine; 1 findings, or the answer is no; 2 could not be done or judged."""


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
        error.show()
        status = error.exit_code
    except KeyboardInterrupt:
        _complain("interrupted; the same command goes on where it stopped")
        status = 130
    except BrokenPipeError:
        # Whoever read us has gone, as `| head` does; nothing is left to say to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except SlipwayError as error:
        if debug:
            raise
        _complain(str(error))
        status = error.exit_status
    except Exception as error:
        if debug:
            raise
        _complain(
            f"internal error: {type(error).__name__}: {error}; type the command again with --debug after `platform`"
        )
        status = 2
    sys.exit(status if isinstance(status, int) else 0)


def _complain(sentence: str) -> None:
    color = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    label = click.style("error:", fg="red", bold=True) if color else "error:"
    click.echo(f"{label} {sentence}", err=True, color=color)


if __name__ == "__main__":
    main()
