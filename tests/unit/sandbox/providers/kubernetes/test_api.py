import socket
import time

import pytest

from sandbox.providers.kubernetes.api import Api, Reference
from sandbox.providers.kubernetes.errors import ApiError, NoSuchKind, Unreachable
from sandbox.providers.kubernetes.kubeconfig import Access, ExecCommand, access
from tests.unit.sandbox.providers.kubernetes.conftest import FakeApiServer

SETTINGS = Reference("v1", "ConfigMap", "shop", "settings")


def test_discovery_is_asked_once_a_group(api_server: FakeApiServer) -> None:
    api = Api(access(api_server.kubeconfig))
    assert (api.kind("v1", "ConfigMap").plural, api.kind("v1", "Namespace").namespaced) == ("configmaps", False)
    assert [path for _, path, _ in api_server.calls] == ["/api/v1"]


def test_kind_that_appears_later_is_found(api_server: FakeApiServer) -> None:
    api = Api(access(api_server.kubeconfig))
    with pytest.raises(NoSuchKind, match=r"slipway\.dev/v1 Widget"):
        api.kind("slipway.dev/v1", "Widget")
    api_server.resources["/apis/slipway.dev/v1"] = [("widgets", "Widget", True), ("widgets/status", "Widget", True)]
    assert api.kind("slipway.dev/v1", "Widget").plural == "widgets"


def test_apply_names_the_manager_and_asks_for_a_dry_run(api_server: FakeApiServer) -> None:
    Api(access(api_server.kubeconfig)).apply(SETTINGS, {"metadata": {"name": "settings"}}, manager="me", dry_run=True)
    method, path, query = api_server.calls[-1]
    assert (method, path) == ("PATCH", "/api/v1/namespaces/shop/configmaps/settings")
    assert query == {"fieldManager": "me", "force": "false", "dryRun": "All"}
    assert api_server.objects == {}


def test_refusal_carries_reason_and_causes(api_server: FakeApiServer) -> None:
    causes = [{"field": "spec.x", "message": "field is immutable"}]
    api_server.refuse.append(("PATCH", 422, {"reason": "Invalid", "message": "no", "details": {"causes": causes}}))
    with pytest.raises(
        ApiError, match=r"^ConfigMap shop/settings: the API server refused it \(422 Invalid\): no"
    ) as caught:
        Api(access(api_server.kubeconfig)).apply(SETTINGS, {"metadata": {}}, manager="me")
    assert (caught.value.code, caught.value.causes) == (422, (("spec.x", "field is immutable"),))


def test_object_that_is_not_there_is_none(api_server: FakeApiServer) -> None:
    assert Api(access(api_server.kubeconfig)).get(SETTINGS) is None


def test_refused_token_is_asked_for_anew_once(api_server: FakeApiServer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    script = tmp_path / "token"
    script.write_text(
        f'#!/bin/sh\necho x >> {tmp_path}/n; echo "{{\\"status\\": {{\\"token\\": \\"t$(wc -l < {tmp_path}/n)\\"}}}}"\n'
    )
    script.chmod(0o755)
    api_server.accepted_token = "t2"
    api = Api(Access(api_server.url, "c", credential=ExecCommand(str(script), (), (), "v1")))
    assert api.get(SETTINGS) is None
    assert api_server.tokens[:2] == ["t1", "t2"]


def test_server_that_does_not_answer_is_named_and_not_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urllib3.util.retry.Retry.sleep", lambda self, response=None: None)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    api = Api(Access(f"http://127.0.0.1:{port}", "c"))
    with pytest.raises(Unreachable, match=rf"^http://127\.0\.0\.1:{port}: the API server does not answer .*refused"):
        api.get(SETTINGS)
    began = time.monotonic()
    with pytest.raises(Unreachable):
        api.get(SETTINGS)
    assert time.monotonic() - began < 0.05
