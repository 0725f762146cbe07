"""Moto's EC2 made lighter, and made whole where our stacks need what it leaves out."""

from __future__ import annotations

import sys
from typing import Any

from sandbox.aws.endpoints import complete_endpoints
from sandbox.aws.launch_templates import complete_launch_templates
from sandbox.aws.vpc import complete_vpcs


class _Offerings(dict[str, Any]):
    """Which instance types each region offers at one kind of place, read when a region is first asked for.

    Moto reads all of them when it is imported: 75 MB for what the sandbox hardly ever asks.
    """

    def __init__(self, kind: str, regions: set[str]) -> None:
        super().__init__()
        self._kind = kind
        self._regions = regions

    def __contains__(self, region: object) -> bool:
        return region in self._regions

    def __missing__(self, region: str) -> Any:
        from moto.utilities.utils import load_resource

        found = load_resource(f"ec2/resources/instance_type_offerings/{self._kind}/{region}.json")
        for offering in found:
            offering["LocationType"] = self._kind
        self[region] = found
        return found


def import_ec2() -> None:
    """Import moto's EC2 without its tables of offerings; does nothing where EC2 has been imported already."""
    if "moto.ec2.models.instance_types" in sys.modules:
        return
    from moto.utilities import utils

    plain = utils.load_resource
    utils.load_resource = lambda resource: [] if "instance_type_offerings" in resource else plain(resource)
    try:
        from moto.ec2.models import instance_types
    finally:
        utils.load_resource = plain
    instance_types.load_resource = plain
    for kind, regions in list(instance_types.INSTANCE_TYPE_OFFERINGS.items()):
        instance_types.INSTANCE_TYPE_OFFERINGS[kind] = _Offerings(kind, set(regions))


def complete_ec2() -> None:
    """Mend moto's EC2, once in this process; call it before EC2 answers its first request."""
    import_ec2()
    from moto.ec2.models import EC2Backend

    if hasattr(EC2Backend, "slipway_complete"):
        return
    complete_endpoints(EC2Backend)
    complete_launch_templates(EC2Backend)
    complete_vpcs(EC2Backend)
    EC2Backend.slipway_complete = True
