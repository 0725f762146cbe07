"""The catalogue of pinned tools: the typed form of every tool.toml."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from toolchain.errors import SlipwayError
from toolchain.versions import Range, Version


def _version(text: str) -> str:
    Version.parse(text)
    return text


def _range(text: str) -> str:
    Range.parse(text)
    return text


def _pattern(text: str) -> str:
    try:
        groups = re.compile(text).groups
    except re.error as error:
        raise ValueError(f"'{text}' is no regular expression ({error})") from None
    if groups != 1:
        raise ValueError(f"'{text}' must have exactly one group, which takes the version")
    return text


def _inside(text: str) -> str:
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or path.suffix != ".go":
        raise ValueError(f"'{text}' is no path of a Go file inside the module")
    return text


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Ask(_Model):
    """How a binary is asked for its version."""

    argv: Annotated[tuple[str, ...], Field(min_length=1, strict=False)]
    """Arguments after the binary's own name."""
    pattern: Annotated[str, AfterValidator(_pattern)]
    """A regular expression found in what it prints; its one group is the version."""
    environment: dict[str, str] = {}
    """Added to the environment for the question."""


class Patch(_Model):
    """One text in the source of a tool that its build replaces; the module that was fetched stays as it is."""

    module: str
    """The path of the Go module, which go.mod pins."""
    file: Annotated[str, AfterValidator(_inside)]
    """The Go file in it, relative to the module."""
    find: Annotated[str, Field(min_length=1)]
    """The text, which must occur exactly once in the file."""
    replace: str
    """What stands there instead."""


class Tool(_Model):
    """One pinned tool, as a [[tool]] table of tool.toml describes it."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    purpose: str
    """What it is for, in one line."""
    version: Annotated[str, AfterValidator(_version)]
    """The version that the cache or the virtual environment holds."""
    accepted: Annotated[str, AfterValidator(_range)]
    """The versions that are taken from PATH."""
    from_path: bool = True
    """False: no binary on PATH is taken, whatever version it tells."""
    ask: Ask
    order: int
    """Place in the order of need; the lowest is built first."""
    needed_by: Literal["up", "use"]
    """"up": the sandbox does not stand without it; "use": got when a command first needs it."""
    links: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Other names that the binary is started by, each of which makes it another program."""

    @property
    def range(self) -> Range:
        """Give `accepted` as a range."""
        return Range.parse(self.accepted)


class GoTool(Tool):
    """A tool that is compiled from a pinned Go module."""

    module: Path
    """The folder of its go.mod, which is the tool.toml's."""
    package: str
    """The Go package of its main function; "./…" is one of our own in the module's folder."""
    ldflags: str
    gcflags: str
    tags: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Go's build tags."""
    patches: Annotated[tuple[Patch, ...], Field(strict=False)] = ()
    """Applied in this order; a tool that has some is never taken from PATH."""
    build_seconds: Annotated[int, Field(gt=0)]
    """About how long its cold build takes on two cores, when the tools before it in the order are built."""


class WheelTool(Tool):
    """A tool whose binary comes with a Python distribution into the virtual environment."""

    distribution: str
    """The distribution's name in the requirements lock."""


_NESTED: dict[str, type[_Model]] = {"ask": Ask, "patches": Patch}
"""The keys of a tool whose values are tables."""


def load(folder: Path) -> dict[str, GoTool | WheelTool]:
    """Read every tool.toml under a folder.

    Args:
        folder: the catalogue; one folder a module in it.

    Returns:
        The tools by name, in order of need.

    Raises:
        SlipwayError: naming the file, the tool and the key that is wrong.
    """
    tools: dict[str, GoTool | WheelTool] = {}
    for file in sorted(folder.glob("*/tool.toml")):
        for tool in _read(file):
            if tool.name in tools:
                raise SlipwayError(
                    "is described twice in the catalogue",
                    where=f"{file}: tool '{tool.name}'",
                    do="remove one of the tables",
                )
            tools[tool.name] = tool
    if not tools:
        raise SlipwayError("no tool.toml is there", where=str(folder), do="check out the folder again")
    return {tool.name: tool for tool in sorted(tools.values(), key=lambda tool: tool.order)}


def chosen(tools: dict[str, GoTool | WheelTool], names: list[str]) -> list[GoTool | WheelTool]:
    """Pick tools by name, in order of need, each once.

    Raises:
        SlipwayError: a name is not in the catalogue; the nearest one is offered.
    """
    for name in names:
        if name not in tools:
            near = difflib.get_close_matches(name, tools, n=1)
            raise SlipwayError(
                f"no tool is called '{name}'",
                do=f"did you mean '{near[0]}'?" if near else f"the tools are {', '.join(tools)}",
            )
    return [tool for tool in tools.values() if tool.name in names]


def _read(file: Path) -> list[GoTool | WheelTool]:
    try:
        document = tomllib.loads(file.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SlipwayError(f"cannot be read as TOML ({error})", where=str(file), do="mend the file") from None
    rows = document.get("tool")
    if not isinstance(rows, list) or len(document) != 1 or not all(isinstance(row, dict) for row in rows):
        stray = next((key for key in document if key != "tool"), "tool")
        raise SlipwayError(
            "must hold [[tool]] tables and nothing else", where=f"{file}: key '{stray}'", do="mend the file"
        )
    return [_tool(file, row) for row in rows]


def _tool(file: Path, row: dict[str, Any]) -> GoTool | WheelTool:
    where = f"{file}: tool '{row.get('name', 'without a name')}'"
    model: type[GoTool | WheelTool] = WheelTool if "distribution" in row else GoTool
    folder = {"module": file.parent} if model is GoTool else {}
    if "module" in row:
        raise SlipwayError("unknown key 'module'", where=where, do="remove it: the module is the folder of the file")
    try:
        tool = model.model_validate({**row, **folder})
    except ValidationError as error:
        raise _mistake(where, model, error) from None
    if tool.range.judge(Version.parse(tool.version)) != "in range":
        raise SlipwayError(
            f"key 'accepted': the pinned version {tool.version} is not in {tool.accepted}",
            where=where,
            do="mend one of the two",
        )
    if isinstance(tool, GoTool) and tool.patches and tool.from_path:
        raise SlipwayError(
            "key 'from_path': must be false, since no binary on PATH has the tool's patches",
            where=where,
            do="add 'from_path = false'",
        )
    return tool


def _mistake(where: str, model: type[Tool], error: ValidationError) -> SlipwayError:
    # A misspelt key is also a missing one; the misspelling is what helps.
    first = min(error.errors(include_url=False), key=lambda mistake: mistake["type"] != "extra_forbidden")
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        inner = _NESTED.get(str(first["loc"][0]), model)
        fields = inner.model_fields if len(first["loc"]) > 1 else model.model_fields
        near = difflib.get_close_matches(str(first["loc"][-1]), fields, n=1)
        return SlipwayError(
            f"unknown key '{key}'", where=where, do=f"did you mean '{near[0]}'?" if near else "remove it"
        )
    if first["type"] == "missing":
        return SlipwayError(f"key '{key}' is missing", where=where, do="add it")
    reason = first["msg"].removeprefix("Value error, ")
    return SlipwayError(f"key '{key}': {reason[0].lower() + reason[1:]}", where=where, do="mend the value")
