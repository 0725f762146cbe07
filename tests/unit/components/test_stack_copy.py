from __future__ import annotations

from ipaddress import IPv4Network
from pathlib import Path

import pytest

from components.config import read_environment
from components.errors import ConfigurationError
from components.passphrase import encryption_salt
from components.stack_copy import Wanted, free_block, new_stack, zones_in
from tests.unit.components.salts import opens

BLOCKS = """\
# yaml-language-server: $schema=x
# A description of the source,
# over two lines.
config:
  aws:region: us-west-2  # Oregon
  environment: dev
  # why this block
  network:
    cidr: "10.32.0.0/16" # ours
    zones:
      - a
      - b
      - d
  cluster:
    version: "1.35"
    name: special
    accessElsewhere: true
  pools:
    - name: general # the only one
      instanceTypes: [m7i.large]
      size: {min: 1, max: 2, desired: 1}
  gitops:
    repository: https://git.slipway.internal/slipway.git
    revision: main
secretsprovider: awskms://alias/x
encryptedkey: abc
"""


def _folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "Pulumi.source.yaml").write_text(text)
    return tmp_path


def test_comments_and_order_stay_and_only_what_must_differ_differs(tmp_path: Path) -> None:
    made = new_stack(Wanted("copy", "source", "eu-west-1"), _folder(tmp_path, BLOCKS), "v1:salt")
    assert made.text == (
        BLOCKS.replace(
            "# A description of the source,\n# over two lines.\n",
            "# copy: made from source; say here what it is for.\n",
        )
        .replace("us-west-2  # Oregon", "eu-west-1  # Oregon")
        .replace('"10.32.0.0/16" # ours', "10.33.0.0/16 # ours")
        .replace("- d\n", "- c\n")
        .replace("    name: special\n", "")
        .replace("secretsprovider: awskms://alias/x\nencryptedkey: abc\n", "encryptionsalt: v1:salt\n")
    )


OWNER = """\
  security:
    repositories: [cart]
    # once in the account
    account:
      issuers: [github]
    region: {}
"""


@pytest.mark.parametrize(
    ("region", "kept"),
    [
        ("us-west-2", "  security:\n    repositories: [cart]\n"),
        ("eu-west-1", "  security:\n    repositories: [cart]\n    region: {}\n"),
    ],
)
def test_what_an_account_or_a_region_has_once_stays_the_other_stacks(tmp_path: Path, region: str, kept: str) -> None:
    text = BLOCKS.replace("  gitops:\n", OWNER + "  gitops:\n")
    made = new_stack(Wanted("copy", "source", region), _folder(tmp_path, text), "v1:salt")
    assert f"{kept}  gitops:\n" in made.text
    assert "issuers" not in made.text
    assert "once in the account" not in made.text


def test_a_section_that_is_left_empty_goes_too(tmp_path: Path) -> None:
    text = BLOCKS.replace("  gitops:\n", "  security:\n    account: {issuers: [github]}\n  gitops:\n")
    assert "security" not in new_stack(Wanted("copy", "source"), _folder(tmp_path, text), "v1:salt").text


def test_what_shares_its_line_with_what_is_the_other_stacks_is_refused(tmp_path: Path) -> None:
    line = "  security: {repositories: [cart], account: {issuers: [github]}}\n"
    with pytest.raises(ConfigurationError, match=r"security\.account: belongs to the other stack alone"):
        new_stack(
            Wanted("copy", "source"), _folder(tmp_path, BLOCKS.replace("  gitops:\n", line + "  gitops:\n")), "v1:salt"
        )


def test_what_is_made_reads_as_a_stack_of_its_own(tmp_path: Path) -> None:
    folder = _folder(tmp_path, BLOCKS)
    made = new_stack(Wanted("copy", "source", environment="prod"), folder, "v1:salt")
    made.file.write_text(made.text)
    environment = read_environment("copy", folder)
    assert (environment.environment.value, environment.cluster_name) == ("prod", "slipway-copy")


def test_a_secret_of_the_source_is_refused_with_its_line(tmp_path: Path) -> None:
    text = BLOCKS.replace("    revision: main\n", "    revision: main\n  other:token:\n    secure: v1:x\n")
    with pytest.raises(ConfigurationError, match="secret that only its own stack can read") as caught:
        new_stack(Wanted("copy", "source"), _folder(tmp_path, text), "v1:salt")
    assert (caught.value.key, caught.value.line) == ("other:token", text[: text.index("secure")].count("\n") + 1)


@pytest.mark.parametrize(
    ("region", "wanted", "given"),
    [
        ("us-west-2", ("a", "b"), ("a", "b")),
        ("ap-northeast-1", ("a", "b", "c"), ("a", "c", "d")),
        ("ca-central-1", ("c",), ("a",)),
    ],
)
def test_zones_are_those_wanted_or_others_that_the_region_has(
    region: str, wanted: tuple[str, ...], given: tuple[str, ...]
) -> None:
    assert zones_in(region, wanted) == given


def test_a_region_with_too_few_zones_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="eu-west-1 has 3 zones"):
        zones_in("eu-west-1", "abcd")


def test_the_next_free_block_is_above_the_sources_and_never_the_services_of_eks() -> None:
    like = IPv4Network("10.99.0.0/16")
    assert free_block(like, [like]) == IPv4Network("10.101.0.0/16")
    last = IPv4Network("10.255.0.0/16")
    assert free_block(last, [last]) == IPv4Network("10.0.0.0/16")


def test_a_range_that_is_full_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no /16"):
        free_block(IPv4Network("10.0.0.0/16"), [IPv4Network("10.0.0.0/8")])


def test_a_salt_belongs_to_its_passphrase_and_is_never_the_same() -> None:
    salt = encryption_salt("a word")
    assert opens("a word", salt)
    assert not opens("another", salt)
    assert encryption_salt("a word") != salt
