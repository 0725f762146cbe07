"""Stand-in providers of the sandbox, and what every Pulumi plugin written here shares: how it is served.

A plugin is a process that the engine starts with its own address as an argument. It listens on a free port of loopback,
prints that port, alone, as the first line of standard output, and answers over gRPC until the engine ends it.
The protocol is Pulumi's own (https://github.com/pulumi/pulumi/tree/master/proto).
"""

from __future__ import annotations

import contextlib
import importlib.machinery
import os
import signal
import sys
import threading
import time
import types
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

    import grpc

#: Largest message that Pulumi's engine sends and accepts (400 MiB), from the SDK's gRPC settings.
MESSAGE_BYTES = 400 * 1024 * 1024


def engine_address(arguments: Iterable[str]) -> str:
    """Give the engine's gRPC address out of a plugin's command line: the first argument that is not an option.

    Args:
        arguments: the command line without the program's name, e.g. `["-root=/srv/p", "127.0.0.1:41234"]`.

    Returns:
        `host:port`, or "" when the plugin was started by hand, without an engine.
    """
    return next((argument for argument in arguments if not argument.startswith("-")), "")


def only_the_protocol() -> None:
    """Make `pulumi.runtime.proto` importable without the rest of the SDK, in a process that needs no more of it.

    The SDK's package imports the automation API, dill, YAML and OpenTelemetry: 0.25 s of a provider's start of 0.45
    s, and an update starts each provider up to three times. Bare packages in its place find the protocol's modules as
    they are.
    """
    if "pulumi" in sys.modules:
        return
    found = importlib.machinery.PathFinder.find_spec("pulumi")
    for folder in (found.submodule_search_locations or []) if found else []:
        for name, path in (("pulumi", folder), ("pulumi.runtime", f"{folder}/runtime")):
            bare = types.ModuleType(name)
            bare.__path__ = [path]
            sys.modules[name] = bare


def listen(register: Callable[[grpc.Server], None], *, threads: int) -> tuple[grpc.Server, int]:
    """Start a gRPC server on a free port of loopback.

    Args:
        register: puts the servicers on the server before it starts.
        threads: how many calls can run at the same time; the others queue.

    Returns:
        The running server, and its port.
    """
    import grpc

    server = grpc.server(
        ThreadPoolExecutor(max_workers=threads, thread_name_prefix="rpc"),
        options=[("grpc.max_receive_message_length", MESSAGE_BYTES), ("grpc.max_send_message_length", MESSAGE_BYTES)],
    )
    register(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def serve(
    register: Callable[[grpc.Server], None],
    *,
    threads: int,
    turn: Callable[[float], None] = time.sleep,
    stopping: Callable[[], None] = lambda: None,
) -> NoReturn:
    """Serve a plugin until the engine interrupts it or is gone, then end the process with status 0.

    An engine that was killed leaves no plugin behind: the plugin ends when its parent process does.

    Args:
        register: puts the plugin's servicers on the server.
        threads: how many calls can run at the same time.
        turn: what the main thread does meanwhile, for at most the seconds that it is given, again and again.
        stopping: called once at the end, to wake calls that wait for something.
    """
    parent = os.getppid()
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> NoReturn:
        # What the main thread does may take the interrupt for its own; the flag ends the loop all the same.
        ended.set()
        raise KeyboardInterrupt

    server, port = listen(register, threads=threads)
    with contextlib.suppress(KeyboardInterrupt):
        if threading.current_thread() is threading.main_thread():
            # An engine that a script started in the background passes its ignored SIGINT on, so both are set.
            for ending in (signal.SIGINT, signal.SIGTERM):
                signal.signal(ending, end)
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        while os.getppid() == parent and not ended.is_set():
            turn(1.0)
    with contextlib.suppress(KeyboardInterrupt):
        stopping()
        server.stop(grace=0.5).wait(1.0)
        sys.stdout.flush()
        sys.stderr.flush()
    # A thread that still waits on a network would hold an ordinary exit back for as long as its deadline.
    os._exit(0)
