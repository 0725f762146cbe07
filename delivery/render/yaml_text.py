"""Documents as YAML that people like to read and that every reader takes the same way.

Text is left bare only where no reader of YAML 1.1 or 1.2 could take it for anything else: PyYAML's own writer
leaves `1e3` bare, which Kubernetes reads as a number.
"""

from __future__ import annotations

import re

from delivery.render.documents import Document, Value

# Begins with a letter or "/", has only characters without a meaning in YAML, and is none of its words;
# or is an amount with its unit.
BARE = re.compile(
    r"(?!(?i:y|n|yes|no|on|off|true|false|null)$)[A-Za-z/](?:[-\w./]|:(?!$))*|[1-9][0-9]*(?:m|Ki|Mi|Gi|Ti|k|M|G|T)",
    re.ASCII,
)
# What must not stand in double quotes as it is: YAML 1.2.2, section 5.1, and the line breaks of YAML 1.1.
ESCAPES = {
    **{code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))},
    **{code: f"\\u{code:04x}" for code in (0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)},
    **{
        ord(character): escape
        for character, escape in {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}.items()
    },
}


def yaml_text(document: Document) -> str:
    """Write a document in the order of its keys, two spaces a level, ending with a line break.

    Args:
        document: the object; all its mappings and lists have at least one entry.
    """
    return "".join(f"{line}\n" for line in _mapping_lines(document))


def _mapping_lines(mapping: Document) -> list[str]:
    lines = []
    for key, value in mapping.items():
        if isinstance(value, dict | list):
            lines.append(f"{_text(key)}:")
            below = _mapping_lines(value) if isinstance(value, dict) else _list_lines(value)
            lines.extend(f"  {line}" for line in below)
        else:
            lines.append(f"{_text(key)}: {_scalar(value)}")
    return lines


def _list_lines(items: list[Value]) -> list[str]:
    lines = []
    for item in items:
        if isinstance(item, dict):
            below = _mapping_lines(item)
        elif isinstance(item, list):
            below = _list_lines(item)
        else:
            below = [_scalar(item)]
        lines.append(f"- {below[0]}")
        lines.extend(f"  {line}" for line in below[1:])
    return lines


def _scalar(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _text(value)


def _text(text: str) -> str:
    return text if BARE.fullmatch(text) else f'"{text.translate(ESCAPES)}"'
