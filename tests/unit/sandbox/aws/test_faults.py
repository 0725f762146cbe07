"""Errors on demand: which requests get one, how often, and what a client sees of it."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.aws.faults import FILE, Faults, operation_of
from sandbox.aws.server import make_server
from toolchain.errors import SlipwayError


def asked(action: str) -> dict[str, Any]:
    body = f"Action={action}&Version=2016-11-15".encode()
    return {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded; charset=utf-8",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }


def faults_of(folder: Path, *rows: dict[str, object]) -> Faults:
    (folder / FILE).write_text(json.dumps(rows))
    return Faults(folder / FILE)


def test_an_operation_has_the_name_that_its_protocol_sends() -> None:
    query = asked("CreateVpc")
    assert operation_of(query) == "CreateVpc"
    assert query["wsgi.input"].read().startswith(b"Action=CreateVpc"), "the body can be read again"
    assert operation_of({"HTTP_X_AMZ_TARGET": "TrentService.CreateKey"}) == "CreateKey"
    assert operation_of({"REQUEST_METHOD": "POST", "PATH_INFO": "/clusters"}) == "POST /clusters"


def test_a_row_answers_what_it_matches_and_no_oftener_than_it_says(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, {"service": "ec2", "operation": "Create*", "code": "Throttling", "times": 2})
    assert faults.next("iam", asked("CreateRole")) is None
    assert faults.next("ec2", asked("DescribeVpcs")) is None
    given = [faults.next("ec2", asked("CreateVpc")) for _ in range(3)]
    assert [fault.code if fault else None for fault in given] == ["Throttling", "Throttling", None]


def test_a_chance_is_thrown_alike_each_time(tmp_path: Path) -> None:
    thrown = []
    for _ in range(2):
        faults = faults_of(tmp_path, {"code": "Throttling", "chance": 0.3})
        thrown.append([faults.next("ec2", asked("CreateVpc")) is not None for _ in range(200)])
    assert thrown[0] == thrown[1]
    assert 30 < sum(thrown[0]) < 90


def test_the_file_is_read_anew_when_it_changes_and_nothing_happens_without_it(tmp_path: Path) -> None:
    faults = Faults(tmp_path / FILE)
    assert faults.next("ec2", asked("CreateVpc")) is None
    (tmp_path / FILE).write_text(json.dumps([{"code": "One"}]))
    assert (one := faults.next("ec2", asked("CreateVpc")))
    assert one.code == "One"
    (tmp_path / FILE).unlink()
    assert faults.next("ec2", asked("CreateVpc")) is None


@pytest.mark.parametrize("text", ["{", '[{"sevice": "ec2"}]', "[1]"])
def test_a_file_that_is_no_list_of_rows_is_refused_with_the_keys(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(SlipwayError, match=r"faults\.json: is not a list of rows .*write rows of the keys service, "):
        Faults(tmp_path / FILE).next("ec2", asked("CreateVpc"))


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    server, _ = make_server(0, tmp_path, None)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, tmp_path / FILE
    server.shutdown()


def client(port: int, service: str, attempts: int = 1) -> Any:
    return boto3.client(
        service,
        region_name="us-west-2",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(retries={"mode": "standard", "total_max_attempts": attempts}, s3={"addressing_style": "path"}),
    )


@pytest.mark.parametrize(
    ("service", "operation", "status"),
    [
        ("ec2", "describe_vpcs", 503),
        ("iam", "list_roles", 400),
        ("s3", "list_buckets", 503),
        ("eks", "list_clusters", 400),
        ("kms", "list_keys", 400),
        ("sqs", "list_queues", 500),
    ],
)
def test_every_service_s_client_sees_the_code_in_its_own_form(
    cloud: tuple[int, Path], service: str, operation: str, status: int
) -> None:
    port, file = cloud
    file.write_text(json.dumps([{"service": service, "code": "ThrottlingException", "status": status}]))
    with pytest.raises(ClientError) as caught:
        getattr(client(port, service), operation)()
    assert caught.value.response["Error"]["Code"] == "ThrottlingException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_a_client_that_retries_gets_through_when_the_throttling_ends(cloud: tuple[int, Path]) -> None:
    port, file = cloud
    file.write_text(json.dumps([{"service": "ec2", "code": "RequestLimitExceeded", "status": 503, "times": 2}]))
    answer = client(port, "ec2", attempts=4).describe_vpcs()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2


def test_an_answer_can_be_late_and_well(cloud: tuple[int, Path]) -> None:
    port, file = cloud
    ec2 = client(port, "ec2")
    ec2.describe_vpcs()
    file.write_text(json.dumps([{"seconds": 0.4}]))
    began = time.monotonic()
    ec2.describe_vpcs()
    assert time.monotonic() - began >= 0.4


def test_a_broken_file_is_said_to_the_client(cloud: tuple[int, Path]) -> None:
    port, file = cloud
    file.write_text("{")
    with pytest.raises(ClientError, match=r"faults\.json: is not a list of rows"):
        client(port, "ec2").describe_vpcs()
