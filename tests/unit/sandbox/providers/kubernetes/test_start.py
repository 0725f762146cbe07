"""The provider as a process: what the engine sees when it starts one."""

import signal
import subprocess
import sys

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2_grpc

LOADED = """
import sys
from sandbox.providers import only_the_protocol
only_the_protocol()
import sandbox.providers.kubernetes.servicer
print(sorted({"pulumi.automation", "pulumi.resource", "dill", "kubernetes", "boto3"} & set(sys.modules)))
"""


def test_provider_prints_its_port_alone_answers_and_ends_quietly() -> None:
    command = [sys.executable, "-P", "-m", "sandbox.providers.kubernetes", "127.0.0.1:1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            assert stub.GetPluginInfo(empty_pb2.Empty(), timeout=20).version == "4.34.2"
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=10) == ("", "")
        assert process.returncode == 0


def test_provider_starts_without_the_rest_of_the_sdk() -> None:
    done = subprocess.run([sys.executable, "-P", "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
