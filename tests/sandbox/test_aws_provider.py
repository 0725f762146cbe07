"""The stand-in provider `aws` under the real engine, against the sandbox's AWS."""

from __future__ import annotations

import json
import os
import re
import signal
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.driver import Platform, counted

REGION = "ap-south-1"
NETWORK = """
    import json
    import pulumi
    import pulumi_aws as aws

    vpc = aws.ec2.Vpc("main", cidr_block="10.20.0.0/16", enable_dns_hostnames=True, tags={"team": "platform"})
    subnet = aws.ec2.Subnet("one", vpc_id=vpc.id, cidr_block="10.20.0.0/20", availability_zone="ap-south-1a")
    gateway = aws.ec2.InternetGateway("gateway", vpc_id=vpc.id)
    table = aws.ec2.RouteTable("table", vpc_id=vpc.id)
    aws.ec2.Route("out", route_table_id=table.id, destination_cidr_block="0.0.0.0/0", gateway_id=gateway.id)
    aws.ec2.RouteTableAssociation("one", route_table_id=table.id, subnet_id=subnet.id)
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = aws.iam.Role("node", assume_role_policy=trust)
    aws.iam.RolePolicyAttachment(
        "node", role=role.name, policy_arn="arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
    )
    word = aws.ssm.Parameter("word", type="SecureString", value=pulumi.Output.secret("xyzzy"))
    pulumi.export("vpc", vpc.id)
    pulumi.export("role", role.name)
"""

TEMPLATE = """
    import base64
    import json
    import pulumi
    import pulumi_aws as aws

    role = aws.iam.Role("node", assume_role_policy=json.dumps({{"Version": "2012-10-17", "Statement": []}}))
    vpc = aws.ec2.Vpc("main", cidr_block="10.21.0.0/16")
    subnet = aws.ec2.Subnet("one", vpc_id=vpc.id, cidr_block="10.21.0.0/20", availability_zone="ap-south-1a")
    cluster = aws.eks.Cluster(
        "pools", name="{cluster}", role_arn=role.arn, vpc_config={{"subnet_ids": [subnet.id]}}, version="1.34"
    )
    data = base64.b64encode({user_data!r}.encode()).decode()
    template = aws.ec2.LaunchTemplate("pool", user_data=data, update_default_version=True)
    aws.eks.NodeGroup(
        "pool",
        cluster_name=cluster.name,
        node_role_arn=role.arn,
        subnet_ids=[subnet.id],
        instance_types=["{instance}"],
        ami_type="AL2023_x86_64_STANDARD",
        scaling_config={{"min_size": 0, "max_size": 5, "desired_size": {size}}},
        labels={{"slipway.dev/pool": "trial", "generation": "{generation}"}},
        launch_template={{"id": template.id, "version": template.latest_version.apply(str)}},
    )
    pulumi.export("endpoint", cluster.endpoint)
"""


@dataclass
class Project:
    """A scratch Pulumi project with a stack of its own in a region of its own."""

    sandbox: Platform
    folder: Path

    def write(self, program: str) -> None:
        """Write the program."""
        (self.folder / "__main__.py").write_text(textwrap.dedent(program))

    def pulumi(self, *arguments: str, check: bool = True) -> str:
        """Run a command and give what it printed."""
        done = self.sandbox.pulumi([*arguments], cwd=self.folder, check=check)
        assert check or done.returncode != 0, done.stdout
        return done.stdout + done.stderr

    def up(self) -> dict[str, int]:
        """Update the stack and give how many resources were created, updated, …."""
        return counted(self.pulumi("up", "--yes", "--skip-preview"))

    def aws(self, service: str) -> Any:
        """Give boto3's client of a service in the project's region."""
        import boto3

        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.sandbox.aws_endpoint,
            aws_access_key_id=self.sandbox.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.sandbox.environment["AWS_SECRET_ACCESS_KEY"],
        )

    def output(self, name: str) -> str:
        """Give one of the stack's outputs."""
        return str(json.loads(self.pulumi("stack", "output", "--json"))[name])


@pytest.fixture
def project(sandbox: Platform, tmp_path: Path) -> Iterator[Project]:
    folder = tmp_path / "scratch"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text(f"name: aws-{abs(hash(str(tmp_path))) % 10**8}\nruntime: python\n")
    made = Project(sandbox, folder)
    made.pulumi("stack", "init", "scratch")
    made.pulumi("config", "set", "aws:region", REGION)
    try:
        yield made
    finally:
        made.pulumi("destroy", "--yes", "--skip-preview", "--stack", "scratch")
        made.pulumi("stack", "rm", "--yes", "scratch")


