"""Each of the five stacks by the real engine: up, again, a drift mended, taken down with nothing left."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from components.config import read_environment
from tests.sandbox.driver import ROOT, Platform, counted
from tests.sandbox.inventory import client, in_aws, in_cluster

STACKS = ("dev", "staging", "prod-uswest", "prod-euwest", "local")
"""The order in which they are stood up; `local` is the sandbox's own and is stood up again at the end."""

ENFORCE = "pod-security.kubernetes.io/enforce"


@pytest.fixture
def stack(request: pytest.FixtureRequest, sandbox: Platform) -> Iterator[str]:
    """A stack that is down; after the test it is as it was."""
    name = str(request.param)
    sandbox.down(name)
    yield name
    sandbox.down(name)
    if name == "local":
        sandbox.platform("up")


def up(sandbox: Platform, stack: str, *words: str) -> dict[str, int]:
    """Type `pulumi up` and give how many resources were created, updated, …."""
    done = sandbox.pulumi(["up", "--stack", stack, "--yes", "--skip-preview", *words], timeout=600)
    return counted(done.stdout)


def context(stack: str) -> list[str]:
    """Give the words that lead kubectl to a stack's own cluster; `local` is the hub itself."""
    return [] if stack == "local" else ["--context", read_environment(stack, ROOT / "stacks").cluster_name]


def drift(sandbox: Platform, stack: str, region: str) -> None:
    """Change by hand an attribute and a route in AWS, a label and a whole object in the cluster."""
    ec2 = client(sandbox, "ec2", region)
    vpc = json.loads(sandbox.pulumi(["stack", "output", "vpcId", "--json", "--stack", stack]).stdout)
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": False})
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    public = next(
        one for one in tables if any(route.get("GatewayId", "").startswith("igw-") for route in one["Routes"])
    )
    ec2.delete_route(RouteTableId=public["RouteTableId"], DestinationCidrBlock="0.0.0.0/0")
    namespace = read_environment(stack, ROOT / "stacks").service_namespace
    own = context(stack)
    sandbox.kubectl(*own, "label", "namespace", namespace, f"{ENFORCE}=privileged", "--overwrite")
    sandbox.kubectl("delete", "applicationset", f"services-{stack}", "-n", "argocd", "--cascade=orphan")


@pytest.mark.parametrize("stack", STACKS, indirect=True)
def test_a_stack_stands_up_stays_as_it_is_is_mended_and_leaves_nothing(sandbox: Platform, stack: str) -> None:
    environment = read_environment(stack, ROOT / "stacks")
    before = in_aws(sandbox, environment.region), in_cluster(sandbox)

    planned = json.loads(sandbox.platform("stack", "preview", stack, "-o", "json").stdout)["counts"]
    assert set(planned) == {"create"}
    assert up(sandbox, stack) == {"created": planned["create"]}
    assert set(up(sandbox, stack)) == {"unchanged"}

    drift(sandbox, stack, environment.region)
    seen = counted(sandbox.pulumi(["refresh", "--stack", stack, "--yes", "--skip-preview"]).stdout)
    assert (seen["updated"], seen["deleted"]) == (2, 2), "the VPC and the namespace; the route and the ApplicationSet"
    assert up(sandbox, stack) == {"updated": 2, "created": 2}
    namespace = sandbox.kubectl(*context(stack), "get", "namespace", environment.service_namespace, "-o", "json")
    assert json.loads(namespace)["metadata"]["labels"][ENFORCE] == "restricted"

    sandbox.down(stack)
    assert in_aws(sandbox, environment.region) - before[0] == set()

    def left() -> set[str]:
        # The hub is the cluster of `local`, whose mesh may still be arriving; of others it holds what bears their name.
        return {one for one in in_cluster(sandbox) - before[1] if stack == "local" or stack in one}

    sandbox.eventually(lambda: not left(), 60, f"nothing of {stack} is left in the cluster")
