"""Stand-in providers of the sandbox, and what every Pulumi plugin written here shares: how it is served.

A plugin is a process that the engine starts with its own address as an argument. It listens on a free port of loopback,
prints that port, alone, as the first line of standard output, and answers over gRPC until the engine ends it.
The protocol is Pulumi's own (https://github.com/pulumi/pulumi/tree/master/proto).
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
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
    server, port = listen(register, threads=threads)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        while os.getppid() == parent:
            turn(1.0)
    with contextlib.suppress(KeyboardInterrupt):
        stopping()
        server.stop(grace=0.5).wait(1.0)
        sys.stdout.flush()
        sys.stderr.flush()
    # A thread that still waits on a network would hold an ordinary exit back for as long as its deadline.
    os._exit(0)
