"""What people set of the gate, in policies/settings.yaml; read by its model once for each state of the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policies.errors import RuleError

SETTINGS = Path("policies/settings.yaml")
"""Where settings are, from the checkout's folder."""

FORM = "1"
"""Changes when the same file means something else."""

LARGEST_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Set:
    """What is set.

    Args:
        rego: `data.slipway.settings`: only what was set, since the rules know their own defaults.
        excluded: patterns of paths that are not judged, each with the reason.
    """

    rego: Mapping[str, Any] = field(default_factory=dict)
    excluded: Mapping[str, str] = field(default_factory=dict)


def read_settings(path: Path, cache: Path) -> Set:
    """Give what is set; nothing where there is no such file.

    Args:
        path: the file.
        cache: the gate's folder of the shared cache.

    Raises:
        RuleError: it can't be read, or a key or value is none of `SettingsFile`; the key is named.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        return Set()
    except OSError as error:
        raise RuleError(f"can't be read ({error.strerror})", where=str(path), do="mend its permissions") from error
    if len(content) > LARGEST_BYTES:
        raise RuleError(f"is larger than {LARGEST_BYTES} bytes", where=str(path), do="take out what is no setting")
    kept = cache / "settings" / f"{hashlib.blake2b(FORM.encode() + content, digest_size=16).hexdigest()}.json"
    try:
        told = json.loads(kept.read_bytes())
        return Set(told["rego"], told["excluded"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    from policies.gate.settings_file import parsed
    from toolchain.files import write_whole

    made = parsed(content, str(path))
    write_whole(kept, json.dumps({"rego": made.rego, "excluded": made.excluded}))
    return made
