"""How long is the cold build of each tool, as its cache entry says it took?

The figures are of the builds that filled the cache: `rm -rf` it (or set SLIPWAY_CACHE to an empty folder) and `make up`
first, on an idle machine, for figures of a cold build.
"""

from __future__ import annotations

from bench.measure import Figure
from toolchain import catalog
from toolchain.entries import all_built
from toolchain.places import Places


def measure() -> list[Figure]:
    """Read what each build took; packages that an earlier tool of the module had compiled are not compiled again."""
    places = Places.here()
    tools = {name: tool for name, tool in catalog.load(places.tools).items() if isinstance(tool, catalog.GoTool)}
    newest: dict[str, tuple[str, Figure]] = {}
    for built in all_built(places, tools):
        what = f"{built.name} {built.version}: {built.packages} packages, {built.size_bytes / 1e6:.0f} MB"
        if built.name not in newest or newest[built.name][0] < built.built_at:
            newest[built.name] = (built.built_at, Figure(what, "s", (built.seconds,)))
    return [newest[name][1] for name in tools if name in newest]
