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

import asyncio
import contextlib
import importlib.metadata
import logging
import os
import queue
import runpy
import signal
import site
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import grpc
import pulumi
from google.protobuf import empty_pb2
from pulumi import log
from pulumi.runtime import reset_options, run_in_stack, set_all_config
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from sandbox.providers import engine_address, serve

#: What the host doesn't do: these calls are for writing programs and packages, not for running them.
NOT_HERE = ("RunPlugin", "GenerateProgram", "GenerateProject", "GeneratePackage", "Pack", "Link", "Template")

#: Calls that may run at the same time; a program run holds one while it lasts.
THREADS = 8


#: How long tasks that a failed program leaves have to end.
LEFT_SECONDS = 1.0


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


def run_program(request: language_pb2.RunRequest, engine: str) -> language_pb2.RunResponse:
    """Run a Pulumi program as the engine asks, on this thread.

    What the program raises is logged to the engine: a `pulumi.RunError` by its message alone, anything else with the
    traceback from the program's first line on.

    Args:
        request: the engine's request: project, stack, configuration, where the program is, where to register resources.
        engine: the engine's gRPC address.

    Returns:
        An empty response if the program ran to its end, `bail` if it failed and the engine was told why.
    """
    # asyncio complains about tasks that a failed program leaves; the program's own error says more.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    directory = Path(request.info.program_directory or request.pwd or ".").resolve()
    reset_options(
        project=request.project,
        stack=request.stack,
        organization=request.organization or "organization",
        root_directory=request.info.root_directory or str(directory),
        parallel=request.parallel,
        preview=request.dryRun,
        engine_address=engine,
        monitor_address=request.monitor_address,
    )
    set_all_config(dict(request.config), list(request.configSecretKeys))
    try:
        with _environment(request, directory) as program:
            _run(lambda: _execute(program), request.parallel)
    except pulumi.RunError as error:
        log.error(str(error))
        return language_pb2.RunResponse(bail=True)
    except grpc.RpcError as error:
        # The engine ends its monitor when a resource fails, and has told the user why by then.
        if error.code() == grpc.StatusCode.UNAVAILABLE:
            return language_pb2.RunResponse()
        log.error(f"the engine refused a call: {error.details()}")
        return language_pb2.RunResponse(bail=True)
    except KeyboardInterrupt:
        return language_pb2.RunResponse(error="the program was interrupted")
    except SystemExit as error:
        return (
            language_pb2.RunResponse(error=f"the program exited with status {error.code}")
            if error.code
            else language_pb2.RunResponse()
        )
    except BaseException as error:
        log.error(shown(error, directory))
        return language_pb2.RunResponse(bail=True)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return language_pb2.RunResponse()


def shown(error: BaseException, directory: Path) -> str:
    """Give a program's error with its traceback, from the first line of the program on.

    Args:
        error: what the program raised.
        directory: where the program is; frames before the first one from there are the host's own and left out.
    """
    frame = error.__traceback__
    while frame is not None and not _is_program(frame.tb_frame.f_code.co_filename, directory):
        frame = frame.tb_next
    lines = traceback.format_exception(type(error), error, frame or error.__traceback__)
    return "".join(lines).rstrip()


def program_path(entry_point: str, directory: Path) -> Path:
    """Give the file to run: the project's `main` if it is a file, else `__main__.py` in the program's directory.

    Raises:
        pulumi.RunError: there is no such file.
    """
    named = directory / (entry_point or ".")
    path = named / "__main__.py" if named.is_dir() else named
    if not path.is_file():
        raise pulumi.RunError(f"{path}: there is no program; write it, or set `main` in Pulumi.yaml")
    return path


def _is_program(filename: str, directory: Path) -> bool:
    path = Path(filename)
    return path.is_relative_to(directory) and "site-packages" not in path.parts and path.name != Path(__file__).name


@contextlib.contextmanager
def _environment(request: language_pb2.RunRequest, directory: Path) -> Iterator[Path]:
    """Make the process look as if Python had been started on the program, and undo it."""
    program = program_path(request.info.entry_point or request.program, directory)
    before_path, before_arguments, before_directory = list(sys.path), list(sys.argv), Path.cwd()
    before_modules = set(sys.modules)
    os.chdir(directory)
    sys.argv = [str(program), *request.args]
    _use_environment(request, directory)
    sys.path.insert(0, str(program.parent))
    try:
        yield program
    finally:
        sys.path[:], sys.argv = before_path, before_arguments
        os.chdir(before_directory)
        for name in set(sys.modules) - before_modules:
            if _is_program(getattr(sys.modules[name], "__file__", None) or "", directory):
                del sys.modules[name]


def _use_environment(request: language_pb2.RunRequest, directory: Path) -> None:
    """Find packages of the project's own virtual environment first, if it has one that isn't this one."""
    fields = request.info.options.fields
    if "virtualenv" not in fields or not fields["virtualenv"].string_value:
        return
    root = Path(request.info.root_directory or directory)
    environment = (root / fields["virtualenv"].string_value).resolve()
    if environment == Path(sys.prefix).resolve() or not environment.is_dir():
        return
    packages = environment / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    if not packages.is_dir():
        raise pulumi.RunError(
            f"{root / 'Pulumi.yaml'}: runtime.options.virtualenv names {environment}, which is not for Python "
            f"{sys.version_info[0]}.{sys.version_info[1]}; make it again with that version, or leave the option out"
        )
    before = len(sys.path)
    site.addsitedir(str(packages))
    sys.path[:] = [*sys.path[before:], *sys.path[:before]]


def _execute(program: Path) -> None:
    runpy.run_path(str(program), run_name="__main__")


def _run(program: Callable[[], None], parallel: int) -> None:
    """Run a program in a stack, on an event loop of its own, and leave no task behind."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # The SDK registers each resource on the loop's executor; fewer threads than this would throttle the engine.
    loop.set_default_executor(ThreadPoolExecutor(max_workers=max(parallel, 1) * 4))
    try:
        loop.run_until_complete(run_in_stack(program))
    finally:
        # All at once, before the loop turns again: a program that was interrupted must not register what it had queued.
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left, timeout=LEFT_SECONDS))
        asyncio.set_event_loop(None)
        loop.close()


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
