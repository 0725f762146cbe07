"""What holds for all unit tests."""

from __future__ import annotations

from hypothesis import settings

# No test is timed: on a busy machine a property that holds would fail by hypothesis' 200 ms an example.
settings.register_profile("slipway", deadline=None)
settings.load_profile("slipway")
