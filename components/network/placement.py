"""Whether a region has what a network asks for, and whether nodes could live in it."""

from __future__ import annotations

from components.model import refusal
from components.network.config import InterfaceEndpoint, NatGateways, NetworkConfig
from components.regions import ZONE_LETTERS

NOT_OFFERED: dict[str, frozenset[InterfaceEndpoint]] = {
    "ap-southeast-5": frozenset({InterfaceEndpoint.EKS}),
    "ap-southeast-7": frozenset({InterfaceEndpoint.EKS}),
    "mx-central-1": frozenset({InterfaceEndpoint.EKS}),
}
"""Region → interface endpoints that AWS does not offer there (EKS user guide, "Access Amazon EKS using AWS
PrivateLink", on the availability in regions)."""

NODES_NEED = (
    InterfaceEndpoint.EC2,
    InterfaceEndpoint.ECR_API,
    InterfaceEndpoint.ECR_DKR,
    InterfaceEndpoint.STS,
    InterfaceEndpoint.EKS_AUTH,
)
"""Without them a node that has no other way out can't get an address for a pod, an image, or a role (EKS user guide,
"Deploy private clusters with limited internet access"); the network plugin's own role comes by Pod Identity, which asks
eks-auth, so without that one no node becomes ready."""


def check_placement(config: NetworkConfig, region: str, *, at: tuple[str | int, ...] = ()) -> None:
    """Refuse a network that its region can't give, or in which no node could start.

    Args:
        config: the network's shape.
        region: one of `components.regions`.
        at: path to the network's section, for the error.

    Raises:
        PydanticCustomError: a refusal that names the key.
    """
    letters = ZONE_LETTERS[region]
    for index, zone in enumerate(config.zones):
        if zone not in letters:
            raise refusal(
                f"{region} has no zone {zone!r}", at=(*at, "zones", index), do=f"its zones are {', '.join(letters)}"
            )
    endpoints, key = config.interface_endpoints, (*at, "interfaceEndpoints")
    missing = [endpoint for endpoint in endpoints if endpoint in NOT_OFFERED.get(region, ())]
    if missing:
        rest = ", ".join(endpoint for endpoint in endpoints if endpoint not in missing)
        raise refusal(f"{region} has no interface endpoint for {', '.join(missing)}", at=key, do=f"write [{rest}]")
    lacking = [endpoint for endpoint in NODES_NEED if endpoint not in endpoints]
    if config.nat_gateways is NatGateways.NONE and lacking:
        raise refusal(
            f"without NAT nodes reach {', '.join(lacking)} by interface endpoints alone, and they are not named",
            at=key,
            do="add them, or take natGateways: single",
        )
