"""What a newer minor version of Kubernetes removes or changes, and which add-ons move with it.

EKS raises a control plane by one minor at a time (EKS user guide, "Update existing cluster to new Kubernetes
version"); nodes and add-ons follow it.

Sources of the notes: Kubernetes' "Deprecated API Migration Guide" (the last API removals are those of 1.32; no served
API goes from 1.33 to 1.36), the release announcements of 1.33 to 1.36 on kubernetes.io/blog, and the EKS user guide's
"Review release notes for Kubernetes versions on standard support".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from components.addons.versions import ADDON_VERSIONS, EKS_ADDONS
from components.errors import ConfigurationError

Kind = Literal["removed", "changed", "deprecated"]


@dataclass(frozen=True)
class UpgradeNote:
    """One thing to look at before a cluster is raised to a minor version.

    Attributes:
        minor: the version that brings it, e.g. "1.36".
        kind: `removed`: it no longer works; `changed`: it works otherwise; `deprecated`: it warns, and goes later.
        subject: what it is about, in the words that a manifest or a log has.
        what: what happens.
        do: what to do before the upgrade.
        source: where it is said.
    """

    minor: str
    kind: Kind
    subject: str
    what: str
    do: str
    source: str


@dataclass(frozen=True)
class AddonChange:
    """An add-on whose version moves with Kubernetes'.

    Attributes:
        addon: its name in EKS.
        before: its version at the lower minor.
        after: its version at the higher one.
    """

    addon: str
    before: str
    after: str


def _eks(minor: str) -> str:
    return f"https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions-standard.html#kubernetes-{_dashed(minor)}"


def _release(date: str, minor: str) -> str:
    return f"https://kubernetes.io/blog/{date}/kubernetes-v{_dashed(minor)}-release/"


def _dashed(minor: str) -> str:
    return minor.replace(".", "-")


UPGRADE_NOTES: tuple[UpgradeNote, ...] = (
    UpgradeNote(
        "1.33",
        "deprecated",
        "v1 Endpoints",
        "the API server warns whoever reads or writes Endpoints",
        "use discovery.k8s.io/v1 EndpointSlices",
        "https://kubernetes.io/blog/2025/04/24/endpoints-deprecation/",
    ),
    UpgradeNote(
        "1.33",
        "removed",
        "Amazon Linux 2",
        "EKS publishes no image of Amazon Linux 2 for this version",
        "take pools of Amazon Linux 2023 or Bottlerocket",
        _eks("1.33"),
    ),
    UpgradeNote(
        "1.34",
        "deprecated",
        "AppArmor",
        "AppArmor profiles of pods are deprecated on EKS",
        "use seccomp profiles and the Pod Security Standards",
        _eks("1.34"),
    ),
    UpgradeNote(
        "1.34",
        "changed",
        "VolumeAttributesClass",
        "storage.k8s.io/v1 is the version that works; the EBS CSI driver must be 1.50 or newer",
        "raise aws-ebs-csi-driver first if slipway:addons.versions holds it back",
        _eks("1.34"),
    ),
    UpgradeNote(
        "1.35",
        "removed",
        "cgroup v1",
        "kubelet does not start on a node with cgroup v1",
        "take away kernel arguments that bring cgroup v1 back",
        _eks("1.35"),
    ),
    UpgradeNote(
        "1.35",
        "deprecated",
        "kube-proxy ipvs",
        "kube-proxy's mode ipvs is deprecated",
        "use iptables or nftables",
        _release("2025/12/17", "1.35"),
    ),
    UpgradeNote(
        "1.35",
        "deprecated",
        "containerd 1.x",
        "this is the last version that runs with containerd 1.x",
        "use images with containerd 2 before 1.36",
        _eks("1.35"),
    ),
    UpgradeNote(
        "1.36",
        "removed",
        "gitRepo",
        "the API server still takes a pod with a gitRepo volume, and kubelet refuses to run it",
        "clone in an init container",
        _eks("1.36"),
    ),
    UpgradeNote(
        "1.36",
        "removed",
        "containerd 1.x",
        "kubelet needs containerd 2",
        "use images with containerd 2",
        _eks("1.35"),
    ),
    UpgradeNote(
        "1.36",
        "changed",
        "SELinux volume labels",
        "volumes are mounted with their label instead of relabelled, so a privileged and an unprivileged pod of one "
        "node can no longer share one",
        "set securityContext.seLinuxChangePolicy: Recursive where pods must share (Bottlerocket enforces SELinux)",
        _eks("1.36"),
    ),
    UpgradeNote(
        "1.36",
        "deprecated",
        "Service spec.externalIPs",
        "the API server warns of it; it goes in a later version",
        "use a load balancer or the Gateway API",
        "https://kubernetes.io/blog/2026/05/14/kubernetes-v1-36-deprecation-and-removal-of-service-externalips/",
    ),
)
"""Every note, in the order of the versions."""


def upgrade_steps(before: str, after: str) -> tuple[str, ...]:
    """Give the minors through which a cluster is raised, one at a time.

    Args:
        before: the version that it has, e.g. "1.34".
        after: the version that it should have.

    Returns:
        The versions to write into the stack file, one after the other; none if both are the same.

    Raises:
        ConfigurationError: it would be a step back, or a version on the way has no row of add-ons.

    Example:
        >>> upgrade_steps("1.33", "1.35")
        ('1.34', '1.35')
    """
    first, last = _number(before), _number(after)
    if last < first:
        raise ConfigurationError(
            f"Kubernetes {before} can't go back to {after}", do="stand a second cluster up and move the services"
        )
    steps = tuple(f"1.{number}" for number in range(first + 1, last + 1))
    for step in steps:
        if step not in ADDON_VERSIONS:
            raise ConfigurationError(
                f"Kubernetes {step} has no row of add-on versions",
                do=f"go no further than {max(ADDON_VERSIONS, key=_number)}, or add its row to "
                "components/addons/versions.py",
            )
    return steps


def upgrade_notes(before: str, after: str) -> tuple[UpgradeNote, ...]:
    """Give what to look at before a cluster is raised from one minor to another.

    Raises:
        ConfigurationError: as `upgrade_steps`.

    Example:
        >>> [note.subject for note in upgrade_notes("1.35", "1.36") if note.kind == "removed"]
        ['gitRepo', 'containerd 1.x']
    """
    steps = upgrade_steps(before, after)
    return tuple(note for note in UPGRADE_NOTES if note.minor in steps)


def addon_changes(before: str, after: str) -> tuple[AddonChange, ...]:
    """Give the add-ons whose version differs between two minors of the table, in the order of installation.

    Raises:
        ConfigurationError: as `upgrade_steps`.

    Example:
        >>> [change.addon for change in addon_changes("1.35", "1.36")]
        ['kube-proxy']
    """
    upgrade_steps(before, after)
    old, new = ADDON_VERSIONS[before], ADDON_VERSIONS[after]
    return tuple(AddonChange(addon, old[addon], new[addon]) for addon in EKS_ADDONS if old[addon] != new[addon])


def _number(minor: str) -> int:
    return int(minor.partition(".")[2])
