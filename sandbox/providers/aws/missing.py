"""What stands for nothing: a reference that leads nowhere, an input that was not given."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Missing(Enum):
    """The type of MISSING: what a reference to nothing gives."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
