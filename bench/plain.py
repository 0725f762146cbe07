"""A graph as the plain Pulumi program that a person without components would write: same resources, inputs, references.

What one resource's input takes from another's output is found by value: an id, ARN or name that an input holds, whole
or inside a longer text, of one of the resources that the engine was told it depends on.
"""

from __future__ import annotations

import base64
import binascii
import importlib.metadata
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from components.recorded import SECRET

HEAD = '''"""Written by bench/plain.py."""

import base64

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes


def b64(text):
    return pulumi.Output.from_input(text).apply(lambda known: base64.b64encode(known.encode()).decode())


'''
_SITE = Path(str(importlib.metadata.distribution("pulumi-aws").locate_file("")))
_SIGNATURE = "4dabf18193072939515e22adb298388d"
"""Key of what is a secret in a state (sdk/go/common/resource/sig.Key)."""
PROVIDER = "pulumi:providers:"
INSIDE = 6
"""Characters from which on an output is looked for inside longer texts."""
_FIRST = ("id", "arn", "name")
"""Outputs that are taken before others of the same value."""


@dataclass(frozen=True)
class Declared:
    """One resource of a graph, with what it answered.

    Args:
        urn: its URN.
        type: its type token.
        name: its name in the program.
        parent: its parent's URN.
        component: whether it is a component.
        inputs: property → value.
        outputs: property → value, `id` among them.
        uses: property → URNs of the resources whose outputs are in it.
        dependencies: URNs that it depends on.
        provider: URN of its provider; empty for the default one.
        options: protect and the like.
    """

    urn: str
    type: str
    name: str
    parent: str = ""
    component: bool = False
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    uses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dependencies: Sequence[str] = ()
    provider: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def of_state(resources: Sequence[Mapping[str, Any]]) -> list[Declared]:
    """Read the resources of `pulumi stack export`."""
    return [
        Declared(
            one["urn"],
            one["type"],
            one["urn"].split("::", 3)[3],
            "" if "::pulumi:pulumi:Stack::" in one.get("parent", "") else one.get("parent", ""),
            not one.get("custom", False),
            one.get("inputs", {}),
            {**one.get("outputs", {}), "id": one.get("id", "")},
            one.get("propertyDependencies") or {},
            one.get("dependencies") or (),
            one.get("provider", "").rpartition("::")[0],
        )
        for one in resources
        if one["type"] != "pulumi:pulumi:Stack" and "::default" not in one["urn"]
    ]


def program(declared: Sequence[Declared], *, components: bool = False) -> str:
    """Write a graph as a program.

    Args:
        declared: its resources.
        components: whether components are registered and resources put in them, so that each URN stays what it was.
    """
    kept = [one for one in declared if components or not one.component]
    names = {one.urn: f"r{number}" for number, one in enumerate(kept)}
    by_urn = {one.urn: one for one in kept}
    lines = [_line(one, names, by_urn, components) for one in _in_order(kept)]
    return HEAD + "\n".join(lines) + "\n"


def _in_order(declared: Sequence[Declared]) -> Iterator[Declared]:
    """Give each resource after those it depends on, its parent and its provider."""
    by_urn = {one.urn: one for one in declared}
    done: set[str] = set()

    def visit(one: Declared) -> Iterator[Declared]:
        if one.urn in done:
            return
        done.add(one.urn)
        for urn in (one.parent, one.provider, *one.dependencies):
            if urn in by_urn:
                yield from visit(by_urn[urn])
        yield one

    for one in declared:
        yield from visit(one)


def _line(one: Declared, names: Mapping[str, str], by_urn: Mapping[str, Declared], components: bool) -> str:
    arguments = [repr(one.name)]
    if one.component:
        arguments = [repr(one.type), repr(one.name), "None"]
    else:
        known, defaults = parameters(one.type), one.inputs.get("__defaults", ())
        for key, value in one.inputs.items():
            if key.startswith("__") or key in defaults or (known and key not in known):
                continue
            if key == "version" and one.type.startswith(PROVIDER):
                continue
            used = [by_urn[urn] for urn in one.uses.get(key, ()) if urn in by_urn]
            found = sorted(output for user in used for output in _outputs(user, names[user.urn]))
            # A provider's configuration travels as text.
            plain = value == "true" if one.type.startswith(PROVIDER) and value in ("true", "false") else value
            word = _expression(plain, [(text, path) for _, _, text, path in found])
            arguments.append(f"{known.get(key, _snake(key))}={word}")
    options = [f"{_snake(key)}={value!r}" for key, value in one.options.items()]
    if components and one.parent in names:
        options.append(f"parent={names[one.parent]}")
    if one.provider in names:
        options.append(f"provider={names[one.provider]}")
    waits = [names[urn] for urn in one.dependencies if urn in names and urn not in _used(one)]
    if waits:
        options.append(f"depends_on=[{', '.join(waits)}]")
    if options:
        arguments.append(f"opts=pulumi.ResourceOptions({', '.join(options)})")
    return f"{names[one.urn]} = {_class(one)}({', '.join(arguments)})"


