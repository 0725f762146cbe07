"""Pulumi's resource provider protocol over the parts of this package: each call is decoded, done, and encoded."""

# ruff: noqa: N802 - the method names are the protocol's

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable
from typing import TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from sandbox.providers.kubernetes import planning, resources, settings, yaml_decode
from sandbox.providers.kubernetes.cluster import Cluster
from sandbox.providers.kubernetes.difference import Change
from sandbox.providers.kubernetes.document import dotted
from sandbox.providers.kubernetes.engine import Engine
from sandbox.providers.kubernetes.errors import Refused
from sandbox.providers.kubernetes.properties import Properties, decode, encode
from sandbox.providers.kubernetes.rich_status import RichStatus
from toolchain.errors import SlipwayError

#: Of the provider that this one stands in for.
VERSION = "4.34.2"

Answer = TypeVar("Answer")

#: (change, forces a replacement) → the protocol's word for it.
WORDS = {
    (Change.ADDED, False): provider_pb2.PropertyDiff.ADD,
    (Change.ADDED, True): provider_pb2.PropertyDiff.ADD_REPLACE,
    (Change.REMOVED, False): provider_pb2.PropertyDiff.DELETE,
    (Change.REMOVED, True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    (Change.UPDATED, False): provider_pb2.PropertyDiff.UPDATE,
    (Change.UPDATED, True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


class KubernetesProvider(provider_pb2_grpc.ResourceProviderServicer):
    """The provider that the engine talks to; one instance in one process for each provider resource.

    The methods are those of Pulumi's protocol (`proto/pulumi/provider.proto`), whose words on arguments and answers
    hold.

    Args:
        engine: where messages go.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cancelled = threading.Event()
        self._cluster = Cluster(settings.Settings(), engine, self._cancelled)

    def stop(self) -> None:
        """Wake everything that waits; it ends with a sentence that says what it waited for."""
        self._cancelled.set()

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Say that secrets and autonaming configuration are understood."""
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Give the version of the provider that this one stands in for."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetSchemaResponse:
        """Refuse: the stand-in has no schema."""
        return self._refused(context, "the provider's schema is not in the sandbox; install the real provider for it")

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Refuse by name the configuration that can't be honoured."""

        def work() -> provider_pb2.CheckResponse:
            failures = [
                provider_pb2.CheckFailure(property=key, reason=reason)
                for key, reason in settings.refusals(decode(request.news).body)
            ]
            return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

        return self._answer(request.urn, context, work)

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Say whether another configuration means another cluster."""

        def work() -> provider_pb2.DiffResponse:
            old, new = decode(request.old_inputs).body or decode(request.olds).body, decode(request.news).body
            changed = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
            replaced = settings.replaced_by(old, new, os.environ) if changed else []
            some = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
            return provider_pb2.DiffResponse(changes=some, diffs=changed, replaces=replaced)

        return self._answer(request.urn, context, work)

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Take the configuration; the kubeconfig is read when the API server is first needed."""

        def work() -> provider_pb2.ConfigureResponse:
            self._cluster = Cluster(
                settings.parse(decode(request.args).body, os.environ), self._engine, self._cancelled
            )
            return provider_pb2.ConfigureResponse(
                acceptSecrets=True,
                supportsPreview=True,
                acceptResources=False,
                acceptOutputs=False,
                supports_autonaming_configuration=True,
            )

        return self._answer("", context, work)

    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Complete an object's inputs."""

        def work() -> provider_pb2.CheckResponse:
            naming = provider_pb2.CheckRequest.AutonamingOptions
            wanted = request.autonaming if request.HasField("autonaming") else naming()
            autonaming = planning.Autonaming(request.randomSeed, wanted.proposed_name, wanted.mode != naming.DISABLE)
            try:
                inputs = planning.checked(
                    self._cluster, request.urn, decode(request.news), decode(request.olds).body, autonaming
                )
            except Refused as error:
                failure = provider_pb2.CheckFailure(reason=f"{error.what}; {error.do}" if error.do else error.what)
                return provider_pb2.CheckResponse(inputs=request.news, failures=[failure])
            return provider_pb2.CheckResponse(inputs=encode(inputs))

        return self._answer(request.urn, context, work)

    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Say what would change, field by field, and whether the object must be replaced."""

        def work() -> provider_pb2.DiffResponse:
            found = planning.difference(
                self._cluster,
                request.urn,
                request.id,
                decode(request.old_inputs).body,
                decode(request.olds).body,
                decode(request.news).body,
            )
            forced = found.replacement.fields
            return provider_pb2.DiffResponse(
                changes=provider_pb2.DiffResponse.DIFF_SOME
                if found.changes or forced
                else provider_pb2.DiffResponse.DIFF_NONE,
                diffs=sorted({str(path[0]) for path in found.changes}),
                replaces=sorted(dotted(path) for path in forced),
                deleteBeforeReplace=found.replacement.delete_first,
                hasDetailedDiff=True,
                detailedDiff={
                    dotted(path): provider_pb2.PropertyDiff(kind=WORDS[(change, path in forced)], inputDiff=True)
                    for path, change in found.changes.items()
                },
            )

        return self._answer(request.urn, context, work)

    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """Make an object, or say in a preview what it would be."""

        def work() -> provider_pb2.CreateResponse:
            inputs = decode(request.properties)
            stored = resources.create(
                self._cluster, request.urn, inputs, timeout=request.timeout, preview=request.preview
            )
            return provider_pb2.CreateResponse(id=stored.identifier, properties=encode(stored.outputs))

        return self._answer(request.urn, context, work)

    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        """Look at an object as it is now."""

        def work() -> provider_pb2.ReadResponse:
            stored = resources.read(
                self._cluster, request.urn, request.id, decode(request.inputs), decode(request.properties)
            )
            if stored is None:
                return provider_pb2.ReadResponse()
            return provider_pb2.ReadResponse(
                id=stored.identifier, properties=encode(stored.outputs), inputs=encode(stored.inputs)
            )

        return self._answer(request.urn, context, work)

    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        """Change an object, or say in a preview what it would become."""

        def work() -> provider_pb2.UpdateResponse:
            stored = resources.update(
                self._cluster,
                request.urn,
                request.id,
                decode(request.news),
                decode(request.olds).body,
                timeout=request.timeout,
                preview=request.preview,
            )
            return provider_pb2.UpdateResponse(properties=encode(stored.outputs))

        return self._answer(request.urn, context, work)

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Delete an object and wait until it is gone."""

        def work() -> empty_pb2.Empty:
            inputs, state = decode(request.old_inputs).body, decode(request.properties).body
            resources.delete(self._cluster, request.urn, request.id, inputs, state, timeout=request.timeout)
            return empty_pb2.Empty()

        return self._answer(request.urn, context, work)

    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        """Answer `kubernetes:yaml:decode`; refuse every other function by name."""

        def work() -> provider_pb2.InvokeResponse:
            if request.tok != yaml_decode.TOKEN:
                raise Refused(
                    "is a function that the sandbox's provider doesn't have", where=request.tok, do="do without it"
                )
            answer = Properties({"result": yaml_decode.decoded(decode(request.args).body)})
            response = provider_pb2.InvokeResponse()
            getattr(response, "return").CopyFrom(encode(answer))
            return response

        return self._answer("", context, work)

    def Construct(
        self, request: provider_pb2.ConstructRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConstructResponse:
        """Refuse by name: component resources of the provider (yaml/v2, helm, kustomize) are not in the stand-in."""
        return self._refused(
            context,
            f"{request.type} ({request.name}) is not supported by the sandbox's provider; declare its objects one by "
            "one, or use pulumi_kubernetes.yaml.ConfigFile",
        )

    def Call(self, request: provider_pb2.CallRequest, context: grpc.ServicerContext) -> provider_pb2.CallResponse:
        """Refuse by name: the provider's objects have no methods."""
        return self._refused(
            context, f"{request.tok} is a method that the sandbox's provider doesn't have; do without it"
        )

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """End every wait; what is already stored stays in the stack's state."""
        self.stop()
        return empty_pb2.Empty()

    def _answer(self, urn: str, context: grpc.ServicerContext, work: Callable[[], Answer]) -> Answer:
        """Do the work of a call; what goes wrong becomes one sentence in the protocol's form of an error."""
        self._engine.about(urn)
        try:
            return work()
        except resources.NotInitialised as failure:
            context.abort_with_status(RichStatus(failure.stored, failure.reason))
        except SlipwayError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            context.abort(
                grpc.StatusCode.INTERNAL,
                f"{urn or 'provider'}: the sandbox's kubernetes provider broke with {type(error).__name__}: {error} "
                f"({place.filename}:{place.lineno}); report it with the inputs of this resource",
            )
        raise AssertionError("abort raises")

    def _refused(self, context: grpc.ServicerContext, sentence: str) -> Answer:  # type: ignore[type-var]
        context.abort(grpc.StatusCode.UNIMPLEMENTED, sentence)
        raise AssertionError("abort raises")
