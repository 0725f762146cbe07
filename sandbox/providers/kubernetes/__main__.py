"""Run the provider: `python -m sandbox.providers.kubernetes <engine address>`."""

from __future__ import annotations

import sys
from typing import NoReturn

#: Calls that may run at the same time; each that waits for an object holds one.
THREADS = 128


def main(arguments: list[str]) -> NoReturn:
    """Serve the provider until the engine ends it.

    Args:
        arguments: the command line without the program's name; holds the engine's address.
    """
    from sandbox.providers import engine_address, only_the_protocol, serve

    only_the_protocol()
    from pulumi.runtime.proto import provider_pb2_grpc

    from sandbox.providers.kubernetes.engine import Engine
    from sandbox.providers.kubernetes.servicer import KubernetesProvider

    provider = KubernetesProvider(Engine(engine_address(arguments)))
    serve(
        lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server),
        threads=THREADS,
        stopping=provider.stop,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
