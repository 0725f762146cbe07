"""Who removes which finalizer: what a person needs to know where an object does not go."""

from __future__ import annotations

from collections.abc import Sequence

REMOVERS: Sequence[tuple[str, str]] = (
    # k8s.io/cloud-provider, service/helpers: LoadBalancerCleanupFinalizer.
    ("service.kubernetes.io/load-balancer-cleanup", "the cloud's service controller (EKS runs it)"),
    # aws-load-balancer-controller, pkg/service and pkg/ingress: the finalizers' names.
    ("service.k8s.aws/", "the AWS load balancer controller"),
    ("ingress.k8s.aws/", "the AWS load balancer controller"),
    ("group.ingress.k8s.aws/", "the AWS load balancer controller"),
    ("gateway.k8s.aws/", "the AWS load balancer controller"),
    ("elbv2.k8s.aws/", "the AWS load balancer controller"),
    # Kubernetes, pkg/volume/util/finalizer.go.
    ("kubernetes.io/pvc-protection", "the controller manager, once no pod uses the claim"),
    ("kubernetes.io/pv-protection", "the controller manager, once no claim is bound to the volume"),
    # external-provisioner and external-attacher of the CSI project.
    ("external-provisioner.volume.kubernetes.io/finalizer", "the EBS CSI driver's provisioner"),
    ("external-attacher/", "the EBS CSI driver's attacher"),
    ("snapshot.storage.kubernetes.io/", "the CSI snapshot controller"),
    # Karpenter, pkg/apis/v1: TerminationFinalizer; AWS provider: the node class's.
    ("karpenter.sh/termination", "Karpenter, once the node is drained and its instance gone"),
    ("karpenter.k8s.aws/termination", "Karpenter, once no claim uses the class"),
    # Argo CD, "Application Pruning & Resource Deletion".
    ("resources-finalizer.argocd.argoproj.io", "Argo CD's application controller, once what it synced is gone"),
    ("post-delete-finalizer.argocd.argoproj.io", "Argo CD's application controller, after its post-delete hooks"),
    ("foregroundDeletion", "the controller manager, once what belongs to it is gone"),
    ("orphan", "the controller manager"),
    ("kubernetes", "the controller manager, once the namespace is empty"),
    ("customresourcecleanup.apiextensions.k8s.io", "the API server, once no object of the kind is left"),
    ("finalizers.acme.cert-manager.io", "cert-manager"),
    ("externalsecrets.external-secrets.io/", "external-secrets"),
    ("pushsecret.externalsecrets.io/", "external-secrets"),
)
"""Beginning of a finalizer's name → who takes it away, the first that fits."""


def remover(finalizer: str) -> str:
    """Give who removes a finalizer; for one that is not in the table, its own domain says whose it is."""
    for beginning, who in REMOVERS:
        if finalizer == beginning or (beginning.endswith("/") and finalizer.startswith(beginning)):
            return who
    domain = finalizer.split("/", 1)[0]
    return f"whoever runs {domain}" if "." in domain else "a controller that is not known here"


def told(finalizers: Sequence[str]) -> str:
    """Give finalizers with those who remove them: `a (removed by …), b (removed by …)`."""
    return ", ".join(f"{one} (removed by {remover(one)})" for one in finalizers)
