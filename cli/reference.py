"""The reference of `platform`'s commands: `python -m cli.reference [--check]` keeps it in docs/reference/cli.md."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cli.kept import keep
from cli.main import platform
from cli.schemas import SHAPES, schema_file

FILE = Path("docs/reference/cli.md")
"""Where it is kept, from the project's folder."""

HEAD = """\
# The `platform` command

Generated from the commands by `python -m cli.reference`; `platform COMMAND --help` says the same in a terminal.
"""


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Give every command with the words that are typed for it, groups before what is in them."""
    yield from _below(("platform",), platform)


def reference_text() -> str:
    """Give the reference as the text of its file, Markdown that ends in a line break."""
    return "\n\n".join([HEAD.strip(), *(_section(words, command) for words, command in commands())]) + "\n"


def _below(words: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=words[-1])
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from _below((*words, name), found)


def _section(words: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(words))
    usage = " ".join([*words, *command.collect_usage_pieces(context)])
    blocks = [
        f"{'#' * min(len(words) + 1, 4)} {' '.join(words)}",
        f"```text\n{usage}\n```",
        *_prose(command.help or ""),
    ]
    if isinstance(command, click.Group):
        names = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
        rows = [
            (f"[`{name}`](#{'-'.join((*words, name))})", found.get_short_help_str(limit=200))
            for name, found in names
            if found is not None
        ]
        blocks.append(_table("Command", rows))
    options = [_option(parameter) for parameter in command.params if isinstance(parameter, click.Option)]
    if options:
        blocks.append(_table("Option", options))
    shape = " ".join(words[1:])
    if shape in SHAPES:
        file = schema_file(shape).relative_to(FILE.parent).as_posix()
        blocks.append(f"`--output json` prints one object: [its schema]({file}).")
    return "\n\n".join([*blocks, *_prose(command.epilog or "")])


def _prose(text: str) -> Iterator[str]:
    """Give the paragraphs of a help text; those that click leaves as they are, marked by a backspace, as code."""
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        if paragraph.lstrip().startswith("\b"):
            lines = inspect.cleandoc(paragraph.lstrip().removeprefix("\b")).strip("\n")
            yield f"```text\n{lines}\n```"
        elif paragraph.strip():
            yield " ".join(paragraph.split())


def _option(option: click.Option) -> tuple[str, str]:
    names = ", ".join([*option.opts, *option.secondary_opts])
    value = "" if option.is_flag else f" {_value(option)}"
    default = f" Default: `{option.default}`." if option.show_default else ""
    return f"`{names}{value}`", f"{option.help or ''}{default}"


def _value(option: click.Option) -> str:
    if option.metavar:
        return option.metavar
    return "|".join(option.type.choices) if isinstance(option.type, click.Choice) else option.type.name.upper()


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    cells = [(title, "Meaning"), ("---", "---"), *((name.replace("|", "\\|"), text) for name, text in rows)]
    return "\n".join(f"| {name} | {text} |" for name, text in cells)


def main(arguments: list[str]) -> int:
    """Write the reference, or with `--check` say whether the one that is kept is what the commands give.

    Returns:
        Exit status: 0 written or the same, 1 different, 2 it could not be written.
    """
    return keep({FILE: reference_text()}, (), check="--check" in arguments, program="cli.reference")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
