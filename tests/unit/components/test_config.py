from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from components.config import Environment, read_environment
from components.errors import ConfigurationError

STACK = """\
config:
  aws:region: us-west-2
  slipway:environment: dev
  slipway:tags: {owner: platform}
  slipway:network:
    cidr: 10.20.0.0/16
    zones: [a, b]
    natGateways: single
  slipway:cluster:
    version: "1.35"
    publicAccess:
      - 203.0.113.0/24
    access: [{principal: role/admin, policy: cluster-admin}]
  slipway:pools:
    - name: general
      instanceTypes: [m7i.large]
      size: {min: 1, max: 4, desired: 2}
    - name: low-latency
      kind: low-latency
      instanceTypes:
        - c7i.4xlarge
      size: {min: 1, max: 2, desired: 1}
      hugepages: {2Mi: 2048, 1Gi: 8}
  slipway:gitops:
    repository: https://git.example.com/platform.git
"""

KEYS = [field.alias for field in Environment.model_fields.values() if field.alias]

Wrong = Callable[[str, str], ConfigurationError]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    stacks = tmp_path / "stacks"
    stacks.mkdir()
    (stacks / "Pulumi.dev.yaml").write_text(STACK)
    (stacks / "Pulumi.local.yaml").write_text(STACK.replace("environment: dev", "environment: local"))
    return stacks


@pytest.fixture
def wrong(folder: Path) -> Wrong:
    """Put something else into the stack file in one place, and give the error that it makes."""

    def read(right: str, other: str) -> ConfigurationError:
        assert STACK.count(right) == 1, f"{right!r} does not say which place is meant"
        (folder / "Pulumi.dev.yaml").write_text(STACK.replace(right, other))
        with pytest.raises(ConfigurationError) as caught:
            read_environment("dev")
        return caught.value

    return read


def test_a_stack_is_read_whole(folder: Path) -> None:
    environment = read_environment("dev")
    assert environment.cluster_name == "slipway-dev"
    assert environment.service_namespace == "development"
    assert [pool.name for pool in environment.pools] == ["general", "low-latency"]
    assert environment.all_tags == {
        "owner": "platform",
        "slipway.dev/environment": "dev",
        "slipway.dev/stack": "dev",
    }


