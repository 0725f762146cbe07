"""Text from outside inside GitHub's Markdown: shown as it is, never obeyed.

Neither HTML nor Markdown of it works, nobody is mentioned by it, no issue is linked and no address becomes a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from policies.gate.reporting.words import printable, sentence

BREAK = "<!-- -->"
"""Between two characters it keeps them from being read together, and shows nothing."""

_HTML = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}
_MARKDOWN = {**{each: "\\" + each for each in "\\`*_{}[]~|$!"}, "<": "&lt;", ">": "&gt;", "&": "&amp;"}
# Where GitHub reads a mention, an issue, an address or an emoji into text.
_READ_TOGETHER = re.compile(
    r"(?<=@)(?=\w)|(?<=#)(?=\d)|(?<=[Gg][Hh]-)(?=\d)|(?<=:)(?=//)|(?<=[wW]{3})(?=\.)|(?<=:)(?=[\w+-]+:)"
)
_CODE = re.compile(r"`([^`]+)`")


def prose(text: str) -> str:
    """Give prose on one line of Markdown; what stands between backticks is shown as code."""
    return _joined(text, escaped, code)


def html(text: str) -> str:
    """Give prose on one line of HTML, in which no Markdown is read; what stands between backticks is shown as code."""
    return _joined(text, _as_html, lambda inner: f"<code>{_as_html(inner)}</code>")


def _joined(text: str, plain: Callable[[str], str], as_code: Callable[[str], str]) -> str:
    written, end = [], 0
    text = sentence(text)
    for match in _CODE.finditer(text):
        written += [plain(text[end : match.start()]), as_code(match[1])]
        end = match.end()
    return "".join((*written, plain(text[end:])))


def escaped(text: str) -> str:
    """Give a text with nothing in it that Markdown or GitHub would read as more than text."""
    return _with(_MARKDOWN, text)


def _as_html(text: str) -> str:
    return _with(_HTML, text)


def _with(escapes: Mapping[str, str], text: str) -> str:
    pieces = _READ_TOGETHER.split(printable(text))
    return BREAK.join("".join(escapes.get(each, each) for each in piece) for piece in pieces)


def code(text: str) -> str:
    """Give a text as code on one line, in a table or not."""
    inner = printable(text)
    if "|" in inner or not inner.strip():
        # A span's `|` would end a table's cell, and its escape would be shown outside of one.
        return f"<code>{escaped(inner)}</code>"
    longest = max((len(run) for run in re.findall(r"`+", inner)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest or inner != inner.strip() else ""
    return f"{fence}{space}{inner}{space}{fence}"


def block(lines: Iterable[str], language: str = "") -> str:
    """Give lines as a fenced block of code."""
    shown = [printable(line.expandtabs(4)) for line in lines]
    longest = max((len(run) for line in shown for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((fence + language, *shown, fence))
