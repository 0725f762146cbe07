"""Secrets in a stack's file: refused with file, line and key, and never repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.config import read_environment
from components.config.secrets import TOKENS, secrets_of
from components.errors import ConfigurationError
from components.stack_file import Value
from tests.unit.components.test_config import STACK

WHERE = "AWS Secrets Manager, from where External Secrets brings it to pods"

# Put together here, so that no scanner of this repository takes them for real ones.
CLEAR = {
    "ghp" + "_" + "a1B2" * 9: "a token of GitHub",
    "gho" + "_" + "a1B2" * 9: "a token of GitHub",
    "github" + "_pat_" + "11A" * 8 + "_" + "b2" * 20: "a token of GitHub",
    "AKIA" + "IOSFODNN7EXAMPLE": "an access key of AWS",
    "ASIA" + "IOSFODNN7EXAMPLE": "an access key of AWS",
    "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE": "a private key",
    "-----BEGIN " + "PRIVATE KEY-----": "a private key",
    "xoxb" + "-123456789012-abcdef": "a token of Slack",
    "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJ" + "zdWIiOiIxIn0.c2ln": "a JSON Web Token",
}


def refused(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> ConfigurationError:
    monkeypatch.chdir(folder)
    (folder / "stacks").mkdir()
    (folder / "stacks/Pulumi.dev.yaml").write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        read_environment("dev")
    return caught.value


@pytest.mark.parametrize("value", ["{secure: v1:abc:def}", "\n      secure: v1:abc:def"])
def test_a_key_of_ours_holds_no_secret_and_who_wrote_one_hears_where_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    key = "repository: https://git.example.com/platform.git"
    error = refused(tmp_path, STACK.replace(key, f"repository: {value}"), monkeypatch)
    line = STACK[: STACK.index(key)].count("\n") + 1
    assert str(error) == (
        f"stacks/Pulumi.dev.yaml:{line}: slipway:gitops.repository: is a secret, and no key of ours holds one; "
        f"keep it in {WHERE}, and take the key out"
    )


@pytest.mark.parametrize(("value", "what"), CLEAR.items(), ids=range(len(CLEAR)))
def test_a_token_in_clear_is_refused_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, what: str
) -> None:
    written = value.replace("\n", "\\n")
    error = refused(tmp_path, STACK.replace("{owner: platform}", f'{{owner: "{written}"}}'), monkeypatch)
    assert str(error) == (
        f"stacks/Pulumi.dev.yaml:4: slipway:tags.owner: looks like {what} in clear; make it void, and keep a new one "
        f"in {WHERE}"
    )
    assert error.others == ()


def test_a_token_within_a_value_is_found_and_nothing_else_that_would_repeat_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = next(iter(CLEAR))
    text = STACK.replace("git.example.com", f"me:{token}@git.example.com").replace("[m7i.large]", f"[{token}]")
    error = refused(tmp_path, text, monkeypatch)
    assert [one.key for one in error.all] == ["slipway:pools[0].instanceTypes[0]", "slipway:gitops.repository"]
    assert token not in "\n".join(map(str, error.all))


def test_a_providers_secret_is_right_encrypted_and_refused_in_clear() -> None:
    encrypted: dict[str, Value] = {"datadog:apiKey": {"secure": "v1:abc:def"}}
    assert secrets_of(encrypted) == []
    (found,) = secrets_of({"github:token": next(iter(CLEAR))})
    assert (found.path, found.do) == (
        ("github:token",),
        "make it void, and set a new one by `pulumi config set --secret`",
    )


@pytest.mark.parametrize(
    "value",
    ["ghp_short", "AKIA", "order-service", "https://git.slipway.internal/slipway.git", "eyJhbGciOi", "xoxb", "asia"],
)
def test_what_only_begins_like_a_token_is_text(value: str) -> None:
    assert secrets_of({"slipway:tags": {"owner": value}}) == []


def test_every_pattern_is_tried_here() -> None:
    assert set(CLEAR.values()) == set(TOKENS)
