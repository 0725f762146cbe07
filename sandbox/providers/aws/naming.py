"""Names for resources that the program left unnamed, made as the real provider makes them."""

from __future__ import annotations

import hashlib

from sandbox.providers.aws.errors import BadInput
from sandbox.providers.aws.protocol import Autonaming, Naming, Subject
from sandbox.providers.aws.rows import Name
from sandbox.providers.aws.wire import UNKNOWN, Properties, Value

_HEX = 7


def _suffix(seed: bytes, subject: Subject) -> str:
    import secrets

    # The engine's seed makes preview and update agree on the name; without one any suffix will do.
    return hashlib.sha256(seed + subject.urn.encode()).hexdigest()[:_HEX] if seed else secrets.token_hex(4)[:_HEX]


def named(
    name: Name, subject: Subject, old: Properties, new: Properties, seed: bytes, naming: Autonaming | None
) -> Value:
    """Give the physical name of a resource.

    Args:
        name: the type's rule.
        subject: the resource.
        old: its inputs of last time; a name made then is kept.
        new: its inputs of now.
        seed: the engine's random seed for this resource.
        naming: the engine's wish, from `pulumi:autonaming`.

    Raises:
        BadInput: the name would be longer than AWS allows, or the stack's configuration forbids made names.
    """
    given = new.get(name.property)
    if given is not None:
        return given
    prefix = new.get(name.prefix) if name.prefix else None
    if prefix is UNKNOWN:
        return UNKNOWN
    beginning = str(prefix) if prefix is not None else f"{name.beginning}{subject.name}-"
    kept = old.get(name.property)
    ending = name.suffix[1] if name.suffix and new.get(name.suffix[0]) is True else ""
    if (
        isinstance(kept, str)
        and (prefix is None or (kept.startswith(beginning) and prefix == old.get(name.prefix or "")))
        and kept.endswith(ending)
    ):
        return kept
    if naming is not None and prefix is None and naming.mode is Naming.DISABLE:
        raise BadInput(
            f"has no {name.property}, and the stack's pulumi:autonaming forbids made names",
            where=subject.urn,
            do=f"give it a {name.property}",
        )
    if naming is not None and prefix is None and naming.proposed:
        made = naming.proposed
    else:
        made = beginning + _suffix(seed, subject)
    made = (made.lower() if name.lower else made) + ending
    if len(made) > name.longest:
        raise BadInput(
            f"the made {name.property} {made!r} has {len(made)} characters, AWS allows {name.longest}",
            where=subject.urn,
            do=f"give it a shorter name, or a {name.property}",
        )
    return made
