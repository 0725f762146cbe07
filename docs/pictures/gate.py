"""Make the gate's pictures: `python docs/pictures/gate.py` judges docs/how-to/gate/broken as a pull request.

The terminal's is by terminal.py, the comment's drawn here from the Markdown that the gate writes.
"""

from __future__ import annotations

import html
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs/pictures"
COMMAND = ("check", "--changed-since", "main", "--trusted-ref", "main")
COLUMNS = "100"

WIDTH, MARGIN, SIZE = 920, 24, 14
LETTER = {"sans": 0.53, "mono": 0.602}
"""Widths of a letter in ems, the mean of common fonts; lines are folded by them."""
OPENED = (0, 3)
"""Which findings are shown opened, as after a click."""


def main() -> None:
    """Write both pictures."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _pull_request(work)
        shown = _on_a_terminal([str(ROOT / ".venv/bin/platform"), *COMMAND], work)
        title = f"platform {' '.join(COMMAND)}"
        command = [sys.executable, str(PICTURES / "terminal.py"), title, str(PICTURES / "gate.svg")]
        subprocess.run(command, input=f"$ {title}\n{shown}".encode(), check=True)
        markdown = subprocess.run(
            [str(ROOT / ".venv/bin/platform"), *COMMAND, "--output", "markdown"],
            cwd=work,
            capture_output=True,
            text=True,
            check=False,
        ).stdout
    (PICTURES / "gate-comment.svg").write_text(_drawn(markdown))


def _pull_request(work: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words], cwd=work, check=True)

    git("init", "--quiet", "--initial-branch=main")
    shutil.copytree(ROOT / "policies/rego", work / "policies/rego")
    git("add", "--all")
    git("commit", "--quiet", "--message=main")
    git("checkout", "--quiet", "-b", "cart")
    shutil.copytree(ROOT / "docs/how-to/gate/broken/apps", work / "apps")
    git("add", "--all")
    git("commit", "--quiet", "--message=cart")


def _on_a_terminal(command: list[str], work: Path) -> str:
    """Give what a command writes to a terminal, colours too."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": COLUMNS, "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(command, cwd=work, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    process.wait()
    return written.decode().replace("\r\n", "\n")


def _drawn(markdown: str) -> str:
    """Draw a comment as a forge shows it."""
    y, rows = MARGIN + 26.0, []
    for row, height in _rows(markdown):
        y += height
        rows.append(row.format(y=f"{y:.0f}", under=f"{y + 8:.0f}", top=f"{y - 14:.0f}"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 {WIDTH} {y + MARGIN:.0f}" '
        'role="img" aria-label="The comment on the pull request">\n<style>\n'
        f"text {{ font: {SIZE}px -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif; fill: #1f2328; "
        "white-space: pre }\n"
        ".code { font-family: ui-monospace, Menlo, 'DejaVu Sans Mono', monospace; font-size: 12px }\n"
        ".bold, .h2, .h3 { font-weight: 600 } .h2 { font-size: 19px } .h3 { font-size: 15px }\n"
        ".sub { font-size: 11px; fill: #59636e } .rule { stroke: #d1d9e0 } .block { fill: #f6f8fa }\n</style>\n"
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{y + MARGIN - 2:.0f}" rx="6" fill="#fff" stroke="#d1d9e0"/>\n'
        f'<path d="M1 38V7a6 6 0 0 1 6-6h{WIDTH - 14}a6 6 0 0 1 6 6v31z" fill="#f6f8fa" stroke="#d1d9e0"/>\n'
        f'<text x="{MARGIN}" y="25"><tspan class="bold">github-actions</tspan> commented</text>\n'
        + "\n".join(rows)
        + "\n</svg>\n"
    )


def _rows(markdown: str) -> Iterator[tuple[str, float]]:
    """Give the picture's rows, each with how far it lies below the one before."""
    finding, opened, block = -1, True, False
    for line in markdown.splitlines():
        if line.startswith("<!--"):
            continue
        if summary := re.match(r"<details><summary>(.*)</summary>", line):
            finding += 1
            opened = finding in OPENED
            for number, text in enumerate(_folded(("▾ " if opened else "▸ ") + _plain(summary[1]), "sans", 0)):
                yield _text(text, MARGIN), 24 if number == 0 else 19
        elif line == "</details>":
            opened = True
        elif not opened or not line:
            continue
        elif line.startswith("```"):
            block = not block
            yield "", 10
        elif block:
            yield (
                (
                    f'<rect class="block" x="{MARGIN + 16}" y="{{top}}" width="{WIDTH - 2 * MARGIN - 16}" height="19"/>'
                    f'<text class="code" x="{MARGIN + 24}" y="{{y}}">{_escaped(line).replace(" ", "&#160;")}</text>'
                ),
                19,
            )
        elif line.startswith("## "):
            yield _text(_plain(line[3:]), MARGIN, "h2"), 30
            yield f'<path class="rule" d="M{MARGIN} {{y}}h{WIDTH - 2 * MARGIN}"/>', 10
        elif line.startswith("### "):
            yield _text(_plain(line[4:]), MARGIN, "h3"), 34
        elif line.startswith("|--"):
            yield f'<path class="rule" d="M{MARGIN} {{y}}h430"/>', 7
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            places = "".join(
                f'<text x="{MARGIN + 110 * column}" y="{{y}}">{_spans(_plain(cell))}</text>'
                for column, cell in enumerate(cells)
            )
            yield places, 22
        elif line.startswith("<sub>"):
            yield _text(_plain(re.sub(r"</?sub>", "", line)), MARGIN, "sub"), 30
        else:
            for number, text in enumerate(_folded(_plain(line), "sans", 16)):
                yield _text(text, MARGIN + 16), 26 if number == 0 else 19


def _plain(line: str) -> str:
    """Give Markdown with `code` and **bold** as the only marks."""
    line = re.sub(r"<!-- -->", "", line)
    line = re.sub(r"</?code>", "`", re.sub(r"</?b>", "**", line))
    return html.unescape(re.sub(r"\\([^\w\s])", r"\1", line))


def _folded(text: str, font: str, indent: int) -> list[str]:
    room = int((WIDTH - 2 * MARGIN - indent) / (SIZE * LETTER[font]))
    lines, line, code = [], "", False
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > room:
            # Code that goes on in the next line is closed here and opened there.
            lines.append(line + ("`" if code else ""))
            line = ("`" if code else "") + word
        else:
            line = f"{line} {word}" if line else word
        code ^= word.count("`") % 2 == 1
    return [*lines, line]


def _text(text: str, x: int, kind: str = "") -> str:
    return f'<text x="{x}" y="{{y}}" class="{kind}">{_spans(text)}</text>'


def _spans(text: str) -> str:
    pieces = re.split(r"(`[^`]+`|\*\*[^*]+\*\*)", text)
    return "".join(
        f'<tspan class="code">{_escaped(piece[1:-1])}</tspan>'
        if piece.startswith("`") and len(piece) > 1
        else f'<tspan class="bold">{_escaped(piece[2:-2])}</tspan>'
        if piece.startswith("**") and len(piece) > 3
        else _escaped(piece)
        for piece in pieces
    )


def _escaped(text: str) -> str:
    # Braces are filled with the row's place afterwards.
    return html.escape(text).replace("{", "&#123;").replace("}", "&#125;")


if __name__ == "__main__":
    main()
