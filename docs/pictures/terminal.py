"""Make a picture of a terminal: `tmux capture-pane -ep | python docs/pictures/terminal.py TITLE FILE`."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text


def main(title: str, file: str) -> None:
    """Read a terminal's text with its colours from standard input and write an SVG."""
    text = Text.from_ansi(sys.stdin.read().rstrip("\n"))
    width = max(len(line.rstrip()) for line in text.plain.splitlines()) + 1
    console = Console(record=True, width=max(80, width), file=io.StringIO(), force_terminal=True)
    console.print(text)
    # Without the addresses of fonts elsewhere: whoever looks at the picture has a monospaced font of his own.
    Path(file).write_text(re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title=title), flags=re.DOTALL))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
