"""The provider on an AWS that throttles and fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws.faults import FILE
from sandbox.aws.server import make_server
from sandbox.providers.aws.cloud import Moto
from sandbox.providers.aws.errors import AwsRefused

URN = "urn:pulumi:test::slipway::aws:ec2/vpc:Vpc::main"


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Moto]:
    server, _ = make_server(0, tmp_path, None)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Moto(f"http://127.0.0.1:{server.server_port}", "x", "x")
    server.shutdown()


def inject(folder: Path, **row: object) -> None:
    (folder / FILE).write_text(json.dumps([row]))


def vpc(cloud: Moto) -> dict[str, Any]:
    return cloud.call("ec2", "us-west-2", "create_vpc", {"CidrBlock": "10.0.0.0/16"}, urn=URN)


@pytest.mark.parametrize(
    ("code", "status"), [("RequestLimitExceeded", 503), ("Throttling", 400), ("InternalError", 500)]
)
def test_a_failure_that_passes_is_not_seen(cloud: Moto, tmp_path: Path, code: str, status: int) -> None:
    inject(tmp_path, operation="CreateVpc", code=code, status=status, times=2)
    answer = vpc(cloud)
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2


def test_throttling_without_end_says_to_come_later(
    cloud: Moto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.providers.aws.cloud._ATTEMPTS", 2)
    inject(tmp_path, operation="CreateVpc", code="RequestLimitExceeded", status=503)
    with pytest.raises(AwsRefused) as caught:
        vpc(cloud)
    assert str(caught.value) == (
        f"{URN}: AWS answered RequestLimitExceeded to CreateVpc in us-west-2 (injected by faults.json, a test aid of "
        "the sandbox); AWS asks for fewer requests: wait a minute and run the same command again, which goes on "
        "from here"
    )


def test_a_refusal_is_not_tried_again(cloud: Moto, tmp_path: Path) -> None:
    inject(tmp_path, operation="CreateVpc", code="VpcLimitExceeded", times=1)
    with pytest.raises(AwsRefused, match="VpcLimitExceeded to CreateVpc in us-west-2"):
        vpc(cloud)
    assert vpc(cloud)["Vpc"]["VpcId"]
