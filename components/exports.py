"""Public names of a folder that are imported on first use.

A component imports pulumi and pulumi_aws (about a second); the models and the arithmetic beside it do not. So a
folder's `__init__.py` names all of them and this decides when each is really imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def on_first_use(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Give a module's `__getattr__` that imports each public name when somebody asks for it.

    Args:
        package: the package whose `__init__.py` this is (`__name__`).
        homes: public name → module inside the package that defines it.

    Raises:
        AttributeError: (by what is returned) the name is not a public one.
    """

    def attribute(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return attribute
