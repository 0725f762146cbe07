"""The provider over gRPC, as the engine talks to it, against an API server in memory."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from sandbox.providers import listen
from sandbox.providers.kubernetes import cluster as cluster_module
from sandbox.providers.kubernetes.document import UNKNOWN
from sandbox.providers.kubernetes.engine import Engine
from sandbox.providers.kubernetes.properties import Properties, decode, encode
from sandbox.providers.kubernetes.servicer import KubernetesProvider
from tests.unit.sandbox.providers.kubernetes.conftest import FakeApiServer

URN = "urn:pulumi:dev::shop::kubernetes:core/v1:{kind}::settings"
CONFIG_MAP = URN.format(kind="ConfigMap")
PATH = "/api/v1/namespaces/shop/configmaps/settings"


class Stub:
    """The provider with properties as plain documents."""

    def __init__(self, channel: grpc.Channel) -> None:
        self.raw = provider_pb2_grpc.ResourceProviderStub(channel)

    def configure(self, **configuration: Any) -> None:
        self.raw.Configure(provider_pb2.ConfigureRequest(args=encode(Properties(configuration))))

    def check(self, new: Any, old: Any | None = None, urn: str = CONFIG_MAP) -> Any:
        answer = self.raw.Check(
            provider_pb2.CheckRequest(
                urn=urn, news=encode(Properties(new)), olds=encode(Properties(old or {})), randomSeed=b"s"
            )
        )
        assert not answer.failures, answer.failures
        return decode(answer.inputs).body

    def diff(
        self, old: Any, new: Any, urn: str = CONFIG_MAP, identifier: str = "shop/settings"
    ) -> provider_pb2.DiffResponse:
        request = provider_pb2.DiffRequest(
            urn=urn,
            id=identifier,
            old_inputs=encode(Properties(old)),
            olds=encode(Properties(old)),
            news=encode(Properties(new)),
        )
        answer: provider_pb2.DiffResponse = self.raw.Diff(request)
        return answer

    def create(
        self, inputs: Any, *, preview: bool = False, urn: str = CONFIG_MAP, timeout: float = 0
    ) -> provider_pb2.CreateResponse:
        properties = inputs if isinstance(inputs, Properties) else Properties(inputs)
        answer: provider_pb2.CreateResponse = self.raw.Create(
            provider_pb2.CreateRequest(urn=urn, properties=encode(properties), preview=preview, timeout=timeout)
        )
        return answer

    def delete(self, inputs: Any, state: Any, timeout: float = 5) -> None:
        self.raw.Delete(
            provider_pb2.DeleteRequest(
                urn=CONFIG_MAP,
                id="shop/settings",
                old_inputs=encode(Properties(inputs)),
                properties=encode(Properties(state)),
                timeout=timeout,
            )
        )


@pytest.fixture
def provider() -> Iterator[Stub]:
    servicer = KubernetesProvider(Engine(""))
    server, port = listen(
        lambda found: provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, found), threads=8
    )
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Stub(channel)
    servicer.stop()
    server.stop(grace=None).wait()


@pytest.fixture
def reached(provider: Stub, api_server: FakeApiServer) -> Stub:
    provider.configure(kubeconfig=api_server.kubeconfig)
    return provider


def config_map(name: str = "settings", **data: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "shop"}, "data": data}


def said(caught: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    return str(caught.value.details())


def init_failure(caught: pytest.ExceptionInfo[grpc.RpcError]) -> provider_pb2.ErrorResourceInitFailed:
    trailers: dict[str, bytes] = dict(caught.value.trailing_metadata() or ())  # type: ignore[arg-type]
    status = status_pb2.Status.FromString(trailers["grpc-status-details-bin"])
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    return detail


def test_check_gives_name_and_namespace_of_the_context(reached: Stub) -> None:
    inputs = reached.check({"apiVersion": "v1", "kind": "ConfigMap"})
    assert inputs["metadata"]["name"].startswith("settings-")
    assert inputs["metadata"]["namespace"] == "home"
    assert reached.check({"apiVersion": "v1", "kind": "ConfigMap"}, inputs) == inputs


def test_check_takes_the_namespace_from_a_cluster_scoped_kind(reached: Stub) -> None:
    new = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "namespace": "x"}}
    assert reached.check(new, urn=URN.format(kind="Namespace"))["metadata"] == {"name": "shop"}


def test_kind_that_is_not_served_yet_keeps_out_of_a_namespace_for_good(
    reached: Stub, api_server: FakeApiServer
) -> None:
    new = {"apiVersion": "slipway.dev/v1", "kind": "Widget", "metadata": {"name": "w"}}
    urn = "urn:pulumi:dev::shop::kubernetes:slipway.dev/v1:Widget::w"
    first = reached.check(new, urn=urn)
    api_server.resources["/apis/slipway.dev/v1"] = [("widgets", "Widget", True)]
    assert reached.check(new, first, urn=urn) == first


def test_secrets_content_is_secret_in_inputs_and_state(reached: Stub) -> None:
    secret: Any = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "settings", "namespace": "shop"},
        "stringData": {"k": "v"},
    }
    urn = URN.format(kind="Secret")
    checked = reached.raw.Check(provider_pb2.CheckRequest(urn=urn, news=encode(Properties(secret))))
    assert decode(checked.inputs).secrets == {("stringData",)}
    assert ("stringData",) in decode(reached.create(secret, urn=urn).properties).secrets


@pytest.mark.parametrize(
    "token", ["kubernetes:helm.sh/v3:Release", "kubernetes:core/v1:ConfigMapPatch", "kubernetes:core/v1:ConfigMapList"]
)
def test_what_is_no_plain_object_is_refused_by_name(reached: Stub, token: str) -> None:
    new: Any = {"apiVersion": "v1", "kind": "ConfigMapList", "items": []} if token.endswith("List") else config_map()
    request = provider_pb2.CheckRequest(urn=f"urn:pulumi:dev::shop::{token}::x", news=encode(Properties(new)))
    assert token in reached.raw.Check(request).failures[0].reason


def test_same_inputs_show_no_difference_without_asking_the_server(reached: Stub, api_server: FakeApiServer) -> None:
    assert reached.diff(config_map(a="1"), config_map(a="1")).changes == provider_pb2.DiffResponse.DIFF_NONE
    assert api_server.calls == []


def test_changed_content_of_a_named_config_map_replaces_it_after_deleting(reached: Stub) -> None:
    found = reached.diff(config_map(a="1"), config_map(a="2"))
    assert (list(found.replaces), found.deleteBeforeReplace) == (["data.a"], True)
    assert found.detailedDiff["data.a"].kind == provider_pb2.PropertyDiff.UPDATE_REPLACE


def test_changed_label_is_an_update(reached: Stub) -> None:
    new = config_map()
    new["metadata"]["labels"] = {"example.com/a": "b"}
    found = reached.diff(config_map(), new)
    assert (list(found.replaces), list(found.diffs)) == ([], ["metadata"])
    assert found.detailedDiff["metadata.labels"].kind == provider_pb2.PropertyDiff.ADD


def test_field_that_a_dry_run_finds_immutable_replaces(reached: Stub, api_server: FakeApiServer) -> None:
    causes = [{"field": "immutable", "message": "field is immutable when `immutable` is set"}]
    api_server.refuse.append(("PATCH", 422, {"reason": "Invalid", "message": "m", "details": {"causes": causes}}))
    assert list(reached.diff(config_map() | {"immutable": True}, config_map() | {"immutable": False}).replaces) == [
        "immutable"
    ]


def test_inputs_that_the_server_refuses_fail_the_preview(reached: Stub, api_server: FakeApiServer) -> None:
    causes = [{"field": "metadata.labels", "message": "Invalid value"}]
    api_server.refuse.append(
        ("PATCH", 422, {"reason": "Invalid", "message": "bad label", "details": {"causes": causes}})
    )
    new = config_map()
    new["metadata"]["labels"] = {"a": "%"}
    with pytest.raises(grpc.RpcError) as caught:
        reached.diff(config_map(), new)
    assert "ConfigMap shop/settings" in said(caught)
    assert "bad label" in said(caught)


def test_namespace_that_is_spelt_out_where_the_object_is_changes_nothing(reached: Stub) -> None:
    old = config_map()
    del old["metadata"]["namespace"]
    assert reached.diff(old, config_map()).changes == provider_pb2.DiffResponse.DIFF_NONE


def test_created_object_is_stored_and_given_back_without_its_ledger(reached: Stub, api_server: FakeApiServer) -> None:
    answer = reached.create(config_map(a="1"))
    state = decode(answer.properties).body
    assert answer.id == "shop/settings"
    assert api_server.objects[PATH]["data"] == {"a": "1"}
    assert state["__fieldManager"] == api_server.objects[PATH]["metadata"]["managedFields"][0]["manager"]
    assert "managedFields" not in state["metadata"]  # type: ignore[operator]


def test_preview_of_a_creation_stores_nothing_and_does_not_know_what_the_server_allocates(
    reached: Stub, api_server: FakeApiServer
) -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "settings", "namespace": "shop"},
        "spec": {"ports": [{"port": 80}]},
    }
    state: Any = decode(reached.create(service, preview=True, urn=URN.format(kind="Service")).properties).body
    assert api_server.objects == {}
    assert (state["spec"]["clusterIP"], state["metadata"]["uid"], state["status"]) == (UNKNOWN, UNKNOWN, UNKNOWN)
    assert state["metadata"]["name"] == "settings"


MISSING = {"reason": "NotFound", "message": 'namespaces "shop" not found'}


def test_preview_goes_on_without_the_namespace(reached: Stub, api_server: FakeApiServer) -> None:
    api_server.refuse.append(("PATCH", 404, MISSING))
    assert decode(reached.create(config_map(), preview=True).properties).body["kind"] == "ConfigMap"


def test_preview_goes_on_without_the_kind(reached: Stub) -> None:
    widget = {"apiVersion": "slipway.dev/v1", "kind": "Widget", "metadata": {"name": "w"}}
    assert decode(reached.create(widget, preview=True).properties).body["kind"] == "Widget"


def test_preview_goes_on_with_unknown_inputs(reached: Stub, api_server: FakeApiServer) -> None:
    state: Any = decode(reached.create(config_map(a=UNKNOWN), preview=True).properties).body
    assert state["data"] == {"a": UNKNOWN}
    assert api_server.calls == []


@pytest.mark.parametrize("kubeconfig", ["unknown", "missing", "silent"])
def test_preview_goes_on_without_a_server(provider: Stub, monkeypatch: pytest.MonkeyPatch, kubeconfig: str) -> None:
    monkeypatch.setattr("urllib3.util.retry.Retry.sleep", lambda self, response=None: None)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    silent = json.dumps(
        {
            "current-context": "x",
            "contexts": [{"name": "x", "context": {"cluster": "c"}}],
            "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{port}"}}],
        }
    )
    provider.configure(kubeconfig={"unknown": UNKNOWN, "missing": "/no/such/kubeconfig", "silent": silent}[kubeconfig])
    inputs = provider.check(config_map(a="1"))
    assert decode(provider.create(inputs, preview=True).properties).body["data"] == {"a": "1"}


def test_update_without_a_server_fails_in_one_sentence(provider: Stub) -> None:
    provider.configure(kubeconfig="/no/such/kubeconfig")
    with pytest.raises(grpc.RpcError) as caught:
        provider.create(config_map())
    assert said(caught).startswith("/no/such/kubeconfig: the kubeconfig cannot be read")


def test_creation_waits_for_its_namespace(reached: Stub, api_server: FakeApiServer) -> None:
    api_server.refuse.append(("PATCH", 404, MISSING))
    assert reached.create(config_map()).id == "shop/settings"


def test_creation_gives_up_on_a_namespace_in_the_end(
    reached: Stub, api_server: FakeApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.providers.kubernetes.writing.APPEARS_SECONDS", 0.0)
    api_server.refuse.append(("PATCH", 404, MISSING))
    with pytest.raises(grpc.RpcError) as caught:
        reached.create(config_map())
    assert 'namespaces "shop" not found' in said(caught)


def test_creation_gives_up_on_a_kind_in_the_end(reached: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "APPEARS_SECONDS", 0.0)
    with pytest.raises(grpc.RpcError) as caught:
        reached.create({"apiVersion": "slipway.dev/v1", "kind": "Widget", "metadata": {"name": "w"}})
    assert "slipway.dev/v1 Widget: the API server doesn't serve this kind" in said(caught)


def test_object_of_others_is_not_taken_over(reached: Stub, api_server: FakeApiServer) -> None:
    api_server.objects[PATH] = config_map(theirs="1")
    with pytest.raises(grpc.RpcError) as caught:
        reached.create(config_map(a="1"))
    assert said(caught).startswith("ConfigMap shop/settings: is already there")
    assert api_server.objects[PATH]["data"] == {"theirs": "1"}


def test_object_of_others_is_adopted_if_the_provider_may(provider: Stub, api_server: FakeApiServer) -> None:
    api_server.objects[PATH] = config_map(theirs="1")
    provider.configure(kubeconfig=api_server.kubeconfig, upsertExistingObjects="true")
    assert provider.create(config_map(a="1")).id == "shop/settings"


def test_object_that_a_cut_off_run_left_is_taken_up_again(reached: Stub) -> None:
    first = reached.create(config_map(a="1"))
    assert reached.create(config_map(a="1")).id == first.id


BY_HAND = {
    "reason": "Conflict",
    "details": {"causes": [{"field": ".data.a", "message": 'conflict with "kubectl-edit" using v1'}]},
}
BY_ARGO = {
    "reason": "Conflict",
    "details": {"causes": [{"field": ".data.a", "message": 'conflict with "argocd-controller"'}]},
}


def test_field_that_was_edited_by_hand_is_taken_back(reached: Stub, api_server: FakeApiServer) -> None:
    api_server.refuse.append(("PATCH", 409, BY_HAND))
    reached.create(config_map(a="1"))
    assert [query["force"] for method, _, query in api_server.calls if method == "PATCH"] == ["false", "true"]


def test_field_that_another_applies_is_left_to_it(reached: Stub, api_server: FakeApiServer) -> None:
    api_server.refuse.append(("PATCH", 409, BY_ARGO))
    with pytest.raises(grpc.RpcError) as caught:
        reached.create(config_map(a="1"))
    assert ".data.a (argocd-controller)" in said(caught)


def test_annotation_takes_fields_at_once(reached: Stub, api_server: FakeApiServer) -> None:
    inputs = config_map(a="1")
    inputs["metadata"]["annotations"] = {"pulumi.com/patchForce": "true"}
    reached.create(inputs)
    assert [query["force"] for method, _, query in api_server.calls if method == "PATCH"] == ["true"]


def test_secret_value_does_not_show_in_an_error(reached: Stub, api_server: FakeApiServer) -> None:
    api_server.refuse.append(("PATCH", 400, {"reason": "BadRequest", "message": "cannot use hunter22 here"}))
    with pytest.raises(grpc.RpcError) as caught:
        reached.create(Properties(config_map(a="hunter22"), frozenset({("data", "a")})))
    assert "hunter22" not in said(caught)
    assert "[secret]" in said(caught)


def namespace() -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}


def test_object_that_does_not_become_ready_is_kept_as_not_initialised(reached: Stub, api_server: FakeApiServer) -> None:
    api_server.status = {"phase": "Terminating"}
    with pytest.raises(grpc.RpcError) as caught:
        reached.create(namespace(), urn=URN.format(kind="Namespace"), timeout=0.2)
    detail = init_failure(caught)
    assert detail.id == "shop"
    assert "the last event was: its phase is Terminating" in detail.reasons[0]
    assert decode(detail.properties).body["kind"] == "Namespace"


def test_wait_is_skipped_on_demand(reached: Stub, api_server: FakeApiServer) -> None:
    api_server.status = {"phase": "Terminating"}
    inputs = namespace()
    inputs["metadata"]["annotations"] = {"pulumi.com/skipAwait": "true"}
    assert reached.create(inputs, urn=URN.format(kind="Namespace")).id == "shop"


def test_cancel_ends_a_wait_and_keeps_the_object(reached: Stub, api_server: FakeApiServer) -> None:
    api_server.status = {"phase": "Terminating"}
    timer = threading.Timer(0.3, lambda: reached.raw.Cancel(empty_pb2.Empty()))
    timer.start()
    with pytest.raises(grpc.RpcError) as caught:
        reached.create(namespace(), urn=URN.format(kind="Namespace"), timeout=60)
    timer.join()
    assert "interrupted while waiting" in init_failure(caught).reasons[0]


def read(provider: Stub, inputs: Any, state: Any, identifier: str = "shop/settings") -> provider_pb2.ReadResponse:
    request = provider_pb2.ReadRequest(
        urn=CONFIG_MAP, id=identifier, inputs=encode(Properties(inputs)), properties=encode(Properties(state))
    )
    answer: provider_pb2.ReadResponse = provider.raw.Read(request)
    return answer


def test_refresh_shows_a_changed_field_in_the_inputs(reached: Stub, api_server: FakeApiServer) -> None:
    state = decode(reached.create(config_map(a="1")).properties).body
    api_server.objects[PATH]["data"] = {"a": "hand", "more": "x"}
    answer = read(reached, config_map(a="1"), state)
    assert decode(answer.inputs).body == config_map(a="hand")
    assert decode(answer.properties).body["data"] == {"a": "hand", "more": "x"}


def test_refresh_of_a_deleted_object_lets_go_of_it(reached: Stub) -> None:
    assert read(reached, config_map(), config_map()).id == ""


def test_object_of_others_is_read_by_its_identifier(reached: Stub, api_server: FakeApiServer) -> None:
    api_server.objects[PATH] = config_map(theirs="1") | {"status": {}}
    assert decode(read(reached, {}, {}).inputs).body == config_map(theirs="1")


def test_deletion_waits_until_the_object_is_gone(reached: Stub, api_server: FakeApiServer) -> None:
    reached.create(config_map())
    reached.delete(config_map(), config_map())
    assert api_server.objects == {}


def test_deletion_of_what_is_gone_succeeds(reached: Stub) -> None:
    reached.delete(config_map(), config_map())


def test_deletion_that_a_finalizer_holds_names_it(reached: Stub, api_server: FakeApiServer) -> None:
    state = decode(reached.create(config_map()).properties).body
    api_server.held = True
    with pytest.raises(grpc.RpcError) as caught:
        reached.delete(config_map(), state, timeout=0.2)
    assert "ConfigMap shop/settings" in said(caught)
    assert "held by finalizer slipway.dev/keep" in said(caught)


def test_unknown_propagation_is_refused(reached: Stub) -> None:
    inputs = config_map()
    inputs["metadata"]["annotations"] = {"pulumi.com/deletionPropagationPolicy": "sideways"}
    with pytest.raises(grpc.RpcError) as caught:
        reached.delete(inputs, inputs)
    assert "'sideways'" in said(caught)


def test_yaml_is_decoded_and_lists_are_taken_apart(reached: Stub) -> None:
    text = "apiVersion: v1\nkind: Pod\n---\napiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Secret}]\n---\n"
    request = provider_pb2.InvokeRequest(tok="kubernetes:yaml:decode", args=encode(Properties({"text": text})))
    result: Any = decode(getattr(reached.raw.Invoke(request), "return")).body["result"]
    assert [found["kind"] for found in result] == ["Pod", "Secret"]


@pytest.mark.parametrize("text", ["a: [", "just words", "kind: Pod"])
def test_yaml_without_objects_is_refused(reached: Stub, text: str) -> None:
    request = provider_pb2.InvokeRequest(tok="kubernetes:yaml:decode", args=encode(Properties({"text": text})))
    with pytest.raises(grpc.RpcError):
        reached.raw.Invoke(request)


def test_other_functions_and_components_are_refused_by_name(reached: Stub) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        reached.raw.Invoke(provider_pb2.InvokeRequest(tok="kubernetes:helm:template"))
    assert "kubernetes:helm:template" in said(caught)
    with pytest.raises(grpc.RpcError) as caught:
        reached.raw.Construct(provider_pb2.ConstructRequest(type="kubernetes:yaml/v2:ConfigFile", name="files"))
    assert "kubernetes:yaml/v2:ConfigFile (files)" in said(caught)


def test_configuration_that_cannot_be_honoured_fails_the_check(reached: Stub) -> None:
    request = provider_pb2.CheckRequest(news=encode(Properties({"renderYamlToDirectory": "out"})))
    assert [failure.property for failure in reached.raw.CheckConfig(request).failures] == ["renderYamlToDirectory"]


def test_fault_of_the_provider_names_the_resource(reached: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.providers.kubernetes.resources.create", lambda *_, **__: 1 / 0)
    with pytest.raises(grpc.RpcError) as caught:
        reached.create(config_map())
    assert CONFIG_MAP in said(caught)
    assert "ZeroDivisionError" in said(caught)
