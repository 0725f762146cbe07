"""Here-documents of Dockerfiles, which Checkov's parser knows in one spelling only, and counts lines wrongly after."""

from __future__ import annotations

import re

_OPENS = re.compile(r"(?<![<\d])<<(-?)([\"']?)([A-Za-z_]\w*)\2")
_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)\b")
_WITH_HEREDOC = frozenset({"RUN", "COPY", "ADD"})


class Endless(ValueError):
    """A here-document has no end; the argument is the line, counted from 1, on which it begins."""


def unfolded(content: str) -> str:
    """Give a Dockerfile without here-documents: a RUN's commands stand in its own line, files' contents are left out.

    Every line keeps its number, so that what Checkov finds is where it is in the file. What a here-document is:
    https://docs.docker.com/reference/dockerfile/#here-documents

    Raises:
        Endless: one has no end, so that what follows it would be taken for its content.
    """
    lines = content.split("\n")
    made: list[str] = []
    instruction, continued = "", False
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        comment = line.lstrip().startswith("#")
        if not continued and not comment:
            begin = _INSTRUCTION.match(line)
            instruction = begin[1].upper() if begin else ""
        opened = list(_OPENS.finditer(line)) if instruction in _WITH_HEREDOC and not comment else []
        if comment:
            made.append(line)
            continue
        continued = line.rstrip().endswith("\\")
        if not opened:
            made.append(line)
            continue
        began, commands = at, [_OPENS.sub("", line).rstrip().removesuffix("\\").rstrip()]
        for each in opened:
            end = _end(lines, at, each[3], dashed=bool(each[1]))
            if end is None:
                raise Endless(began)
            if instruction == "RUN":
                body = (text.strip().removesuffix("\\").rstrip() for text in lines[at:end])
                commands += [text for text in body if text and not text.startswith("#")]
            at = end + 1
        first, rest = commands[0], " && ".join(commands[1:])
        alone = first.strip().upper() == "RUN"
        made.append(f"{first} {rest}".rstrip() if alone or not rest else f"{first} && {rest}")
        made += [""] * (at - began)
        continued = False
    return "\n".join(made)


def _end(lines: list[str], begin: int, word: str, *, dashed: bool) -> int | None:
    for number in range(begin, len(lines)):
        line = lines[number].rstrip("\r")
        if (line.lstrip("\t") if dashed else line) == word:
            return number
    return None
