"""Pulumi's gRPC provider protocol around an object that knows only Python values: the provider-neutral plumbing."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.providers.aws.errors import AwsProviderError, PartlyDone
from sandbox.providers.aws.protocol import Autonaming, Difference, Naming, Provider, Subject
from sandbox.providers.aws.wire import import_protocol_alone, properties_of, struct_of
from toolchain.errors import SlipwayError

if TYPE_CHECKING:
    import grpc

_WORKERS = 32
_MESSAGE_BYTES = 400 * 1024 * 1024


def _servicer(provider: Provider) -> Any:
    """Build the gRPC servicer; a class inside a function, so that grpc is imported only where a provider runs."""
    import grpc
    from google.protobuf import empty_pb2
    from google.protobuf.struct_pb2 import Struct
    from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

    def partly(context: grpc.ServicerContext, error: PartlyDone) -> None:
        failed = provider_pb2.ErrorResourceInitFailed(
            id=error.identity,
            properties=struct_of(error.properties),
            reasons=[str(error)],
        )
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(error))
        status.details.add().Pack(failed)
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        context.abort(grpc.StatusCode.UNKNOWN, str(error))

    def answered(context: grpc.ServicerContext, subject: str, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except PartlyDone as error:
            partly(context, error)
        except SlipwayError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        except Exception as error:
            # Nothing may reach the engine as a bare traceback: it would lose the resource's name.
            context.abort(
                grpc.StatusCode.INTERNAL,
                f"{subject}: the stand-in aws provider failed with {type(error).__name__} ({error})",
            )
        raise AssertionError("abort always raises")

    def difference_answer(difference: Difference) -> Any:
        kinds = provider_pb2.PropertyDiff
        return provider_pb2.DiffResponse(
            changes=provider_pb2.DiffResponse.DIFF_SOME if difference.changes else provider_pb2.DiffResponse.DIFF_NONE,
            replaces=sorted(
                {path.split(".")[0].split("[")[0] for path, change in difference.changes.items() if change.replaces}
            ),
            diffs=sorted({path.split(".")[0].split("[")[0] for path in difference.changes}),
            detailedDiff={
                path: kinds(kind=kinds.Kind.Value(change.name), inputDiff=True)
                for path, change in difference.changes.items()
            },
            hasDetailedDiff=True,
            deleteBeforeReplace=difference.delete_first,
        )

    class Servicer(provider_pb2_grpc.ResourceProviderServicer):
        def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802
            return provider_pb2.ProviderHandshakeResponse(supports_autonaming_configuration=True)

        def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
            return plugin_pb2.PluginInfo(version=provider.version)

        def GetSchema(self, request: Any, context: Any) -> Any:  # noqa: N802
            return provider_pb2.GetSchemaResponse(schema='{"name": "aws"}')

        def GetMapping(self, request: Any, context: Any) -> Any:  # noqa: N802
            return provider_pb2.GetMappingResponse()

        def GetMappings(self, request: Any, context: Any) -> Any:  # noqa: N802
            return provider_pb2.GetMappingsResponse()

        def Attach(self, request: Any, context: Any) -> Any:  # noqa: N802
            return empty_pb2.Empty()

        def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802
            return empty_pb2.Empty()

        def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
            return provider_pb2.CheckResponse(inputs=request.news)

        def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
            old = properties_of(request.old_inputs if request.HasField("old_inputs") else request.olds)
            return answered(
                context,
                request.urn,
                lambda: difference_answer(provider.configuration_difference(old, properties_of(request.news))),
            )

        def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
            answered(context, "aws", lambda: provider.configure(properties_of(request.args)))
            # Secrets are left to the engine: it hands them over plain and marks what comes back under the same name.
            return provider_pb2.ConfigureResponse(supportsPreview=True, supports_autonaming_configuration=True)

        def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
            found = answered(context, request.tok, lambda: provider.invoke(request.tok, properties_of(request.args)))
            answer: dict[str, Any] = {"return": struct_of(found)}
            return provider_pb2.InvokeResponse(**answer)

        def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
            naming = (
                Autonaming(request.autonaming.proposed_name, Naming(request.autonaming.mode))
                if request.HasField("autonaming")
                else None
            )
            inputs = answered(
                context,
                request.urn,
                lambda: provider.check(
                    Subject.of(request.urn),
                    properties_of(request.olds),
                    properties_of(request.news),
                    request.randomSeed,
                    naming,
                ),
            )
            return provider_pb2.CheckResponse(inputs=struct_of(inputs))

        def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
            return answered(
                context,
                request.urn,
                lambda: difference_answer(
                    provider.difference(
                        Subject.of(request.urn),
                        properties_of(request.old_inputs),
                        properties_of(request.olds),
                        properties_of(request.news),
                    )
                ),
            )

        def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
            identity, state = answered(
                context,
                request.urn,
                lambda: provider.create(
                    Subject.of(request.urn),
                    properties_of(request.properties),
                    preview=request.preview,
                    timeout=request.timeout,
                ),
            )
            return provider_pb2.CreateResponse(id=identity, properties=struct_of(state))

        def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
            found = answered(
                context,
                request.urn,
                lambda: provider.read(
                    Subject.of(request.urn),
                    request.id,
                    properties_of(request.inputs),
                    properties_of(request.properties),
                ),
            )
            if not found.identity:
                return provider_pb2.ReadResponse(id="", properties=Struct(), inputs=Struct())
            return provider_pb2.ReadResponse(
                id=found.identity, properties=struct_of(found.state), inputs=struct_of(found.inputs)
            )

        def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
            state = answered(
                context,
                request.urn,
                lambda: provider.update(
                    Subject.of(request.urn),
                    request.id,
                    properties_of(request.old_inputs),
                    properties_of(request.olds),
                    properties_of(request.news),
                    preview=request.preview,
                    timeout=request.timeout,
                ),
            )
            return provider_pb2.UpdateResponse(properties=struct_of(state))

        def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
            answered(
                context,
                request.urn,
                lambda: provider.delete(
                    Subject.of(request.urn),
                    request.id,
                    properties_of(request.old_inputs),
                    properties_of(request.properties),
                    timeout=request.timeout,
                ),
            )
            return empty_pb2.Empty()

    return Servicer()


def _end_with_parent() -> None:
    """End this process when the engine that started it is gone, so that a killed engine leaves nothing behind."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(0)


def start(provider: Provider) -> tuple[grpc.Server, int]:
    """Start the provider's gRPC server on a free loopback port.

    Returns:
        The running server and its port.
    """
    import_protocol_alone()
    from concurrent.futures import ThreadPoolExecutor

    import grpc
    from pulumi.runtime.proto import provider_pb2_grpc

    server = grpc.server(
        ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="provider"),
        options=[("grpc.max_receive_message_length", _MESSAGE_BYTES), ("grpc.max_send_message_length", _MESSAGE_BYTES)],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(_servicer(provider), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def serve(provider: Provider, arguments: Sequence[str]) -> None:
    """Serve the provider until the engine ends this process.

    Args:
        provider: what answers.
        arguments: the command line, whose first word is the engine's address; it is not needed.

    Raises:
        AwsProviderError: started by hand, without an engine's address.
    """
    if not arguments:
        raise AwsProviderError(
            "is a Pulumi provider plugin and takes the engine's address as its argument",
            where="pulumi-resource-aws",
            do="let `pulumi` start it",
        )
    server, port = start(provider)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # The engine ends its plugins with SIGINT and waits for them. Ctrl-C doesn't reach them: their process group is
    # their own.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(0))
    # The protocol: the port alone, on standard output, is the sign that the provider is ready.
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()
