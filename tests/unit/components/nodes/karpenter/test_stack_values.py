"""What a stack's file may not say of what adds nodes, told with file, line and key before any engine starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.config import read_environment
from components.errors import ConfigurationError

STACK = """\
config:
  aws:region: us-west-2
  slipway:environment: dev
  slipway:network: {cidr: 10.20.0.0/16, zones: [a, b], natGateways: single}
  slipway:cluster: {version: "1.35", access: [{principal: role/admin, policy: cluster-admin}]}
  slipway:pools:
    - {name: web-2, serves: web, instanceTypes: [m7i.large], size: {min: 1, max: 2, desired: 1}}
  slipway:karpenter:
    classes: [{name: plain, image: bottlerocket@1.64.0}]
    pools:
      - name: burst
        class: plain
        limits: {cpu: "64"}
        requirements:
          - {key: karpenter.k8s.aws/instance-generation, operator: Gt, values: ["5"]}
        budgets:
          - {nodes: "0", schedule: "0 9 * * mon-fri", duration: 8h}
  slipway:gitops: {repository: "https://git.example.com/p.git", revision: main, install: external}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    stacks = tmp_path / "stacks"
    stacks.mkdir()
    (stacks / "Pulumi.dev.yaml").write_text(STACK)
    return stacks


def test_the_stack_without_mistakes_is_read(folder: Path) -> None:
    assert read_environment("dev").karpenter is not None


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        (
            'values: ["5"]',
            'values: ["5", "6"]',
            "15: slipway:karpenter.pools[0].requirements[0].values: Gt compares with one integer; "
            'write e.g. values: ["5"]',
        ),
        (
            'operator: Gt, values: ["5"]',
            'operator: Lt, values: ["five"]',
            "15: slipway:karpenter.pools[0].requirements[0].values: Lt compares with one integer; "
            'write e.g. values: ["5"]',
        ),
        (
            'operator: Gt, values: ["5"]',
            "operator: NotIn, values: []",
            "15: slipway:karpenter.pools[0].requirements[0].values: NotIn compares with nothing; "
            "name one value or more",
        ),
        (
            'operator: Gt, values: ["5"]',
            'operator: Exists, values: ["5"]',
            "15: slipway:karpenter.pools[0].requirements[0].values: Exists takes no values; "
            "leave them out, or write In or NotIn",
        ),
        (
            "0 9 * * mon-fri",
            "9 mon-fri",
            "17: slipway:karpenter.pools[0].budgets[0].schedule: '9 mon-fri' has 2 fields and not five: minute, hour, "
            'day of the month, month, weekday; write cron\'s five fields, e.g. "0 9 * * mon-fri", or @daily',
        ),
        (
            "name: burst",
            "name: web",
            "11: slipway:karpenter.pools[0].name: 'web' is a pool of slipway:pools too, and nodes of both would be "
            "labelled slipway.dev/pool=web; give it another name",
        ),
        (
            "name: burst",
            "name: web-2",
            "11: slipway:karpenter.pools[0].name: 'web-2' is a pool of slipway:pools too, and nodes of both would be "
            "labelled slipway.dev/pool=web-2; give it another name",
        ),
    ],
)
def test_a_mistake_is_one_sentence_with_file_line_and_key(folder: Path, right: str, wrong: str, sentence: str) -> None:
    assert STACK.count(right) == 1
    (folder / "Pulumi.dev.yaml").write_text(STACK.replace(right, wrong))
    with pytest.raises(ConfigurationError) as caught:
        read_environment("dev")
    assert str(caught.value) == f"stacks/Pulumi.dev.yaml:{sentence}"


def test_an_autoscaler_that_can_t_reach_aws_is_refused_and_one_that_is_off_is_not(folder: Path) -> None:
    closed = STACK.replace("single", "none").replace("desired: 1}}", "desired: 1}, autoscaled: true}")
    (folder / "Pulumi.dev.yaml").write_text(closed)
    with pytest.raises(ConfigurationError) as caught:
        read_environment("dev")
    assert str(caught.value) == (
        "stacks/Pulumi.dev.yaml:7: slipway:pools[0].autoscaled: without NAT gateways cluster-autoscaler can't reach "
        "EC2 Auto Scaling; write natGateways: single, or clusterAutoscaler: false in slipway:addons"
    )
    (folder / "Pulumi.dev.yaml").write_text(closed + "  slipway:addons: {clusterAutoscaler: false}\n")
    assert read_environment("dev").pools[0].autoscaled
