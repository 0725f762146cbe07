"""Stack files as text with places: YAML read so that every key and item knows its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as File
from typing import TYPE_CHECKING

from components.complaints import Path, key_path, nearest
from components.errors import ConfigurationError

if TYPE_CHECKING:
    import yaml

NAMESPACE = "slipway"
"""Namespace of our keys, and of those that are written without one: the project's name."""

PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
"""A number that every version of YAML reads alike; 1.1 has octals, sexagesimals and underscores that 1.2 has not."""

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
"""What YAML can say and JSON can too."""


@dataclass(frozen=True)
class StackFile:
    """A stack file that was read.

    Attributes:
        shown: the file as messages name it.
        content: what it says.
        lines: path → line, counted from 1, of every key and item.
    """

    shown: str
    content: Value
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int | None:
        """Give the line of a path, or of the nearest thing above it that the file has."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def stack_names(folder: File) -> list[str]:
    """Give the stacks that have a file in a folder, sorted."""
    return sorted(file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in folder.glob("Pulumi.*.yaml"))


def stack_path(stack: str, folder: File) -> File:
    """Give the file of a stack.

    Raises:
        ConfigurationError: there is no such stack; the ones there are and the nearest are named.
    """
    names = stack_names(folder)
    if stack in names:
        return folder / f"Pulumi.{stack}.yaml"
    near = nearest(stack, names)
    listed = f"the stacks are {', '.join(names)}" if names else "there is no stack in that folder"
    raise ConfigurationError(
        f"there is no stack {stack!r}",
        file=_shown(folder),
        do=f"did you mean {near!r}? ({listed})" if near else listed,
    )


def read_stack_file(file: File) -> StackFile:
    """Read a stack file.

    Raises:
        ConfigurationError: it can't be read, is not UTF-8, not YAML, or names a key twice; with the line where that
            is known.
    """
    shown = _shown(file)
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"cannot be read ({error.strerror})", file=shown, do="mend its permissions") from error
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"byte {raw[error.start]:#04x} is not UTF-8",
            file=shown,
            line=raw.count(b"\n", 0, error.start) + 1,
            do="save it as UTF-8",
        ) from None
    return parse_stack_file(shown, text)


def parse_stack_file(shown: str, text: str) -> StackFile:
    """Read the text of a stack file.

    Args:
        shown: the file as messages name it.
        text: what it says.

    Raises:
        ConfigurationError: it is not YAML, or names a key twice.
    """
    return _Reader(shown).read(text)


def _shown(file: File) -> str:
    resolved = file.resolve()
    return str(resolved.relative_to(File.cwd())) if resolved.is_relative_to(File.cwd()) else str(file)


def _configured(path: Path) -> str:
    """Write a path of the file as a path of its configuration, which is how everybody else names a key."""
    match path:
        case ("config", str(first), *below):
            return key_path((first if ":" in first else f"{NAMESPACE}:{first}", *below))
        case _:
            return key_path(path)


class _Reader:
    """One reading of one file."""

    def __init__(self, shown: str) -> None:
        import yaml

        self._yaml = yaml
        self._shown = shown
        self._lines: dict[Path, int] = {}
        self._open: set[int] = set()

    def read(self, text: str) -> StackFile:
        yaml = self._yaml
        try:
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
            node = loader.get_single_node()
            content = self._value(node, (), loader) if node else None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._refused(f"is not YAML: {error.problem}", mark.line + 1 if mark else None) from None
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise self._refused(f"is not YAML: {error.reason}", line) from None
        return StackFile(self._shown, content, self._lines)

    def _refused(self, what: str, line: int | None, path: Path = (), do: str = "mend that line") -> ConfigurationError:
        return ConfigurationError(what, file=self._shown, line=line, key=_configured(path) or None, do=do)

    def _value(self, node: yaml.Node, path: Path, loader: yaml.SafeLoader) -> Value:
        line = node.start_mark.line + 1
        if id(node) in self._open:
            raise self._refused("an anchor holds itself", line, path)
        self._open.add(id(node))
        try:
            if isinstance(node, self._yaml.MappingNode):
                return self._mapping(node, path, loader)
            if isinstance(node, self._yaml.SequenceNode):
                return [self._item(item, (*path, index), loader) for index, item in enumerate(node.value)]
            value = loader.construct_object(node)
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._check_number(str(node.value), line, path)
        except ValueError as error:
            raise self._refused(f"is not YAML: {error}", line, path) from None
        finally:
            self._open.discard(id(node))
        # Dates and bytes are no values of a configuration; as text they get the message for a wrong type.
        return value if value is None or isinstance(value, bool | int | float | str) else str(value)

    def _check_number(self, written: str, line: int, path: Path) -> None:
        """Refuse a number that Pulumi's reader of YAML takes for another one or for text: 0100, 58:20, 1_000."""
        if not PLAIN_NUMBER.fullmatch(written):
            raise self._refused(
                f"{written} is read differently by YAML 1.1 and 1.2", line, path, "write a plain number, or quote it"
            )

    def _item(self, node: yaml.Node, path: Path, loader: yaml.SafeLoader) -> Value:
        self._lines[path] = node.start_mark.line + 1
        return self._value(node, path, loader)

    def _mapping(self, node: yaml.MappingNode, path: Path, loader: yaml.SafeLoader) -> dict[str, Value]:
        for key, line in self._written_twice(node):
            raise self._refused("is written twice", line, (*path, key), "keep one of them")
        loader.flatten_mapping(node)
        mapping: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            self._lines[*path, key] = key_node.start_mark.line + 1
            mapping[key] = self._value(value_node, (*path, key), loader)
        return mapping

    @staticmethod
    def _written_twice(node: yaml.MappingNode) -> Iterator[tuple[str, int]]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = str(key_node.value)
            if key in seen:
                yield key, key_node.start_mark.line + 1
            seen.add(key)
