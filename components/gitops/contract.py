"""Is every annotation that a template reads one that a stack writes? `python -m components.gitops.contract [FILE…]`.

Without files it looks at every YAML file that Git knows here and at the add-ons that the stacks bring.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from components.complaints import nearest
from components.gitops.bridge import LABELS, PREFIX, bridge_keys
from components.gitops.template import Kind, Reading, readings
from toolchain.errors import SlipwayError

SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Fault:
    """One read of what no stack writes.

    Attributes:
        where: file, or stack and add-on, that holds the template.
        line: line in it, from 1; None if it has no lines.
        what: what is wrong.
        do: what to do about it.
    """

    where: str
    line: int | None
    what: str
    do: str

    def __str__(self) -> str:
        """Give the fault as one sentence that begins with the place."""
        return f"{self.where}{f':{self.line}' if self.line else ''}: {self.what}; {self.do}"


def known(kind: Kind) -> Mapping[str, str]:
    """Give the keys that every stack writes → what each means."""
    return LABELS if kind == "labels" else bridge_keys()


def faults(text: str, where: str, *, lines: bool = True) -> list[Fault]:
    """Find what a text's templates read that no stack writes, or that can't be told without running them.

    Args:
        text: YAML or JSON with templates in it.
        where: what to call it.
        lines: whether a line means something to the reader.

    Example:
        >>> for fault in faults('{{ index .metadata.annotations "slipway.dev/vpcid" }}', "set.yaml"):
        ...     print(fault)
        set.yaml:1: no stack writes the annotation slipway.dev/vpcid; did you mean slipway.dev/vpc-id?
    """
    return [
        Fault(where, reading.line if lines else None, *wrong)
        for reading in readings(text)
        if (wrong := _wrong(reading)) is not None
    ]


def _wrong(reading: Reading) -> tuple[str, str] | None:
    one, keys = reading.kind.removesuffix("s"), known(reading.kind)
    if reading.key is None:
        written = " ".join(reading.written.split())
        return f"{written} reads {reading.kind} that only a run would tell", f"name the {one}'s key in the template"
    if reading.key in keys and not reading.dotted:
        return None
    # Bare words can be meant for keys of ours: `vpc_id`, `vpcId`.
    near = reading.key if reading.key in keys else _nearest(reading.key, keys)
    hint = (
        f"did you mean {near}?"
        if near
        else f"the keys are listed in docs/reference/bridge.md; ours begin with {PREFIX}"
    )
    if reading.dotted:
        read = f'{{{{ index .metadata.{reading.kind} "{near or PREFIX + reading.key}" }}}}'
        return f"a field can't name the {one} {reading.key}, since its key has a slash", f"write {read}"
    return f"no stack writes the {one} {reading.key}", hint


def _nearest(key: str, keys: Iterable[str]) -> str | None:
    short = {one.removeprefix(PREFIX): one for one in keys}
    near = nearest(key.removeprefix(PREFIX), list(short))
    return short[near] if near else None


def addon_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Give, for each add-on of each stack, what to call it and the spec of its ApplicationSet as JSON.

    Args:
        folder: where the stack files are.

    Raises:
        SlipwayError: a stack's file is wrong.
    """
    from components.config import read_environment
    from components.gitops.addon import addon_set_spec
    from components.wiring import addons_of

    for file in sorted(folder.glob("Pulumi.*.yaml")):
        stack = file.name.removeprefix("Pulumi.").removesuffix(".yaml")
        for addon in addons_of(read_environment(stack, folder)):
            # Escaped quotes would hide the keys.
            text = "\n".join(_strings(addon_set_spec(addon, stack=stack)))
            yield f"add-on {addon.name} of stack {stack}", text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from (str(key), *_strings(item))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


def readers(texts: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Give annotation → the names, each once, of the texts that read it."""
    found: dict[str, list[str]] = {key: [] for key in bridge_keys()}
    for name, text in texts:
        for reading in readings(text):
            if reading.kind == "annotations" and reading.key in found and name not in found[reading.key]:
                found[reading.key].append(name)
    return found


def _read(file: str) -> str:
    try:
        text = Path(file).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise SlipwayError(f"cannot be read ({error})", where=file, do="name a file of text") from None
    # JSON hides the quotes of a template; line for line it is the same text without its backslashes.
    return text.replace('\\"', '"') if file.endswith(".json") else text


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        raise SlipwayError("this folder is no checkout", do="run it in one, or name the files")
    return [name for name in listed.stdout.split("\0") if name.endswith(SUFFIXES) and Path(name).is_file()]


def main(arguments: list[str]) -> int:
    """Look at files, or at the whole repository, and tell each fault.

    Returns:
        Exit status: 0 all is well, 1 a template reads what no stack writes, 2 it could not be judged.
    """
    try:
        texts = [(file, _read(file)) for file in arguments or _tracked()]
        addons = [] if arguments else list(addon_texts(Path("stacks")))
    except SlipwayError as error:
        print(error, file=sys.stderr)
        return 2
    found = [fault for file, text in texts for fault in faults(text, file)]
    found += [fault for name, text in addons for fault in faults(text, name, lines=False)]
    for fault in found:
        print(fault)
    if not arguments:
        unread = [key for key, names in readers([*texts, *addons]).items() if not names]
        if unread:
            print(f"warning: nothing reads {', '.join(unread)}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
