"""The language host as the engine meets it: a process that prints a port, and the LanguageRuntime service behind it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import (
    engine_pb2,
    engine_pb2_grpc,
    language_pb2,
    language_pb2_grpc,
    resource_pb2,
    resource_pb2_grpc,
)

from sandbox.providers import engine_address, listen


@dataclass
class FakeEngine(engine_pb2_grpc.EngineServicer, resource_pb2_grpc.ResourceMonitorServicer):
    """The engine's side: takes messages and registrations."""

    logs: list[str] = field(default_factory=list)
    registered: list[tuple[str, str]] = field(default_factory=list)
    outputs: dict[str, object] = field(default_factory=dict)
    seen: threading.Event = field(default_factory=threading.Event)

    def Log(self, request: engine_pb2.LogRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:  # noqa: N802
        if request.severity == engine_pb2.ERROR:
            self.logs.append(request.message)
        elif request.message == "here I am":
            self.seen.set()
        return empty_pb2.Empty()

    def SupportsFeature(  # noqa: N802
        self, request: resource_pb2.SupportsFeatureRequest, context: grpc.ServicerContext
    ) -> resource_pb2.SupportsFeatureResponse:
        return resource_pb2.SupportsFeatureResponse(hasSupport=False)

    def RegisterResource(  # noqa: N802
        self, request: resource_pb2.RegisterResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterResourceResponse:
        self.registered.append((request.type, request.name))
        return resource_pb2.RegisterResourceResponse(urn=f"urn:pulumi:dev::p::{request.type}::{request.name}")

    def RegisterResourceOutputs(  # noqa: N802
        self, request: resource_pb2.RegisterResourceOutputsRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        self.outputs |= dict(request.outputs)
        return empty_pb2.Empty()


@pytest.fixture
def engine() -> Iterator[tuple[FakeEngine, str]]:
    fake = FakeEngine()

    def register(server: grpc.Server) -> None:
        engine_pb2_grpc.add_EngineServicer_to_server(fake, server)
        resource_pb2_grpc.add_ResourceMonitorServicer_to_server(fake, server)

    server, port = listen(register, threads=8)
    yield fake, f"127.0.0.1:{port}"
    server.stop(grace=None).wait()


@dataclass
class Host:
    """A running language host, and the engine that it talks to."""

    process: subprocess.Popen[str]
    runtime: language_pb2_grpc.LanguageRuntimeStub
    engine: FakeEngine
    address: str

    def run(self, directory: Path, **fields: object) -> language_pb2.RunResponse:
        info = language_pb2.ProgramInfo(
            root_directory=str(directory), program_directory=str(directory), entry_point="."
        )
        for key, value in fields.pop("options", {}).items():  # type: ignore[attr-defined]
            info.options[key] = value
        request = language_pb2.RunRequest(
            project="p",
            stack="dev",
            monitor_address=self.address,
            parallel=4,
            info=info,
            **fields,  # type: ignore[arg-type]
        )
        answer: language_pb2.RunResponse = self.runtime.Run(request, timeout=30)
        return answer


@pytest.fixture
def host(engine: tuple[FakeEngine, str], tmp_path: Path) -> Iterator[Host]:
    fake, address = engine
    command = [sys.executable, "-P", "-m", "sandbox.language_host", "-root=/nowhere", address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = process.stdout.readline().strip()
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield Host(process, language_pb2_grpc.LanguageRuntimeStub(channel), fake, address)
        finally:
            process.kill()


def program(tmp_path: Path, text: str) -> Path:
    (tmp_path / "__main__.py").write_text(text)
    return tmp_path


def test_program_runs_with_its_configuration_and_exports(host: Host, tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("VALUE = 'found'\n")
    text = """import os, sys, pulumi, beside
pulumi.export("size", pulumi.Config().require("size"))
pulumi.export("beside", beside.VALUE)
pulumi.export("where", os.path.samefile(os.getcwd(), os.path.dirname(os.path.abspath(sys.argv[0]))))
pulumi.export("name", __name__)
pulumi.export("preview", pulumi.runtime.is_dry_run())
"""
    answer = host.run(program(tmp_path, text), config={"p:size": "3"}, dryRun=True)
    assert (answer.error, answer.bail, host.engine.logs) == ("", False, [])
    assert host.engine.registered == [("pulumi:pulumi:Stack", "p-dev")]
    assert host.engine.outputs == {"size": "3", "beside": "found", "where": True, "name": "__main__", "preview": True}


def test_second_run_in_one_process_sees_the_changed_module(host: Host, tmp_path: Path) -> None:
    folder = program(tmp_path, "import pulumi, beside\npulumi.export('value', beside.VALUE)\n")
    for value in ("first", "second one"):
        (tmp_path / "beside.py").write_text(f"VALUE = {value!r}\n")
        host.run(folder)
        assert host.engine.outputs["value"] == value


def test_what_the_program_prints_is_passed_on_at_once(host: Host, tmp_path: Path) -> None:
    host.run(program(tmp_path, "import sys\nprint('to out')\nprint('to err', file=sys.stderr)\n"))
    assert host.process.stdout is not None
    assert host.process.stderr is not None
    assert host.process.stdout.readline() == "to out\n"
    assert host.process.stderr.readline() == "to err\n"


def test_run_error_is_its_message_alone(host: Host, tmp_path: Path) -> None:
    answer = host.run(program(tmp_path, "import pulumi\nraise pulumi.RunError('no such environment: prd')\n"))
    assert answer.bail
    assert host.engine.logs == ["no such environment: prd"]


@pytest.mark.parametrize(
    "text",
    [
        "def inner():\n    raise ValueError('wrong size')\n\ninner()\n",
        "import pulumi\n\n\npulumi.Output.from_input(1).apply(lambda _: [][1])\n",
        "raise (\n\n\nValueError('x'))\n",
    ],
)
def test_other_errors_show_the_programs_part_of_the_traceback(host: Host, tmp_path: Path, text: str) -> None:
    assert host.run(program(tmp_path, text)).bail
    (message,) = host.engine.logs
    assert message.splitlines()[1].startswith(
        f'  File "{tmp_path}/__main__.py", line 4' if "inner" in text or "apply" in text else "  File"
    )
    assert f"{tmp_path}/__main__.py" in message.splitlines()[1]
    assert "language_host" not in message


def test_syntax_error_names_file_and_line(host: Host, tmp_path: Path) -> None:
    assert host.run(program(tmp_path, "x = 1\ndef f(:\n")).bail
    assert f'{tmp_path}/__main__.py", line 2' in host.engine.logs[0]


@pytest.mark.parametrize(("code", "error"), [("0", ""), ("3", "the program exited with status 3")])
def test_exit_of_the_program_is_an_error_unless_it_is_zero(host: Host, tmp_path: Path, code: str, error: str) -> None:
    assert host.run(program(tmp_path, f"import sys\nsys.exit({code})\n")).error == error


def test_missing_program_is_named(host: Host, tmp_path: Path) -> None:
    assert host.run(tmp_path).bail
    assert host.engine.logs == [f"{tmp_path}/__main__.py: there is no program; write it, or set `main` in Pulumi.yaml"]


def test_cancel_interrupts_a_program_that_sleeps(host: Host, tmp_path: Path) -> None:
    folder = program(tmp_path, "import pulumi, time\npulumi.log.info('here I am')\ntime.sleep(25)\n")

    def cancel() -> None:
        host.engine.seen.wait(20)
        time.sleep(0.2)
        host.runtime.Cancel(empty_pb2.Empty())

    thread = threading.Thread(target=cancel)
    thread.start()
    began = time.monotonic()
    assert host.run(folder).error == "the program was interrupted"
    thread.join()
    assert time.monotonic() - began < 15


def test_packages_of_the_projects_own_environment_come_first(host: Host, tmp_path: Path) -> None:
    packages = tmp_path / "venv" / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "only_there.py").write_text("VALUE = 7\n")
    folder = program(tmp_path, "import pulumi, only_there\npulumi.export('value', only_there.VALUE)\n")
    host.run(folder, options={"virtualenv": "venv"})
    assert host.engine.outputs["value"] == 7


def test_environment_of_another_python_is_refused_by_name(host: Host, tmp_path: Path) -> None:
    (tmp_path / "venv" / "lib" / "python2.7" / "site-packages").mkdir(parents=True)
    assert host.run(program(tmp_path, ""), options={"virtualenv": "venv"}).bail
    assert f"names {tmp_path}/venv, which is not for Python" in host.engine.logs[0]


def test_environment_that_is_not_there_is_no_error(host: Host, tmp_path: Path) -> None:
    assert not host.run(program(tmp_path, ""), options={"virtualenv": "venv"}).bail


def test_host_says_what_it_is_and_that_nothing_is_to_be_installed(host: Host) -> None:
    about = host.runtime.About(language_pb2.AboutRequest())
    assert about.executable == sys.executable
    assert list(host.runtime.GetRequiredPackages(language_pb2.GetRequiredPackagesRequest()).packages) == []
    assert list(host.runtime.GetRequiredPlugins(language_pb2.GetRequiredPluginsRequest()).plugins) == []
    assert list(host.runtime.RuntimeOptionsPrompts(language_pb2.RuntimeOptionsRequest()).prompts) == []
    (line,) = host.runtime.InstallDependencies(language_pb2.InstallDependenciesRequest())
    assert b"Nothing to install" in line.stdout
    listed = host.runtime.GetProgramDependencies(language_pb2.GetProgramDependenciesRequest()).dependencies
    assert (
        host.runtime.GetPluginInfo(empty_pb2.Empty()).version == {item.name: item.version for item in listed}["pulumi"]
    )


def test_what_the_host_does_not_do_is_refused_by_name(host: Host) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        host.runtime.GenerateProject(language_pb2.GenerateProjectRequest())
    assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED
    assert str(caught.value.details()).startswith("GenerateProject: ")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_host_ends_quietly_when_the_engine_ends_it(host: Host, ending: signal.Signals) -> None:
    host.process.send_signal(ending)
    out, err = host.process.communicate(timeout=10)
    assert (host.process.returncode, out, err) == (0, "", "")


def test_host_ends_when_its_engine_was_killed(tmp_path: Path) -> None:
    script = f"exec 3>&1; {sys.executable} -P -m sandbox.language_host 127.0.0.1:1 >&3 & echo $!; wait"
    with subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, text=True) as engine:
        assert engine.stdout is not None
        identity = int(engine.stdout.readline())
        engine.stdout.readline()
        engine.kill()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and _runs(identity):
            time.sleep(0.1)
        assert not _runs(identity)


def _runs(identity: int) -> bool:
    try:
        os.kill(identity, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{identity}/status").read_text() if Path("/proc").exists() else True


def test_engines_address_is_the_argument_that_is_no_option() -> None:
    assert engine_address(["-root=/srv/p", "127.0.0.1:41234"]) == "127.0.0.1:41234"
    assert engine_address([]) == ""