def _used(one: Declared) -> set[str]:
    return {urn for urns in one.uses.values() for urn in urns}


def _class(one: Declared) -> str:
    """Give a resource's class as the program writes it."""
    if one.component:
        return "pulumi.ComponentResource"
    if one.type.startswith(PROVIDER):
        return f"{one.type.removeprefix(PROVIDER)}.Provider"
    package, module, name = one.type.split(":")
    if package == "aws":
        module = module.removesuffix("/" + name[0].lower() + name[1:])
    else:
        # The SDK calls a group of Kubernetes' own by its first word: storage.k8s.io is `storage`.
        group, _, version = module.partition("/")
        module = f"{group.partition('.')[0] if group.endswith('.k8s.io') else group}/{version}"
    where = f"{package}.{module.replace('/', '.')}"
    known = package == "aws" or (_SITE / f"pulumi_{where.replace('.', '/')}").is_dir()
    return f"{where}.{name}" if known else "kubernetes.apiextensions.CustomResource"


@cache
def parameters(kind: str) -> dict[str, str]:
    """Give property → argument's name of a type of AWS; none of others, whose names follow the rule.

    They are read from the text of pulumi_aws, since importing one type imports its whole service.
    """
    if not kind.startswith("aws:"):
        return {}
    text = _source(kind)
    signature = text[text.index("    def _internal_init(") :]
    signature = signature[: signature.index("):")]
    return {_camel(argument): argument for argument in re.findall(r"^ +(\w+): ", signature, re.MULTILINE)}


@cache
def _source(kind: str) -> str:
    service, _, module = kind.split(":")[1].partition("/")
    return (_SITE / "pulumi_aws" / service / f"{_snake(module)}.py").read_text()


def _gives(kind: str, output: str) -> bool:
    """Tell whether a type has an output; AWS's made-up answers may say more than it has."""
    return output == "id" or not kind.startswith("aws:") or f"    def {output}(self) -> pulumi.Output[" in _source(kind)


def _outputs(one: Declared, name: str) -> Iterator[tuple[int, int, str, str]]:
    """Give what others may use of a resource: rank, the longest and then the likeliest first; text; expression."""
    for key, value in one.outputs.items():
        if key == "tags" or not _gives(one.type, _snake(key)):
            continue
        # What was asked of it is not what it is used for, unless that is its name.
        likely = 0 if key in _FIRST else 2 if key in one.inputs else 1
        for text, path in _texts(value, f".{_snake(key)}"):
            if likely == 2 and text.isalpha():
                # A word such as "secrets" stands in others' texts by itself.
                continue
            yield -len(text), likely, text, name + path
    if isinstance(one.outputs.get("latestVersion"), int):
        text = str(one.outputs["latestVersion"])
        yield -len(text), 0, text, f"{name}.latest_version.apply(str)"


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value:
        yield value, path
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if re.fullmatch(r"[A-Za-z]\w*", key):
                yield from _texts(item, f"{path}.{_snake(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")


def _expression(value: object, known: list[tuple[str, str]]) -> str:
    if isinstance(value, Mapping):
        if set(value) == {SECRET}:
            return f"pulumi.Output.secret({_expression(value[SECRET], known)})"
        if _SIGNATURE in value:
            return f"pulumi.Output.secret({_expression(json.loads(value.get('plaintext', '{}')), known)})"
        return "{" + ", ".join(f"{key!r}: {_expression(item, known)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(_expression(item, known) for item in value)}]"
    return _text(value, known) if isinstance(value, str) else repr(value)


def _text(text: str, known: list[tuple[str, str]]) -> str:
    for output, path in known:
        if output == text:
            return path
    parts = _parts(text, [(output, path) for output, path in known if len(output) >= INSIDE])
    if len(parts) > 1:
        return f"pulumi.Output.concat({', '.join(parts)})"
    if known and len(text) >= 16 and (decoded := _decoded(text)):
        word = _text(decoded, known)
        return f"b64({word})" if word != repr(decoded) else repr(text)
    return repr(text)


def _parts(text: str, known: list[tuple[str, str]]) -> list[str]:
    """Give a text as literals and outputs in their order."""
    for output, path in known:
        before, found, after = text.partition(output)
        if found:
            return [*(_parts(before, known) if before else []), path, *(_parts(after, known) if after else [])]
    return [repr(text)]


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", key).lower()


def _camel(argument: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda found: found.group(1).upper(), argument)
