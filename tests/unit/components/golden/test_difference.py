from __future__ import annotations

from components.golden.difference import difference
from components.golden.text import Tagged

CLUSTER = "aws:eks/cluster:Cluster slipway-dev-cluster"
KEY = "aws:kms/key:Key slipway-dev-key"


def cluster(**inputs: object) -> dict[str, dict[str, object]]:
    return {CLUSTER: {"parent": "slipway:cluster:Cluster slipway-dev", "inputs": inputs}}


def test_the_same_graph_has_no_difference() -> None:
    assert difference(cluster(version="1.34"), cluster(version="1.34")) == []


def test_a_changed_property_is_told_with_its_path_old_and_new() -> None:
    before = cluster(version="1.34", vpcConfig={"endpointPublicAccess": False, "publicAccessCidrs": ["a", "b"]})
    after = cluster(version="1.35", vpcConfig={"endpointPublicAccess": True, "publicAccessCidrs": ["a"]})
    assert difference(before, after) == [
        f"~ {CLUSTER}",
        "    version: 1.34 → 1.35",
        "    vpcConfig.endpointPublicAccess: False → True",
        "    vpcConfig.publicAccessCidrs[1]: b → (absent)",
    ]


def test_a_new_resource_is_told_with_its_inputs_and_one_that_is_gone_by_name() -> None:
    after = {KEY: {"inputs": {"enableKeyRotation": True}}}
    assert difference(cluster(), after) == [f"- {CLUSTER}", f"+ {KEY}", "    enableKeyRotation: True"]


def test_policies_are_compared_key_by_key() -> None:
    def role(action: str) -> dict[str, dict[str, object]]:
        return {KEY: {"inputs": {"policy": Tagged("json", {"Statement": [{"Action": action, "Effect": "Allow"}]})}}}

    assert difference(role("kms:Decrypt"), role("kms:*")) == [
        f"~ {KEY}",
        "    policy.Statement[0].Action: kms:Decrypt → kms:*",
    ]


def test_scripts_are_compared_line_by_line() -> None:
    before = cluster(userData=Tagged("base64", "#!/bin/sh\necho 1\nexit 0\n"))
    after = cluster(userData=Tagged("base64", "#!/bin/sh\necho 2\nexit 0\n"))
    assert difference(before, after) == [
        f"~ {CLUSTER}",
        "    userData:",
        "       #!/bin/sh",
        "      -echo 1",
        "      +echo 2",
        "       exit 0",
    ]


def test_a_resource_in_another_component_is_told_as_moved() -> None:
    after = {CLUSTER: {"parent": "slipway:network:Network slipway-dev", "inputs": {}}}
    assert difference(cluster(), after) == [
        f"~ {CLUSTER}",
        "    parent: slipway:cluster:Cluster slipway-dev → slipway:network:Network slipway-dev",
    ]