def test_drift_made_by_hand_is_seen_by_a_refresh_and_mended_by_an_up(project: Project) -> None:
    project.write(NETWORK)
    assert project.up()["created"] == 10
    assert project.up() == {"unchanged": 10}
    ec2 = project.aws("ec2")
    ec2.modify_vpc_attribute(VpcId=project.output("vpc"), EnableDnsHostnames={"Value": False})
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [project.output("vpc")]}])["RouteTables"]
    table = next(one for one in tables if any(route.get("GatewayId", "").startswith("igw-") for route in one["Routes"]))
    ec2.delete_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0")
    project.aws("iam").update_role(RoleName=project.output("role"), Description="by hand")

    seen = counted(project.pulumi("refresh", "--yes", "--skip-preview"))
    assert (seen["updated"], seen["deleted"]) == (1, 1)
    mended = project.up()
    assert (mended["updated"], mended["created"]) == (1, 1)
    attribute = ec2.describe_vpc_attribute(VpcId=project.output("vpc"), Attribute="enableDnsHostnames")
    assert attribute["EnableDnsHostnames"]["Value"] is True
    assert project.up() == {"unchanged": 10}


def test_secrets_are_in_the_state_in_cipher_alone(project: Project) -> None:
    project.write(NETWORK)
    project.up()
    assert "xyzzy" not in project.pulumi("stack", "export")
    names = [one["Name"] for one in project.aws("ssm").describe_parameters()["Parameters"]]
    values = [project.aws("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] for name in names]
    assert values == ["xyzzy"]


def test_what_was_made_is_there_after_the_cloud_s_process_was_killed(project: Project) -> None:
    project.write(NETWORK)
    project.up()

    def part() -> dict[str, Any]:
        told = json.loads(project.sandbox.platform("sandbox", "status", "-o", "json", check=False).stdout)
        return next(one for one in told["parts"] if one["name"] == "aws")

    before = part()
    # The snapshot is written when requests pause for 0.3 s.
    project.sandbox.eventually(lambda: project.aws("iam").list_roles()["Roles"], 5, "the cloud answers")
    time.sleep(1.5)
    os.kill(int(before["pid"]), signal.SIGKILL)
    project.sandbox.eventually(
        lambda: (now := part())["state"] == "ready" and now["pid"] != before["pid"], 60, "the cloud is ready again"
    )
    seen = counted(project.pulumi("refresh", "--yes", "--skip-preview"))
    assert seen == {"unchanged": 10}
    assert project.up() == {"unchanged": 10}


def test_a_type_that_is_not_in_the_table_is_refused_by_name_and_nothing_is_made(project: Project) -> None:
    project.write(
        """
        import pulumi_aws as aws

        aws.gamelift.Alias("game", routing_strategy={"type": "TERMINAL", "message": "closed"})
        """
    )
    said = project.pulumi("preview", check=False)
    assert "the sandbox's aws provider has no row for type aws:gamelift/alias:Alias" in said
    assert "add a row to sandbox/providers/aws/table" in said


def test_a_refusal_of_aws_is_one_sentence_with_urn_and_code(project: Project) -> None:
    project.write(
        """
        import pulumi_aws as aws

        vpc = aws.ec2.Vpc("main", cidr_block="10.22.0.0/16")
        aws.ec2.Subnet("outside", vpc_id=vpc.id, cidr_block="192.168.0.0/24")
        """
    )
    said = project.pulumi("up", "--yes", "--skip-preview", check=False)
    assert re.search(r"::outside: AWS answered InvalidSubnet\.Range to CreateSubnet in ap-south-1 \(", said), said


def test_preview_shows_that_new_user_data_reaches_the_node_group(project: Project) -> None:
    project.write(TEMPLATE.format(cluster="trial", user_data="one", instance="m7i.large", size=0, generation=1))
    project.up()
    assert project.output("endpoint") == project.sandbox.environment["SLIPWAY_SANDBOX_API_SERVER"]
    project.write(TEMPLATE.format(cluster="trial", user_data="two", instance="m7i.large", size=0, generation=1))
    planned = json.loads(project.sandbox.pulumi(["preview", "--json"], cwd=project.folder).stdout)
    assert planned["changeSummary"]["update"] == 2
    assert project.up()["updated"] == 2
    project.write(TEMPLATE.format(cluster="trial", user_data="two", instance="m7i.xlarge", size=0, generation=1))
    assert project.up()["replaced"] == 1
