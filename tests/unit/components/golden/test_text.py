from __future__ import annotations

import base64
import json
from typing import Any

from components.golden.text import LONGEST, graph_text, read_graph
from components.recorded import SECRET, RecordedResource

TAGS = {"owner": "platform", "slipway.dev/stack": "trial"}
NETWORK = "urn:pulumi:trial::slipway::slipway:network:Network::trial"


def resource(kind: str, name: str, parent: str = "", **inputs: Any) -> RecordedResource:
    return RecordedResource(f"urn:pulumi:trial::slipway::{kind}::{name}", kind, name, parent, inputs=inputs)


def body(*resources: RecordedResource) -> str:
    return graph_text("trial", resources, TAGS).split("resources:\n", 1)[1]


def test_a_graph_is_written_below_its_components_and_in_one_order() -> None:
    vpc = resource("aws:ec2/vpc:Vpc", "main", NETWORK, cidrBlock="10.0.0.0/16", enableDnsSupport=True)
    key = resource("aws:kms/key:Key", "key")
    network = resource("slipway:network:Network", "trial")
    written = body(vpc, network, key)
    assert written == body(key, network, vpc)
    assert written == (
        "  aws:kms/key:Key key: {}\n"
        "  slipway:network:Network trial: {}\n"
        "  aws:ec2/vpc:Vpc main:\n"
        "    parent: slipway:network:Network trial\n"
        "    inputs: {cidrBlock: 10.0.0.0/16, enableDnsSupport: true}\n"
    )


def test_the_head_names_stack_number_and_tags() -> None:
    lines = graph_text("trial", [resource("aws:kms/key:Key", "key", tags=TAGS)], TAGS).splitlines()
    assert lines[0].startswith("# Stack trial: what its program registers, 1 resources.")
    assert lines[1] == "tags: &tags {owner: platform, slipway.dev/stack: trial}"


def test_the_stack_s_tags_are_written_once_and_a_lack_of_one_is_seen() -> None:
    assert "    inputs:\n      tags: *tags\n" in body(resource("aws:kms/key:Key", "key", tags=TAGS))
    named = body(resource("aws:kms/key:Key", "key", tags={**TAGS, "Name": "key"}))
    assert "      tags:\n        <<: *tags\n        Name: key\n" in named
    assert "      tags: {owner: platform}\n" in body(resource("aws:kms/key:Key", "key", tags={"owner": "platform"}))


def test_packed_texts_are_shown_unpacked_and_read_back() -> None:
    script = "#!/bin/sh\nmodprobe vfio\n"
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject"}]}
    template = resource(
        "aws:ec2/launchTemplate:LaunchTemplate",
        "pool",
        policy=json.dumps(policy),
        userData=base64.b64encode(script.encode()).decode(),
    )
    text = graph_text("trial", [template], TAGS)
    assert "      userData: !base64 |\n        #!/bin/sh\n        modprobe vfio\n" in text
    assert "      policy: !json\n        Statement:\n          - {Action: 's3:GetObject', Effect: Allow}\n" in text
    (read,) = read_graph(text).values()
    inputs = read["inputs"]
    assert isinstance(inputs, dict)
    assert inputs["userData"].value == script
    assert inputs["policy"].value == policy


def test_a_name_that_could_be_base64_stays_a_name() -> None:
    written = body(resource("aws:iam/role:Role", "r", path="abcdefghijklmnop", role="slipway-dev-node-xxxxxxx"))
    assert "path: abcdefghijklmnop" in written
    assert "role: slipway-dev-node-xxxxxxx" in written


def test_secrets_are_never_written() -> None:
    written = body(resource("aws:ssm/parameter:Parameter", "word", value={SECRET: "xyzzy"}))
    assert "xyzzy" not in written
    assert "value: !secret" in written


def test_what_is_too_long_to_read_is_its_digest_and_changes_with_it() -> None:
    long = {f"field{number}": {"description": "x" * 100} for number in range(LONGEST)}
    first = body(resource("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "crd", spec=long))
    assert "spec: !sha256" in first
    assert len(first.splitlines()) == 2
    long["field7"] = {"description": "y"}
    assert body(resource("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "crd", spec=long)) != first


def test_options_are_part_of_the_graph() -> None:
    key = RecordedResource("urn:pulumi:t::s::aws:kms/key:Key::key", "aws:kms/key:Key", "key", options={"protect": True})
    assert "    options: {protect: true}\n" in body(key)
