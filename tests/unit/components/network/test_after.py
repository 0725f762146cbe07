from __future__ import annotations

import pulumi
from pulumi.runtime import mocks
from pulumi.runtime.stack import run_pulumi_func
from pulumi.runtime.sync_await import _sync_await

from components.network.after import after


class Unmade(mocks.Mocks):
    """A preview's cloud: nothing has an id yet."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, object]]:
        return None, {}

    def call(self, args: mocks.MockCallArgs) -> dict[str, object]:  # type: ignore[override]
        raise AssertionError(args.token)


class Endpoint(pulumi.CustomResource):
    def __init__(self, name: str) -> None:
        super().__init__("aws:ec2/vpcEndpoint:VpcEndpoint", name, {})


def test_a_value_is_known_in_the_preview_that_adds_what_must_be_there_before_it_is_taken() -> None:
    seen: list[object] = []

    def build() -> None:
        endpoint = Endpoint("sts")
        ids = after(pulumi.Output.from_input(["subnet-1"]), [endpoint])

        async def look() -> bool:
            seen.extend([await ids.is_known(), await ids.future(), await ids.resources() == {endpoint}])
            return True

        waited: pulumi.Output[bool] = pulumi.Output.from_input(look())
        waited.apply(lambda known: known)

    mocks.set_mocks(Unmade(), project="slipway", stack="trial", preview=True)
    _sync_await(run_pulumi_func(build))
    assert seen == [True, ["subnet-1"], True]
