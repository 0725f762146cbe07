"""Stand-in for `pulumi-language-python`: runs ordinary Pulumi programs for the engine.

The real language host is a Go program that Pulumi hands out with its releases; it is not in a Go module that could be
built here. The PyPI SDK has all the rest, so this one serves the engine's LanguageRuntime protocol and runs the
program in its own process, with the SDK's own `run_in_stack`. Run as `python -m sandbox.language_host [-option…]
<engine address>`.

What differs from the real one: the program runs in the interpreter that runs this host, so `options.virtualenv` must
name that environment, or one of the same Python version, whose packages are then found first; and nothing is installed.
"""

# ruff: noqa: N802 - the method names are the protocol's

from __future__ import annotations

import importlib.metadata
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import NoReturn

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from sandbox.program import run_program
from sandbox.providers import engine_address, serve

#: What the host doesn't do: these calls are for writing programs and packages, not for running them.
NOT_HERE = ("RunPlugin", "GenerateProgram", "GenerateProject", "GeneratePackage", "Pack", "Link", "Template")

#: Calls that may run at the same time; a program run holds one while it lasts.
THREADS = 8


class MainThread:
    """Runs work on the main thread, where Python delivers interrupts, for calls that arrive on others."""

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[tuple[Callable[[], object], Future[object]]] = queue.SimpleQueue()
        self._busy = threading.Event()

    def run(self, work: Callable[[], language_pb2.RunResponse]) -> language_pb2.RunResponse:
        """Do work on the main thread and give its result; called on another thread."""
        future: Future[object] = Future()
        self._work.put((work, future))
        result = future.result()
        if not isinstance(result, language_pb2.RunResponse):
            raise TypeError(f"the work gave {result!r}")
        return result

    def turn(self, seconds: float) -> None:
        """Do the next piece of work, if one comes within some seconds; called on the main thread."""
        try:
            work, future = self._work.get(timeout=seconds)
        except queue.Empty:
            return
        self._busy.set()
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)
        finally:
            self._busy.clear()

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the work that runs now; does nothing if none does."""
        if self._busy.is_set():
            # A signal, unlike interrupt_main, also ends a sleep or a read that the program is in.
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """The LanguageRuntime service of one engine; the methods are those of Pulumi's `proto/pulumi/language.proto`.

    Args:
        engine: the engine's gRPC address.
        main_thread: where programs run.
    """

    def __init__(self, engine: str, main_thread: MainThread) -> None:
        self._engine = engine
        self._main_thread = main_thread

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        """Take the engine's address."""
        self._engine = request.engine_address or self._engine
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Give the SDK's version."""
        return plugin_pb2.PluginInfo(version=importlib.metadata.version("pulumi"))

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        """Name none: providers are found on PATH when a resource first needs them, and none is to be downloaded."""
        return language_pb2.GetRequiredPackagesResponse()

    def GetRequiredPlugins(
        self, request: language_pb2.GetRequiredPluginsRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPluginsResponse:
        """Name none; see `GetRequiredPackages`."""
        return language_pb2.GetRequiredPluginsResponse()

    def GetProgramDependencies(
        self, request: language_pb2.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetProgramDependenciesResponse:
        """List the installed distributions, for `pulumi about`."""
        found = {item.metadata["Name"]: item.version for item in importlib.metadata.distributions()}
        listed = [language_pb2.DependencyInfo(name=name, version=found[name]) for name in sorted(found, key=str.lower)]
        return language_pb2.GetProgramDependenciesResponse(dependencies=listed)

    def InstallDependencies(
        self, request: language_pb2.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        """Say that there is nothing to do."""
        sentence = (
            f"Nothing to install: programs run in the environment {sys.prefix}, which `make up` keeps complete.\n"
        )
        yield language_pb2.InstallDependenciesResponse(stdout=sentence.encode())

    def RuntimeOptionsPrompts(
        self, request: language_pb2.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> language_pb2.RuntimeOptionsResponse:
        """Ask nothing."""
        return language_pb2.RuntimeOptionsResponse()

    def About(self, request: language_pb2.AboutRequest, context: grpc.ServicerContext) -> language_pb2.AboutResponse:
        """Give the interpreter and its version."""
        version = ".".join(str(part) for part in sys.version_info[:3])
        return language_pb2.AboutResponse(
            executable=sys.executable, version=version, metadata={"environment": sys.prefix}
        )

    def Run(self, request: language_pb2.RunRequest, context: grpc.ServicerContext) -> language_pb2.RunResponse:
        """Run the program; its errors are shown by the engine, once."""
        return self._main_thread.run(lambda: run_program(request, self._engine))

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Interrupt the program."""
        self._main_thread.interrupt()
        return empty_pb2.Empty()


def _not_here(name: str) -> Callable[[LanguageHost, object, grpc.ServicerContext], NoReturn]:
    def refused(self: LanguageHost, request: object, context: grpc.ServicerContext) -> NoReturn:
        context.abort(
            grpc.StatusCode.UNIMPLEMENTED,
            f"{name}: the sandbox's language host only runs programs; install Pulumi's own release for this",
        )
        raise AssertionError("abort raises")

    return refused


for _name in NOT_HERE:
    setattr(LanguageHost, _name, _not_here(_name))


def main(arguments: list[str]) -> NoReturn:
    """Serve the language host until the engine ends it.

    Args:
        arguments: the command line without the program's name; holds the engine's address.
    """
    # What a program prints reaches the engine's display line by line; without this it would come at the end.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    main_thread = MainThread()
    host = LanguageHost(engine_address(arguments), main_thread)
    serve(
        lambda server: language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server),
        threads=THREADS,
        turn=main_thread.turn,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
