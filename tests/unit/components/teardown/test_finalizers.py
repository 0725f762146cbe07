import pytest

from components.teardown.finalizers import remover, told


@pytest.mark.parametrize(
    ("finalizer", "who"),
    [
        ("service.kubernetes.io/load-balancer-cleanup", "the cloud's service controller (EKS runs it)"),
        ("group.ingress.k8s.aws/shop", "the AWS load balancer controller"),
        ("kubernetes.io/pvc-protection", "the controller manager, once no pod uses the claim"),
        ("karpenter.sh/termination", "Karpenter, once the node is drained and its instance gone"),
        ("finalizers.sqs.services.k8s.aws/Queue", "whoever runs finalizers.sqs.services.k8s.aws"),
        ("kubernetes.io/pvc-protection-2", "whoever runs kubernetes.io"),
        ("tidy", "a controller that is not known here"),
    ],
)
def test_a_finalizer_leads_to_who_removes_it(finalizer: str, who: str) -> None:
    assert remover(finalizer) == who


def test_each_finalizer_is_told_with_its_remover() -> None:
    assert told(("a.example.com/x", "orphan")) == (
        "a.example.com/x (removed by whoever runs a.example.com), orphan (removed by the controller manager)"
    )
