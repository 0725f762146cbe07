"""What a stack says of security and data wrongly: one sentence each, with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from components.config import read_environment
from components.errors import ConfigurationError

ROOT = Path(__file__).parents[3]
STACK = """\
config:
  aws:region: us-west-2
  slipway:environment: ENVIRONMENT
  slipway:network: {cidr: 10.20.0.0/16, zones: [a, b]}
  slipway:cluster: {version: "1.35", accessElsewhere: true}
  slipway:pools: [{name: web, instanceTypes: [m7i.large], size: {min: 1, max: 2, desired: 1}}]
  slipway:gitops: {repository: "https://git.example.com/platform.git"}
"""
FIRST = STACK.count("\n") + 1


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stacks").mkdir()
    return tmp_path / "stacks"


def _written(folder: Path, section: str, environment: str = "dev") -> None:
    (folder / "Pulumi.dev.yaml").write_text(STACK.replace("ENVIRONMENT", environment) + section)


DATA = "  slipway:data:\n    needs:\n      - {kind: %s, name: one, service: cart%s}\n"
PIPELINE = (
    "  slipway:security:\n    repositories: [cart]\n    pipelines:\n"
    "      - {name: ci, issuer: github, repository: shop/cart, branch: main, may: push%s}\n"
)
NEED = f"stacks/Pulumi.dev.yaml:{FIRST + 2}: slipway:data.needs[0]"
ROLE = f"stacks/Pulumi.dev.yaml:{FIRST + 3}: slipway:security.pipelines[0]"


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        (
            DATA % ("buket", ""),
            f"{NEED}.kind: 'buket' is not one of bucket, queue, postgres, redis; did you mean 'bucket'?",
        ),
        (DATA.replace("kind: %s, ", "%.0s") % ("", ""), f"{NEED}.kind: is missing; add it"),
        (
            DATA % ("bucket", ", expireDay: 3"),
            f"{NEED}.expireDay: no such key; did you mean 'expireDays'?",
        ),
        (DATA % ("bucket", ", expireDays: 0"), f"{NEED}.expireDays: 0 is too small; give at least 1"),
        (DATA % ("queue", ", retentionDays: 15"), f"{NEED}.retentionDays: 15 is too large; give at most 14"),
        (DATA % ("queue", ", visibilitySeconds: 43201"), f"{NEED}.visibilitySeconds: 43201 is too large"),
        (DATA % ("queue", ", maxReceives: 0"), f"{NEED}.maxReceives: 0 is too small"),
        (DATA % ("queue", ", fifo: yes please"), f"{NEED}.fifo: 'yes please' is not true or false"),
        (DATA % ("queue", ", storageGib: 20"), f"{NEED}.storageGib: no such key"),
        (DATA % ("postgres", ', version: "9"'), f"{NEED}.version: '9' is not one of 15, 16, 17"),
        (DATA % ("postgres", ", instanceClass: m7g.large"), f"{NEED}.instanceClass: 'm7g.large' does not look"),
        (DATA % ("postgres", ", storageGib: 5"), f"{NEED}.storageGib: 5 is too small; give at least 20"),
        (
            DATA % ("postgres", ", storageGib: 200"),
            f"{NEED}.maxStorageGib: maxStorageGib 100 is less than storageGib 200; write at least 200",
        ),
        (DATA % ("redis", ", nodeType: t4g.small"), f"{NEED}.nodeType: 't4g.small' does not look as it should"),
        (DATA % ("redis", ", replicas: 6"), f"{NEED}.replicas: 6 is too large; give at most 5"),
        (
            DATA % ("redis", ", replicas: 0") + "    multiZone: true\n",
            f"{NEED}.replicas: no replica to take over from the primary node, but multiZone is true",
        ),
        (
            DATA % ("queue", "") + "      - {kind: bucket, name: one, service: cart}\n",
            f"stacks/Pulumi.dev.yaml:{FIRST + 3}: slipway:data.needs[1].name: cart asks for two things called 'one'",
        ),
        (
            DATA % ("queue", "") + "    backupDays: 36\n",
            f"stacks/Pulumi.dev.yaml:{FIRST + 3}: slipway:data.backupDays: 36 is too large; give at most 35",
        ),
        (
            DATA % ("queue", "") + "    logRetentionDays: 31\n",
            f"stacks/Pulumi.dev.yaml:{FIRST + 3}: slipway:data.logRetentionDays: 31 days is no retention",
        ),
        (PIPELINE.replace("shop/cart", '"shop/*"') % "", f"{ROLE}.repository: 'shop/*' is a pattern"),
        (PIPELINE.replace("shop/cart", "cart") % "", f"{ROLE}.repository: 'cart' is not owner/name"),
        (PIPELINE.replace("branch: main", 'branch: "*"') % "", f"{ROLE}.branch: '*' is a pattern"),
        (PIPELINE % ", environment: prod", f"{ROLE}.environment: both a branch and an environment named"),
        (PIPELINE.replace("branch: main, ", "") % "", f"{ROLE}.name: neither a branch nor an environment named"),
        (PIPELINE.replace("github", "gitea") % "", f"{ROLE}.issuer: 'gitea' is not one of github, gitlab"),
        (
            PIPELINE.replace("github", "gitlab").replace("branch: main", "environment: prod") % "",
            f"{ROLE}.environment: gitlab's tokens don't say the environment in a way that IAM can check",
        ),
        (
            PIPELINE.replace("may: push", "may: deploy")
            % ", policies: ['arn:aws:iam::aws:policy/AdministratorAccess']",
            f"{ROLE}.policies[0]: AdministratorAccess allows everything",
        ),
        (
            PIPELINE % ", policies: ['arn:aws:iam::123456789012:policy/x']",
            f"{ROLE}.policies: a push role has no policies but its own",
        ),
        (PIPELINE.replace("may: push", "may: destroy") % "", f"{ROLE}.may: 'destroy' is not one of push, deploy"),
        (
            "  slipway:security:\n    pipelines:\n"
            "      - {name: ci, issuer: github, repository: shop/cart, branch: main, may: push}\n",
            f"stacks/Pulumi.dev.yaml:{FIRST + 2}: slipway:security.pipelines[0].may: ci has no repository to push to",
        ),
        (
            "  slipway:security:\n    repositories: [cart, cart]\n",
            f"stacks/Pulumi.dev.yaml:{FIRST + 1}: slipway:security.repositories[1]: 'cart' is named twice",
        ),
        (
            "  slipway:security:\n    repositories: [Cart]\n",
            f"stacks/Pulumi.dev.yaml:{FIRST + 1}: slipway:security.repositories[0]: 'Cart' does not look as it should",
        ),
        (
            "  slipway:security:\n    keyDeletionDays: 3\n",
            f"stacks/Pulumi.dev.yaml:{FIRST + 1}: slipway:security.keyDeletionDays: 3 is too small; give at least 7",
        ),
        (
            "  slipway:security:\n    images: {keep: 1}\n",
            f"stacks/Pulumi.dev.yaml:{FIRST + 1}: slipway:security.images.keep: 1 is too small; give at least 5",
        ),
        (
            "  slipway:security:\n    region: {guardDuty: false, runtimeMonitoring: true}\n",
            f"stacks/Pulumi.dev.yaml:{FIRST + 1}: slipway:security.region.runtimeMonitoring: runtime monitoring is "
            "GuardDuty's, which is off",
        ),
        (
            "  slipway:security:\n    account: {issuers: [github, github]}\n",
            f"stacks/Pulumi.dev.yaml:{FIRST + 1}: slipway:security.account.issuers[1]: github is named twice",
        ),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_file_line_and_key(folder: Path, section: str, sentence: str) -> None:
    _written(folder, section)
    with pytest.raises(ConfigurationError) as caught:
        read_environment("dev")
    assert str(caught.value).startswith(sentence)
    assert caught.value.exit_status == 2


def test_prod_is_stricter_by_itself(folder: Path) -> None:
    section = DATA % ("redis", "") + "  slipway:security: {repositories: [cart]}\n"
    _written(folder, section, "prod")
    prod = read_environment("dev")
    assert (prod.data.protected, prod.data.multi_zone, prod.data.backup_days) == (True, True, 35)
    assert prod.data.log_retention_days == 365
    assert (prod.security.protected, prod.security.images.keep) == (True, 100)
    _written(folder, section)
    dev = read_environment("dev")
    assert (dev.data.protected, dev.data.multi_zone, dev.security.protected) == (False, False, False)


def test_a_stack_without_the_sections_asks_for_nothing(folder: Path) -> None:
    _written(folder, "")
    environment = read_environment("dev")
    assert environment.data.needs == ()
    assert (environment.security.account, environment.security.region) == (None, None)


def test_one_stack_owns_the_account_and_one_each_region() -> None:
    stacks = [yaml.safe_load(file.read_text())["config"] for file in (ROOT / "stacks").glob("Pulumi.*.yaml")]
    owners = [stack for stack in stacks if "account" in stack.get("slipway:security", {})]
    assert len(owners) == 1
    regions = [stack["aws:region"] for stack in stacks if "region" in stack.get("slipway:security", {})]
    assert len(regions) == len(set(regions))
