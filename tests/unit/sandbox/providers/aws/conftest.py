"""A cloud in this process (moto behind our own door) and the least of an engine that drives the provider."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws.server import make_server
from sandbox.providers.aws.cloud import Moto
from sandbox.providers.aws.protocol import Difference, Found, Subject
from sandbox.providers.aws.provider import AwsProvider
from sandbox.providers.aws.wire import Properties

REGION = "us-west-2"
KEY = "AKIAUNITTESTS"


@dataclass
class Made:
    """A resource as an engine's state holds it."""

    subject: Subject
    identity: str
    inputs: Properties
    state: Properties


@dataclass
class Engine:
    """Does what the engine does around the provider: check, then diff or create."""

    provider: AwsProvider
    made: list[Made] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def subject(self, token: str, name: str | None = None) -> Subject:
        return Subject.of(f"urn:pulumi:test::slipway::{token}::{name or f'thing{next(self.numbers)}'}")

    def create(self, token: str, inputs: dict[str, Any], name: str | None = None) -> Made:
        subject = self.subject(token, name)
        checked = self.provider.check(subject, {}, dict(inputs), b"seed" + subject.urn.encode(), None)
        identity, state = self.provider.create(subject, checked, preview=False, timeout=0)
        made = Made(subject, identity, checked, state)
        self.made.append(made)
        return made

    def difference(self, made: Made, inputs: dict[str, Any] | None = None) -> Difference:
        checked = self.provider.check(
            made.subject, made.inputs, dict(inputs if inputs is not None else made.inputs), b"", None
        )
        return self.provider.difference(made.subject, made.inputs, made.state, checked)

    def update(self, made: Made, inputs: dict[str, Any]) -> None:
        checked = self.provider.check(made.subject, made.inputs, dict(inputs), b"", None)
        made.state = self.provider.update(
            made.subject, made.identity, made.inputs, made.state, checked, preview=False, timeout=0
        )
        made.inputs = checked

    def refresh(self, made: Made) -> Found:
        return self.provider.read(made.subject, made.identity, made.inputs, made.state)

    def delete(self, made: Made) -> None:
        self.provider.delete(made.subject, made.identity, made.inputs, made.state, timeout=5)
        if made in self.made:
            self.made.remove(made)

    def clear(self) -> None:
        for made in reversed(list(self.made)):
            self.delete(made)


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the cloud."""
    state: Path = tmp_path_factory.mktemp("aws")
    server, _ = make_server(0, state, KEY)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def cloud(endpoint: str) -> Moto:
    """The cloud as the provider sees it."""
    return Moto(endpoint, KEY, "secret")


@pytest.fixture
def engine(cloud: Moto) -> Iterator[Engine]:
    """An engine with a configured provider; what it made is removed at the end."""
    provider = AwsProvider(cloud, {}, settle_seconds=0.01)
    provider.configure({"region": REGION})
    running = Engine(provider)
    yield running
    running.clear()
