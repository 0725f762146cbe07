"""Pulumi's protocol as the engine speaks it: a gRPC client against the served provider, and the value forms."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from sandbox.providers.aws.protocol import Subject
from sandbox.providers.aws.provider import AwsProvider
from sandbox.providers.aws.server import start
from sandbox.providers.aws.wire import UNKNOWN, has_unknown, properties_of, struct_of, value_of

URN = "urn:pulumi:dev::slipway::slipway:network:Network$aws:iam/role:Role::cluster"
SIGNATURE = "4dabf18193072939515e22adb298388d"


@pytest.fixture(scope="module")
def engine_stub(cloud: Any) -> Iterator[Any]:
    provider = AwsProvider(cloud, {}, settle_seconds=0.01)
    server, port = start(provider)
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest(args=struct_of({"region": "us-west-2"})))
        yield stub
    server.stop(0)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.text() | st.just(UNKNOWN),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(min_size=1).filter(lambda key: key not in (SIGNATURE, "__defaults")), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(min_size=1).filter(lambda key: key not in (SIGNATURE, "__defaults")), values, max_size=4)
)
def test_properties_survive_the_wire(properties: dict[str, Any]) -> None:
    assert properties_of(struct_of(properties)) == {
        key: value for key, value in properties.items() if value is not None
    }


def test_secrets_are_unwrapped_and_unknown_outputs_are_unknown() -> None:
    struct = Struct()
    struct.update(
        {
            "secret": {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": "hush"},
            "known": {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": [1, 2]},
            "later": {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4"},
        }
    )
    assert properties_of(struct) == {"secret": "hush", "known": [1, 2], "later": UNKNOWN}
    assert has_unknown({"a": [{"b": UNKNOWN}]})
    assert not has_unknown({"a": [{"b": None}]})
    assert value_of(struct.fields["secret"]) == "hush"


def test_a_urn_gives_type_and_name_whatever_its_parents() -> None:
    assert Subject.of(URN) == Subject(URN, "aws:iam/role:Role", "cluster")


def test_a_resource_lives_over_the_wire(engine_stub: Any) -> None:
    trust = '{"Version": "2012-10-17", "Statement": []}'
    checked = engine_stub.Check(
        provider_pb2.CheckRequest(
            urn=URN, olds=Struct(), news=struct_of({"assumeRolePolicy": trust, "tags": {"a": "b"}}), randomSeed=b"s"
        )
    ).inputs
    made = engine_stub.Create(provider_pb2.CreateRequest(urn=URN, properties=checked))
    assert made.id.startswith("cluster-")
    assert properties_of(made.properties)["arn"] == f"arn:aws:iam::123456789012:role/{made.id}"
    same = engine_stub.Diff(
        provider_pb2.DiffRequest(urn=URN, id=made.id, olds=made.properties, old_inputs=checked, news=checked)
    )
    assert same.changes == provider_pb2.DiffResponse.DIFF_NONE
    moved = struct_of({**properties_of(checked), "path": "/x/", "tags": {"a": "c"}})
    changed = engine_stub.Diff(
        provider_pb2.DiffRequest(urn=URN, id=made.id, olds=made.properties, old_inputs=checked, news=moved)
    )
    assert changed.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert list(changed.replaces) == ["path"]
    assert changed.detailedDiff["path"].kind == provider_pb2.PropertyDiff.UPDATE_REPLACE
    assert changed.detailedDiff["tags.a"].kind == provider_pb2.PropertyDiff.UPDATE
    found = engine_stub.Read(provider_pb2.ReadRequest(urn=URN, id=made.id, properties=made.properties, inputs=checked))
    assert properties_of(found.inputs) == properties_of(checked)
    engine_stub.Delete(provider_pb2.DeleteRequest(urn=URN, id=made.id, properties=made.properties, old_inputs=checked))
    gone = engine_stub.Read(provider_pb2.ReadRequest(urn=URN, id=made.id, properties=made.properties, inputs=checked))
    assert gone.id == ""


def test_a_refusal_reaches_the_engine_as_one_sentence(engine_stub: Any) -> None:
    urn = "urn:pulumi:dev::slipway::aws:nope/nope:Nope::x"
    with pytest.raises(grpc.RpcError) as caught:
        engine_stub.Check(provider_pb2.CheckRequest(urn=urn, news=Struct()))
    assert str(caught.value.details()).startswith(
        f"{urn}: the sandbox's aws provider has no row for type aws:nope/nope:Nope"
    )


def test_a_half_made_resource_reaches_the_engine_with_its_id(engine_stub: Any) -> None:
    inputs = struct_of(
        {"name": "halfwire", "assumeRolePolicy": "{}", "managedPolicyArns": ["arn:aws:iam::aws:policy/NotThere"]}
    )
    with pytest.raises(grpc.RpcError) as caught:
        engine_stub.Create(provider_pb2.CreateRequest(urn=URN, properties=inputs))
    error: Any = caught.value
    metadata = dict(error.trailing_metadata())
    status = status_pb2.Status.FromString(metadata["grpc-status-details-bin"])
    failed = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(failed)
    assert failed.id == "halfwire"
    assert "NoSuchEntity" in failed.reasons[0]
    engine_stub.Delete(provider_pb2.DeleteRequest(urn=URN, id="halfwire", properties=inputs))


def test_a_function_is_answered_over_the_wire(engine_stub: Any) -> None:
    answer = engine_stub.Invoke(provider_pb2.InvokeRequest(tok="aws:index/getRegion:getRegion", args=Struct()))
    assert properties_of(getattr(answer, "return"))["name"] == "us-west-2"
    assert engine_stub.GetPluginInfo(empty_pb2.Empty()).version == "7.32.0"


def test_the_process_prints_its_port_alone_and_ends_when_its_engine_does() -> None:
    # A shell stands for the engine: when it is killed, the provider must not stay behind.
    command = f'"{sys.executable}" -m sandbox.providers.aws 127.0.0.1:1 & echo $!; wait'
    engine = subprocess.Popen(
        ["/bin/sh", "-c", command], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    assert engine.stdout is not None
    pid = int(engine.stdout.readline())
    assert int(engine.stdout.readline()) > 0
    engine.kill()
    engine.wait()
    deadline = time.monotonic() + 10
    while os.path.exists(f"/proc/{pid}") and open(f"/proc/{pid}/stat").read().split()[2] != "Z":  # noqa: PTH110, PTH123, SIM115
        assert time.monotonic() < deadline
        time.sleep(0.1)


QUIET_RUN = """
import sys
from sandbox.providers.aws.provider import AwsProvider
from sandbox.providers.aws.protocol import Subject
from sandbox.providers.aws.server import start

provider = AwsProvider.of_process()
server, _ = start(provider)
provider.configure({"region": "us-west-2"})
subject = Subject.of("urn:pulumi:a::b::aws:ec2/vpc:Vpc::c")
inputs = provider.check(subject, {}, {"cidrBlock": "10.0.0.0/16"}, b"", None)
assert provider.difference(subject, inputs, inputs, inputs).changes == {}
heavy = ("boto3", "botocore", "moto", "pulumi.automation", "pulumi_aws", "kubernetes")
print(sorted(name for name in heavy if name in sys.modules))
server.stop(0)
"""


def test_neither_boto3_nor_the_whole_sdk_is_loaded_until_the_first_call() -> None:
    done = subprocess.run([sys.executable, "-c", QUIET_RUN], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