@pytest.mark.parametrize(
    ("right", "other", "sentence"),
    [
        (
            "slipway:network:",
            "slipway:netwrok:",
            "stacks/Pulumi.dev.yaml:5: slipway:netwrok: no such key; did you mean 'slipway:network'?",
        ),
        (
            "aws:region:",
            "aws:regoin:",
            "stacks/Pulumi.dev.yaml:2: aws:regoin: no such key; did you mean 'aws:region'?",
        ),
        (
            "slipway:tags:",
            "slipwya:tags:",
            "stacks/Pulumi.dev.yaml:4: slipwya:tags: no such key; did you mean 'slipway:tags'?",
        ),
        (
            "natGateways:",
            "nat_gateway:",
            "stacks/Pulumi.dev.yaml:8: slipway:network.nat_gateway: no such key; did you mean 'natGateways'?",
        ),
        (
            "kind: low-latency",
            "knid: low-latency",
            "stacks/Pulumi.dev.yaml:19: slipway:pools[1].knid: no such key; did you mean 'kind'?",
        ),
        (
            "{2Mi: 2048, 1Gi: 8}",
            "{2M: 2048, 1Gi: 8}",
            "stacks/Pulumi.dev.yaml:23: slipway:pools[1].hugepages.2M: no such key; did you mean '2Mi'?",
        ),
        (
            "  slipway:tags: {owner: platform}\n",
            "  slipway:frobnicate: 1\n",
            f"stacks/Pulumi.dev.yaml:4: slipway:frobnicate: no such key; the keys here are {', '.join(KEYS)}",
        ),
        (
            "  slipway:tags: {owner: platform}\n",
            "  slipway:charts: {istio: {version: 1.31.1}}\n",
            "stacks/Pulumi.dev.yaml:4: slipway:charts.istio: no add-on is called 'istio'; did you mean 'istiod'?",
        ),
        (
            "environment: dev",
            "environment: develop",
            "stacks/Pulumi.dev.yaml:3: slipway:environment: 'develop' is not one of local, dev, staging, prod; "
            "did you mean 'dev'?",
        ),
        (
            'version: "1.35"',
            "version: 1.35",
            "stacks/Pulumi.dev.yaml:10: slipway:cluster.version: 1.35 is not text; put it in quotes",
        ),
        (
            "{min: 1, max: 4, desired: 2}",
            "{min: 1, max: four, desired: 2}",
            "stacks/Pulumi.dev.yaml:17: slipway:pools[0].size.max: 'four' is not a whole number; write one",
        ),
        (
            "{min: 1, max: 4, desired: 2}",
            '{min: 1, max: "4", desired: 2}',
            "stacks/Pulumi.dev.yaml:17: slipway:pools[0].size.max: '4' is not a whole number; write it without quotes",
        ),
        (
            "cidr: 10.20.0.0/16",
            "cidr:",
            "stacks/Pulumi.dev.yaml:6: slipway:network.cidr: nothing is not text; write a CIDR block such as "
            "10.0.0.0/16",
        ),
        (
            "zones: [a, b]",
            "zones: a",
            "stacks/Pulumi.dev.yaml:7: slipway:network.zones: 'a' is not a list; write it as [one, two]",
        ),
        (
            "{min: 1, max: 4, desired: 2}",
            "3",
            "stacks/Pulumi.dev.yaml:17: slipway:pools[0].size: 3 is not a mapping of keys to values; "
            "write its keys on lines of their own, indented",
        ),
        (
            "    repository: https://git.example.com/platform.git",
            "    revision: main",
            "stacks/Pulumi.dev.yaml:24: slipway:gitops.repository: is missing; add it",
        ),
        (
            "10.20.0.0/16",
            "10.20.0.0/33",
            "stacks/Pulumi.dev.yaml:6: slipway:network.cidr: '10.20.0.0/33' is not an IPv4 CIDR block; "
            "write one such as 10.0.0.0/16",
        ),
        (
            "10.20.0.0/16",
            "10.20.0.0/24",
            "stacks/Pulumi.dev.yaml:6: slipway:network.cidr: 10.20.0.0/24 is too small: its subnets would be "
            "smaller than the /28 that AWS allows; write a block of /16 to /22",
        ),
        (
            "natGateways: single",
            "podsPerZone: 9000",
            "stacks/Pulumi.dev.yaml:8: slipway:network.podsPerZone: the private subnets of 10.20.0.0/16 have "
            "4064 addresses for pods, in whole blocks of 16, not the 9000 asked for; "
            "ask for fewer, or give the network a larger block",
        ),
        (
            "natGateways: single",
            "interfaceEndpoints: [sts, ecr-api]",
            "stacks/Pulumi.dev.yaml:8: slipway:network.interfaceEndpoints[1]: 'ecr-api' is not one of ecr.api, "
            "ecr.dkr, sts, ec2, logs, eks, eks-auth, elasticloadbalancing; did you mean 'ecr.api'?",
        ),
        (
            "natGateways: single",
            "interfaceEndpoints: [sts, sts]",
            "stacks/Pulumi.dev.yaml:8: slipway:network.interfaceEndpoints[1]: 'sts' is named twice; "
            "name each endpoint once",
        ),
        (
            "natGateways: single",
            "natGateways: none\n    interfaceEndpoints: [ecr.api, sts]",
            "stacks/Pulumi.dev.yaml:9: slipway:network.interfaceEndpoints: without NAT nodes reach ec2, ecr.dkr, "
            "eks-auth by interface endpoints alone, and they are not named; add them, or take natGateways: single",
        ),
        (
            "us-west-2",
            "mx-central-1",
            "stacks/Pulumi.dev.yaml:5: slipway:network.interfaceEndpoints: mx-central-1 has no interface endpoint for "
            "eks; write [ecr.api, ecr.dkr, sts, ec2, logs, eks-auth, elasticloadbalancing]",
        ),
        (
            "natGateways: single",
            "trustedAccounts: [123456789012]",
            "stacks/Pulumi.dev.yaml:8: slipway:network.trustedAccounts[0]: 123456789012 is not text; put it in quotes",
        ),
        (
            "natGateways: single",
            "flowLogs: {traffic: rejected}",
            "stacks/Pulumi.dev.yaml:8: slipway:network.flowLogs.traffic: 'rejected' is not one of all, accept, reject; "
            "did you mean 'reject'?",
        ),
        (
            "natGateways: single",
            "flowLogs: {retentionDays: 21}",
            "stacks/Pulumi.dev.yaml:8: slipway:network.flowLogs.retentionDays: 21 days is no retention that CloudWatch "
            "Logs offers; take 14",
        ),
        (
            "natGateways: single",
            "flowLogs: {aggregationSeconds: 300}",
            "stacks/Pulumi.dev.yaml:8: slipway:network.flowLogs.aggregationSeconds: 300 is not one of 60, 600; "
            "write 60 or 600",
        ),
        (
            "natGateways: single",
            "ipv6: yes please",
            "stacks/Pulumi.dev.yaml:8: slipway:network.ipv6: 'yes please' is not true or false; "
            "write true or false without quotes",
        ),
        (
            "zones: [a, b]",
            "zones: [a]",
            "stacks/Pulumi.dev.yaml:7: slipway:network.zones: 1 zone named; name two to six zones, e.g. [a, b, c]",
        ),
        (
            "zones: [a, b]",
            "zones: [a, f]",
            "stacks/Pulumi.dev.yaml:7: slipway:network.zones[1]: us-west-2 has no zone 'f'; its zones are a, b, c, d",
        ),
        (
            "us-west-2",
            "us-wset-2",
            "stacks/Pulumi.dev.yaml:2: aws:region: 'us-wset-2' is not a region that is known here; "
            "did you mean 'us-west-2'?",
        ),
        (
            "203.0.113.0/24",
            "0.0.0.0/0",
            "stacks/Pulumi.dev.yaml:12: slipway:cluster.publicAccess[0]: 0.0.0.0/0 opens the API server to "
            "everybody; list the blocks of your offices and runners, or leave publicAccess out",
        ),
        (
            "name: low-latency",
            "name: general",
            "stacks/Pulumi.dev.yaml:18: slipway:pools[1].name: two pools are called 'general'; "
            "give each a name of its own",
        ),
        (
            "m7i.large",
            "m7i.lrage",
            "stacks/Pulumi.dev.yaml:16: slipway:pools[0].instanceTypes[0]: 'm7i.lrage' is not in the table of "
            "instance types; did you mean 'm7i.large'?",
        ),
        (
            "1Gi: 8}",
            "1Gi: 40}",
            "stacks/Pulumi.dev.yaml:23: slipway:pools[1].hugepages.1Gi: hugepages of 45056 MiB do not fit "
            "c7i.4xlarge: its memory holds 27977 MiB of them beside what the system and kubelet keep; "
            "ask for fewer pages or take a larger instance type",
        ),
        (
            "        - c7i.4xlarge",
            "        - c7i.metal-48xl\n      reservedCores: 48",
            "stacks/Pulumi.dev.yaml:21: slipway:pools[1].instanceTypes[0]: 48 reserved cores leave none of the 48 "
            "on each NUMA node of c7i.metal-48xl; reserve fewer or take a larger instance type",
        ),
        (
            'version: "1.35"',
            'version: "1.39"',
            "stacks/Pulumi.dev.yaml:10: slipway:cluster.version: Kubernetes 1.39 has no row of add-on versions; "
            "take one of 1.33, 1.34, 1.35, 1.36, or add its row to components/addons/versions.py",
        ),
        (
            "203.0.113.0/24",
            "128.0.0.0/8\n      - 129.0.0.0/8",
            "stacks/Pulumi.dev.yaml:11: slipway:cluster.publicAccess: the blocks together are 128.0.0.0/7 and open the "
            "API server to a large part of the internet; list the blocks of your offices and runners, or leave "
            "publicAccess out",
        ),
        (
            "    access: [{principal: role/admin, policy: cluster-admin}]\n",
            "",
            "stacks/Pulumi.dev.yaml:9: slipway:cluster.access: nobody is cluster-admin, so neither Pulumi nor anybody "
            "else could reach the API server; add {principal: role/NAME, policy: cluster-admin}, or write "
            "accessElsewhere: true if somebody else enters one",
        ),
        (
            "role/admin",
            '"role/*"',
            "stacks/Pulumi.dev.yaml:13: slipway:cluster.access[0].principal: 'role/*' is a wildcard; "
            "name one role or user",
        ),
        (
            "owner: platform",
            "aws:owner: platform",
            "stacks/Pulumi.dev.yaml:4: slipway:tags.aws:owner: keys of tags that begin with aws: are AWS's; rename it",
        ),
        (
            "owner: platform",
            'owner: "a, b"',
            "stacks/Pulumi.dev.yaml:4: slipway:tags.owner: a tag holds letters, digits, spaces and . : / = + @ _ - "
            "alone; leave the other signs out",
        ),
        (
            'version: "1.35"',
            'version: "1.35"\n    name: a-cluster-whose-name-is-too-long-for-aws',
            "stacks/Pulumi.dev.yaml:11: slipway:cluster.name: 'a-cluster-whose-name-is-too-long-for-aws' has 40 "
            "characters, and names in AWS that are built on it have room for 33; give the cluster a shorter name, or "
            "the stack",
        ),
        ("config:\n", "confg:\n", "stacks/Pulumi.dev.yaml:1: confg: no such key; did you mean 'config'?"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_line_key_and_what_to_do(
    wrong: Wrong, right: str, other: str, sentence: str
) -> None:
    error = wrong(right, other)
    assert str(error) == sentence
    assert error.exit_status == 2
    assert error.others == ()


def test_pages_that_numa_nodes_cannot_share_are_refused(wrong: Wrong) -> None:
    error = wrong("- c7i.4xlarge\n      size: {min: 1, max: 2, desired: 1}\n      hugepages: {2Mi: 2048, 1Gi: 8}",
                  "- c7i.48xlarge\n      size: {min: 1, max: 2, desired: 1}\n      hugepages: {1Gi: 7}")  # fmt: skip
    assert str(error) == (
        "stacks/Pulumi.dev.yaml:23: slipway:pools[1].hugepages.1Gi: 7 pages of 1Gi cannot be spread evenly over "
        "the 2 NUMA nodes of c7i.48xlarge; ask for 6 or 8"
    )


def test_every_mistake_is_told_in_the_order_of_the_lines(wrong: Wrong) -> None:
    error = wrong("natGateways: single\n  slipway:cluster:\n", "natGatewys: single\n  slipway:cluster:\n    nmae: x\n")
    assert [(one.line, one.key) for one in error.all] == [
        (8, "slipway:network.natGatewys"),
        (10, "slipway:cluster.nmae"),
    ]


def test_other_providers_keys_are_theirs_to_judge(folder: Path) -> None:
    file = folder / "Pulumi.dev.yaml"
    file.write_text(STACK.replace("config:\n", "config:\n  cloudflare:region: x\n  aws:stsRegion: us-east-1\n"))
    assert read_environment("dev").region == "us-west-2"


def test_a_key_without_namespace_is_the_projects_own_and_keeps_its_line(folder: Path) -> None:
    (folder / "Pulumi.dev.yaml").write_text(STACK.replace("slipway:network", "network"))
    assert read_environment("dev").network.zones == ("a", "b")
    (folder / "Pulumi.dev.yaml").write_text(STACK.replace("slipway:network", "network").replace("[a, b]", "[a, z]"))
    with pytest.raises(ConfigurationError, match=r"Pulumi.dev.yaml:7: slipway:network.zones\[1\]"):
        read_environment("dev")


@pytest.mark.parametrize(
    ("stack", "sentence"),
    [
        ("dve", "stacks: there is no stack 'dve'; did you mean 'dev'? (the stacks are dev, local)"),
        ("qqq", "stacks: there is no stack 'qqq'; the stacks are dev, local"),
        ("../x", "stacks: there is no stack '../x'; the stacks are dev, local"),
    ],
)
def test_a_stack_that_is_not_there_names_those_that_are(folder: Path, stack: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_environment(stack)
    assert str(caught.value) == sentence


def test_an_empty_folder_says_that_there_is_no_stack(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no stack in that folder"):
        read_environment("dev", tmp_path / "nowhere")


def test_argo_cd_that_prod_installs_is_highly_available_by_itself(folder: Path) -> None:
    prod = STACK.replace("environment: dev", "environment: prod")
    (folder / "Pulumi.prod.yaml").write_text(prod)
    assert read_environment("prod").gitops.manifests is None
    prod += "    install: manifests\n    manifests: {version: v3.2.1}\n"
    (folder / "Pulumi.prod.yaml").write_text(prod)
    manifests = read_environment("prod").gitops.manifests
    assert manifests is not None
    assert manifests.high_availability


def test_a_list_is_not_too_short_because_its_only_item_is_wrong(wrong: Wrong) -> None:
    section = "slipway:karpenter:\n    classes: [{name: a, image: al2023@v1}]\n    pools: [{name: b, class: a}]\n"
    error = wrong("  slipway:gitops:\n", f"  {section}  slipway:gitops:\n")
    assert str(error) == "stacks/Pulumi.dev.yaml:26: slipway:karpenter.pools[0].limits: is missing; add it"
    assert error.others == ()


def test_a_mesh_in_prod_names_what_may_be_reached_and_takes_mutual_tls_only(folder: Path) -> None:
    mesh = "  slipway:mesh:\n    enabled: true\n"
    for environment, egress in (("dev", "ALLOW_ANY"), ("prod", "REGISTRY_ONLY")):
        stack = STACK.replace("environment: dev", f"environment: {environment}") + mesh
        (folder / f"Pulumi.{environment}.yaml").write_text(stack)
        assert read_environment(environment).mesh.egress == egress
    (folder / "Pulumi.prod.yaml").write_text(stack + "    strict: false\n")
    with pytest.raises(ConfigurationError) as refused:
        read_environment("prod")
    line = len((stack + "    strict: false\n").splitlines())
    assert str(refused.value) == (
        f"stacks/Pulumi.prod.yaml:{line}: slipway:mesh.strict: a mesh in prod takes mutual TLS only; "
        "leave it out; migrate in an environment before prod"
    )


def test_prod_is_stricter_by_itself_and_the_file_goes_before(folder: Path) -> None:
    prod = STACK.replace("environment: dev", "environment: prod").replace("    natGateways: single\n", "")
    (folder / "Pulumi.prod.yaml").write_text(prod)
    strict = read_environment("prod")
    assert (strict.network.nat_gateways, strict.cluster.log_retention_days) == ("per-zone", 365)
    assert strict.network.flow_logs.retention_days == 365
    assert strict.cluster.deletion_protection
    assert strict.security.protected
    (folder / "Pulumi.prod.yaml").write_text(prod.replace('"1.35"', '"1.35"\n    deletionProtection: false'))
    assert not read_environment("prod").cluster.deletion_protection
    (folder / "Pulumi.prod.yaml").write_text(
        prod.replace("zones: [a, b]", "zones: [a, b]\n    flowLogs: {traffic: all}")
    )
    assert read_environment("prod").network.flow_logs.retention_days == 365
    assert read_environment("dev").cluster.log_retention_days == 30
