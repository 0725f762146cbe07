"""Running one Pulumi program in this process, as `python __main__.py` would, but for the engine."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import runpy
import site
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pulumi
from pulumi import log
from pulumi.runtime import reset_options, run_in_stack, set_all_config
from pulumi.runtime.proto import language_pb2

#: How long tasks that a failed program leaves have to end.
LEFT_SECONDS = 1.0


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
    return path.is_relative_to(directory) and "site-packages" not in path.parts and path.parent != Path(__file__).parent


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
