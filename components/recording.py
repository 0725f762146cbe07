"""Running the project's program in this process with a recorder where the engine would be."""

from __future__ import annotations

import asyncio
import json
import logging
import runpy
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import mocks, rpc, set_all_config
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.settings import configure
from pulumi.runtime.stack import run_in_stack

from components.answers import FUNCTIONS, made_up_id, resource_answer
from components.config import STACKS
from components.engine import PROJECT
from components.recorded import SECRET, UNKNOWN, ProgramFailed, RecordedResource, Recording
from components.stack_file import Value, read_stack_file, stack_path

PROGRAM = Path("__main__.py")
STACK_TYPE = "pulumi:pulumi:Stack"

_OPTIONS = ("protect", "retainOnDelete", "deleteBeforeReplace", "ignoreChanges", "replaceOnChanges", "deletedWith")


class Recorder(mocks.MockMonitor):
    """Answers what the engine would be asked, and keeps it.

    Args:
        stack: name of the stack.
        region: its AWS region.
    """

    def __init__(self, stack: str, region: str) -> None:
        super().__init__(_Unused())
        self._stack = stack
        self._region = region
        self._lock = threading.Lock()
        self.kept: dict[str, RecordedResource] = {}
        self.exports: dict[str, Any] = {}

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Give a URN as the engine makes it, which leaves the stack out of the types."""
        above = parent.split("::")[2] if parent else ""
        kinds = type_ if above in ("", STACK_TYPE) else f"{above}${type_}"
        return f"urn:pulumi:{self._stack}::{PROJECT}::{kinds}::{name}"

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Keep a resource and answer as a provider does in a preview, with made-up ids."""
        urn = self.make_urn(request.parent, request.type, request.name)
        inputs = json_format.MessageToDict(request.object)
        if request.type == STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        self._keep(urn, request, inputs, component=not request.custom)
        if not request.custom:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        return resource_pb2.RegisterResourceResponse(
            urn=urn, id=made_up_id(request.type, request.name), object=self._answer(request, inputs)
        )

    def ReadResource(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Keep a resource that the program only looks at."""
        urn = self.make_urn(request.parent, request.type, request.name)
        inputs = json_format.MessageToDict(request.properties)
        self._keep(urn, request, {**inputs, "id": request.id}, component=False)
        return resource_pb2.ReadResourceResponse(urn=urn, properties=self._answer(request, inputs))

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Keep what the stack exports; a component's outputs are its children's."""
        if f"::{STACK_TYPE}::" in request.urn:
            self.exports = _plain(json_format.MessageToDict(request.outputs))
        return empty_pb2.Empty()

    def Invoke(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Answer a look-up that has a row; refuse any other by its name."""
        answer = FUNCTIONS.get(request.tok)
        if answer is None:
            raise pulumi.RunError(
                f"the program looks up {request.tok}, which has no answer without a cloud; "
                "add its row to components/answers.py"
            )
        told = answer(_plain(json_format.MessageToDict(request.args)), self._region)
        # `return` is a word of Python's, so it can't be written as a keyword.
        return json_format.ParseDict({"return": told}, resource_pb2.ResourceInvokeResponse())

    def _answer(self, request: Any, inputs: Mapping[str, Any]) -> struct_pb2.Struct:
        told = {**resource_answer(request.type, request.name, _plain(inputs), self._region), **inputs}
        return json_format.ParseDict(told, struct_pb2.Struct())

    def _keep(self, urn: str, request: Any, inputs: dict[str, Any], *, component: bool) -> None:
        options = {}
        for name in _OPTIONS:
            value = getattr(request, name, None)
            if value:
                options[name] = value if isinstance(value, bool | str) else list(value)
        made = RecordedResource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent="" if f"::{STACK_TYPE}::" in request.parent else request.parent,
            component=component,
            inputs=_plain(inputs),
            dependencies=tuple(sorted(set(request.dependencies))),
            property_dependencies={
                name: tuple(sorted(set(found.urns)))
                for name, found in sorted(getattr(request, "propertyDependencies", {}).items())
                if found.urns
            },
            provider=request.provider.rpartition("::")[0],
            options=options,
        )
        with self._lock:
            if urn in self.kept:
                raise pulumi.RunError(f"{urn}: is registered twice; give one of the two another name")
            self.kept[urn] = made


class _Unused(mocks.Mocks):
    """What the recorder's base wants and never asks."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        raise AssertionError(args.typ)

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise AssertionError(args.token)


def record(stack: str) -> Recording:
    """Run the program of the current folder for a stack and give what it registers.

    It can be done once in a process, since Pulumi's runtime knows one stack at a time.

    Raises:
        ConfigurationError: there is no such stack, or its file can't be read.
        ProgramFailed: there is no program, or it failed.
    """
    if not PROGRAM.is_file():
        raise ProgramFailed("there is no program", where=str(PROGRAM.resolve()), do="go to a checkout that has one")
    config, secrets = config_of(stack)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    logging.getLogger().setLevel(logging.ERROR)
    recorder = Recorder(stack, config.get("aws:region", ""))
    features = recorder.GetDeploymentInfo(empty_pb2.Empty()).supportedFeatures  # type: ignore[no-untyped-call]
    configure(
        mocks.MockSettings(  # type: ignore[no-untyped-call]
            monitor=recorder,
            monitor_features=set(features),
            engine=mocks.MockEngine(None),
            project=PROJECT,
            stack=stack,
            dry_run=True,
            organization="organization",
        )
    )
    set_all_config(config, secrets)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(run_in_stack(_run_program))
    except Exception as error:
        if isinstance(error, pulumi.RunError):
            raise ProgramFailed(" ".join(str(error).split())) from None
        traceback.print_exception(error)
        said = str(error).strip().splitlines()
        raise ProgramFailed(f"{type(error).__name__}: {said[-1]}" if said else type(error).__name__) from error
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return Recording(stack, tuple(recorder.kept[urn] for urn in _by_family(recorder.kept)), recorder.exports)


def _run_program() -> None:
    runpy.run_path(str(PROGRAM), run_name="__main__")


def config_of(stack: str) -> tuple[dict[str, str], list[str]]:
    """Give a stack's configuration as the engine hands it to a program, and the keys that hold secrets.

    A secret can't be read without its key, so `[secret]` stands for each.
    """
    content = read_stack_file(stack_path(stack, STACKS)).content
    given = content.get("config") if isinstance(content, dict) else None
    config, secrets = {}, []
    for key, value in (given if isinstance(given, dict) else {}).items():
        full = key if ":" in key else f"{PROJECT}:{key}"
        shown = _without_ciphers(value)
        if shown != value:
            secrets.append(full)
        config[full] = shown if isinstance(shown, str) else json.dumps(shown)
    return config, secrets


def _without_ciphers(value: Value) -> Value:
    if isinstance(value, dict):
        if set(value) == {"secure"}:
            return "[secret]"
        return {key: _without_ciphers(one) for key, one in value.items()}
    return [_without_ciphers(one) for one in value] if isinstance(value, list) else value


def _by_family(kept: Mapping[str, RecordedResource]) -> list[str]:
    """Order URNs by the names of their ancestors, so that parents precede children and the order is always the same."""

    def lineage(urn: str) -> tuple[tuple[str, str], ...]:
        one = kept[urn]
        above = lineage(one.parent) if one.parent in kept else ()
        return (*above, (one.type, one.name))

    return sorted(kept, key=lineage)


def _plain(value: Any) -> Any:
    """Give a value of the engine's protocol as plain data: whole numbers as such, unknowns and secrets marked."""
    if isinstance(value, dict):
        kind = value.get(rpc._special_sig_key)
        if kind == rpc._special_secret_sig:
            return {SECRET: _plain(value["value"])}
        if kind == rpc._special_resource_sig:
            return value["urn"]
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return UNKNOWN if value == rpc.UNKNOWN else value
