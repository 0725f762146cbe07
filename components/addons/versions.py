"""Versions of EKS's add-ons for each minor version of Kubernetes.

kube-proxy and CoreDNS are built for a minor; the others run on several, and have one version for all of them here. A
minor is here once EKS offers it and its kube-proxy and CoreDNS are published.

Sources, read on 2026-11-24:
    kube-proxy, coredns: EKS user guide, the tables of "Manage kube-proxy in Amazon EKS clusters" and "Manage CoreDNS
        for DNS in Amazon EKS clusters".
    The others: answers of `aws eks describe-addon-versions --kubernetes-version MINOR --addon-name NAME` and clusters'
        configurations that others published from August 2026 on; the guide keeps no table of them by minor.
        vpc-cni: seen as the default of 1.35, as available only on 1.34 and 1.36, not at all on 1.33.
        aws-ebs-csi-driver, metrics-server: seen as the default of 1.35 only; on 1.36 as available.
        eks-pod-identity-agent: seen as available only, on 1.35 and 1.36.
    Before a minor that isn't 1.35 goes to an account, ask that command; what it says instead goes into
    `slipway:addons.versions` or this table.
EKS offers no 1.37 by that date.
"""

from __future__ import annotations

from collections.abc import Mapping

VPC_CNI = "vpc-cni"
KUBE_PROXY = "kube-proxy"
COREDNS = "coredns"
EBS_CSI = "aws-ebs-csi-driver"
POD_IDENTITY_AGENT = "eks-pod-identity-agent"
METRICS_SERVER = "metrics-server"

EKS_ADDONS = (VPC_CNI, KUBE_PROXY, POD_IDENTITY_AGENT, COREDNS, EBS_CSI, METRICS_SERVER)
"""Names of the add-ons that EKS itself installs, in the order in which a cluster needs them."""

_ANY_MINOR = {
    VPC_CNI: "v1.22.4-eksbuild.3",
    POD_IDENTITY_AGENT: "v1.3.10-eksbuild.3",
    EBS_CSI: "v1.63.1-eksbuild.1",
    METRICS_SERVER: "v0.9.0-eksbuild.5",
}

ADDON_VERSIONS: Mapping[str, Mapping[str, str]] = {
    "1.33": {**_ANY_MINOR, KUBE_PROXY: "v1.33.10-eksbuild.13", COREDNS: "v1.12.4-eksbuild.18"},
    "1.34": {**_ANY_MINOR, KUBE_PROXY: "v1.34.6-eksbuild.13", COREDNS: "v1.13.2-eksbuild.11"},
    "1.35": {**_ANY_MINOR, KUBE_PROXY: "v1.35.3-eksbuild.13", COREDNS: "v1.14.3-eksbuild.3"},
    "1.36": {**_ANY_MINOR, KUBE_PROXY: "v1.36.0-eksbuild.14", COREDNS: "v1.14.3-eksbuild.3"},
}
"""Minor version of Kubernetes → add-on → its version."""


def addon_versions(minor: str, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the version of each add-on for a minor version of Kubernetes.

    Args:
        minor: e.g. "1.35".
        chosen: versions that go before the table's (`slipway:addons.versions`).

    Raises:
        KeyError: the table has no row for that minor; `components.cluster.config` refuses it long before.

    Example:
        >>> addon_versions("1.35")["kube-proxy"]
        'v1.35.3-eksbuild.13'
    """
    return {**ADDON_VERSIONS[minor], **(chosen or {})}
