"""The environments that there are, and the namespace that each keeps its services in."""

from __future__ import annotations

from typing import Literal, TypeAlias

Environment: TypeAlias = Literal["local", "dev", "staging", "prod"]

# In the order in which a change travels; the values are the namespaces that Argo CD's Applications name.
NAMESPACES: dict[Environment, str] = {
    "local": "local",
    "dev": "development",
    "staging": "staging",
    "prod": "production",
}
