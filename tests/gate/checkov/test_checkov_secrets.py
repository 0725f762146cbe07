"""Secrets, looked for by the real Checkov. Tokens are put together here, so that none is in our repository."""

from __future__ import annotations

import base64
import hashlib
import random
import string

import pytest

from policies.gate.engines.checkov.engine import CheckovEngine
from policies.gate.source import Source, SourceKind
from tests.gate.checkov.conftest import Judge

_RANDOM = random.Random(7)


def some(length: int, alphabet: str) -> str:
    return "".join(_RANDOM.choice(alphabet) for _ in range(length))


UPPER = string.ascii_uppercase + "234567"
LOWER = string.ascii_lowercase + string.digits
AWS = "AK" + "IA" + some(16, UPPER)
TOKENS = {
    "CKV_SECRET_2": f"key = '{AWS}'",
    "CKV_SECRET_4": "url = 'https://ann:" + some(12, LOWER) + "@db.shop.svc/x'",
    "CKV_SECRET_6": "password = '" + base64.b64encode(hashlib.sha256(b"a").digest()).decode() + "'",
    "CKV_SECRET_12": "//registry.npmjs.org/:_auth" + "Token=npm_" + some(36, LOWER),
    "CKV_SECRET_14": "xox" + "b-" + some(12, "0123456789") + "-" + some(12, "0123456789") + "-" + some(24, LOWER),
    "CKV_SECRET_17": "sk_" + "live_" + some(24, LOWER),
}


@pytest.mark.parametrize("check", TOKENS)
def test_each_kind_is_found_at_its_line_and_never_shown(judge: Judge, check: str) -> None:
    verdicts = judge(SourceKind.OTHER, f"# some text\n\n{TOKENS[check]}\n", "settings.py")
    assert (check, 3) in {(v.rule, v.line) for v in verdicts}
    secret = max(TOKENS[check].replace("'", " ").split(), key=len)
    for verdict in verdicts:
        assert secret not in repr(verdict)
        assert secret[4:] not in repr(verdict)


@pytest.mark.parametrize("before", [0, 20_000])
def test_a_private_key_is_found_also_deep_in_a_large_file(judge: Judge, before: int) -> None:
    key = "-----BEGIN RSA " + "PRIVATE KEY-----\n" + some(64, UPPER) + "\n" + some(64, UPPER) + "\n-----END RSA"
    verdicts = judge(SourceKind.OTHER, "word word word\n" * (before // 15) + key + " PRIVATE KEY-----\n", "a.txt")
    assert "CKV_SECRET_13" in {v.rule for v in verdicts}


@pytest.mark.parametrize(
    "file", ["a.py", "a.tf", "a.yaml", "a.json", "a", "swagger.yaml", "a b.txt", "größe.ini", ".env"]
)
def test_one_is_found_whatever_the_file_is_called(judge: Judge, file: str) -> None:
    assert "CKV_SECRET_2" in {v.rule for v in judge(SourceKind.OTHER, f'"key": "{AWS}"\n', file)}


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_one_is_found_in_whatever_encoding(judge: Judge, encoding: str) -> None:
    assert "CKV_SECRET_2" in {v.rule for v in judge(SourceKind.OTHER, f"größe\n{AWS}\n".encode(encoding), "a.txt")}


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("# checkov:skip=CKV_SECRET_2:a test's", "a test's"),
        ("# pragma: allowlist secret: a test's", "a test's"),
        ("# pragma: allowlist secret", None),
        ("# checkov:skip=CKV_SECRET_14:another", None),
    ],
)
def test_a_comment_makes_it_waived_and_never_unseen(judge: Judge, comment: str, reason: str | None) -> None:
    verdicts = judge(SourceKind.OTHER, f"a = '{AWS}'  {comment}\n", "a.py")
    assert {v.skip for v in verdicts if v.rule == "CKV_SECRET_2"} == {reason}


@pytest.mark.parametrize(
    "comment",
    ["checkov:skip=CKV_SECRET_6:of a test", "pragma: allowlist secret: of a test", "pragma: allowlist secret"],
)
def test_a_comments_own_words_hide_no_secret_before_it(judge: Judge, comment: str) -> None:
    phrase = "-".join(("right", "password"))
    (found,) = judge(SourceKind.OTHER, f'PASSWORD = "{phrase}"  # {comment}\n', "a.py")
    assert (found.rule, found.skip) == ("CKV_SECRET_6", "of a test" if "of a test" in comment else None)


@pytest.mark.parametrize(
    ("content", "file", "reason"),
    [
        (b"\x7fELF\0", "a", "binary"),
        (b"x", "go.sum", "lock file"),
        (b"x", "poetry.lock", "lock file"),
        (b"<svg/>", "a.svg", ".svg file"),
        (b"x" * 100_001, "a.js", "a line of more than 100,000 characters"),
    ],
)
def test_what_is_not_looked_through_is_counted(judge: Judge, content: bytes, file: str, reason: str) -> None:
    (verdict,) = judge(SourceKind.OTHER, content, file)
    assert (verdict.rule, verdict.unknown, verdict.message) == ("SLIP-CHECKOV-002", True, reason)


def test_plain_text_passes(judge: Judge) -> None:
    assert judge(SourceKind.OTHER, "Nothing is secret here: password = os.environ['PASSWORD']\n", "a.py") == []
    assert judge(SourceKind.OTHER, b"", "empty") == []


def test_many_files_are_judged_on_all_cores_each_for_itself(engine: CheckovEngine) -> None:
    contents = [f"a = '{AWS}'\n" if number % 7 == 3 else "nothing\n" for number in range(300)]
    sources = [Source(f"{n}.py", SourceKind.OTHER, None, ".", content=one.encode()) for n, one in enumerate(contents)]
    found = engine.judge_files(sources)
    assert [number for number, verdicts in enumerate(found) if verdicts] == list(range(3, 300, 7))


def test_manifests_are_looked_through_only_if_checkov_is_named(home: object, engine: CheckovEngine) -> None:
    source = Source("a.yaml", SourceKind.MANIFEST, None, ".", content=f"kind: ConfigMap\ndata: {{k: {AWS}}}\n".encode())
    assert engine.judge_files([source]) == [[]]
    named = CheckovEngine(home=engine.home, everything=True)
    try:
        assert {v.rule for v in named.judge_files([source])[0]} == {"CKV_SECRET_2"}
    finally:
        named.close()
