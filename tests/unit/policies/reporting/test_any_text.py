"""Whatever stands in a manifest, every output stays valid and obeys none of it."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from policies.gate.finding import Finding, Location, Report, Resource, Severity, Undecided
from policies.gate.reporting import REPORTERS
from tests.unit.policies.made import finding, report, written
from tests.unit.policies.reporting.test_junit import schema
from tests.unit.policies.reporting.test_sarif import validator

EVIL = (
    "\x1b[2J", "\r\n::error::x", "::add-mask::a", "##[command]x", "%0A", "]]>", "<script>alert(1)</script>", "<!-- ",
    "-->", "</details>", "```\n", "`", "|", "\\", "[x](javascript:y)", "![x](https://evil.example/x.png)", "@everyone",
    "#1", "https://evil.example", "www.evil.example", "\u202e", "\u2028", "\x00", "\ud800", "&lt;", "**", "{0}", "\t",
    "漢", "'\"", "- ", "# ", "    ", "\n\n", "<b", "&#64;", "$x$", ":tada:", "~~~",
)  # fmt: skip

texts = st.lists(st.sampled_from(EVIL) | st.text(max_size=8), max_size=6).map("".join)
findings = st.builds(
    Finding,
    rule=texts,
    title=texts,
    controls=st.lists(texts, max_size=3).map(tuple),
    severity=st.sampled_from(Severity),
    engine=st.sampled_from(("opa", "checkov", "gate")),
    message=texts,
    why=texts,
    remediation=texts,
    resource=st.builds(Resource, texts, texts, st.none() | texts, st.none() | texts),
    location=st.builds(Location, texts.filter(bool), st.integers(1, 12), st.integers(1, 60)),
    container=st.none() | texts,
    waived=st.booleans(),
    waiver=st.none() | texts,
    new=st.booleans(),
)
undecided = st.lists(st.builds(Undecided, texts, texts, st.integers(1, 9)), max_size=2).map(tuple)


def _evil_lines(text: str) -> Any:
    return lambda file, numbers: dict.fromkeys(numbers, text.replace("\n", " "))


@settings(max_examples=150)
@given(st.lists(findings, max_size=3), undecided, texts, st.sampled_from((0, 1, 2)), st.booleans())
def test_every_output_is_valid_and_obeys_nothing(
    found: list[Finding], rows: tuple[Undecided, ...], text: str, status: int, everything: bool
) -> None:
    what = report(*found, undecided=rows)
    view = {"status": status, "errors": (text,), "lines": _evil_lines(text), "everything": everything}
    _all_outputs_are_harmless(what, view)


@pytest.mark.parametrize("text", EVIL)
def test_each_evil_text_is_harmless_in_every_field(text: str) -> None:
    evil = Finding(
        rule=text,
        title=text,
        controls=(text,),
        severity=Severity.HIGH,
        engine="opa",
        message=text,
        why=text,
        remediation=text,
        resource=Resource(text, text, text, text),
        location=Location(text, 1, 1),
        container=text,
        also=(text,),
    )
    waived = dataclasses.replace(evil, waived=True, waiver=text)
    what = report(evil, waived, undecided=(Undecided(text, text, 1),))
    _all_outputs_are_harmless(what, {"status": 1, "errors": (text,), "lines": _evil_lines(text)})


def _all_outputs_are_harmless(what: Report, view: dict[str, Any]) -> None:
    found = what.findings
    told = {output: written(output, what, **view) for output in REPORTERS}

    assert len(json.loads(told["json"])["findings"]) == len(found)
    for output in ("sarif", "code-scanning"):
        validator().validate(json.loads(told[output]))
    ElementTree.fromstring(told["junit"])
    assert len(json.loads(told["gitlab"])) == sum(each.new and not each.waived for each in found)
    _is_harmless_on_a_terminal(told["text"])
    assert not any(line.lstrip().startswith("::") for line in told["text"].splitlines())
    _holds_only_our_commands(told["github"], found)
    _holds_only_our_html(told["markdown"])


def test_evil_texts_are_valid_by_the_schema_of_junit_too() -> None:
    evil = "".join(EVIL)
    whole = finding(message=evil, why=evil, rule="R" + evil, location=Location(evil, 1, 1), container=evil)
    schema().validate(written("junit", report(whole, dataclasses.replace(whole, waived=True, waiver=evil))))


def _is_harmless_on_a_terminal(told: str) -> None:
    assert all(each.isprintable() or each == "\n" for each in told)


def _holds_only_our_commands(told: str, found: Sequence[Finding]) -> None:
    _is_harmless_on_a_terminal(told)
    assert "##[" not in told.replace("::", "") or all(
        line.startswith("::") for line in told.splitlines() if "##[" in line
    )
    commands = [line for line in told.split("\n") if line.lstrip().startswith("::")]
    assert len(commands) <= 1 + len(found)
    for line in commands:
        assert re.match(r"::(error|warning|notice) (file=[^,:]+,line=\d+,col=\d+,)?title=[^,:]*::", line)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name not in ("class", "style")]


OURS = {
    "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "b", "code", "pre", "strong",
    "sub", "ul", "li",
}  # fmt: skip


def _holds_only_our_html(told: str) -> None:
    """No link, image, script or heading comes from a text; tables keep their columns and details are closed."""
    _is_harmless_on_a_terminal(told)
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(told)
    page = _Tags()
    page.feed(html)
    assert set(page.tags) <= OURS
    assert html.count("<details>") == html.count("</details>")
    assert page.tags.count("h2") == 1
    prose = re.sub(r"(?s)<pre>.*?</pre>|<code>.*?</code>", "", html)
    assert not re.search(r"@\w|#\d|://|www\.", prose)
