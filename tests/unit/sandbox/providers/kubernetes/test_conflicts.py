import pytest

from sandbox.providers.kubernetes.conflicts import Owner, owners, refusal


@pytest.mark.parametrize(
    ("message", "manager", "declares"),
    [
        ('conflict with "kubectl-edit" using apps/v1 at 2026-01-01T00:00:00Z', "kubectl-edit", False),
        ('conflict with "kubectl" with subresource "scale" using apps/v1 at 2026-01-01T00:00:00Z', "kubectl", False),
        ('conflict with "OpenAPI-Generator" using v1 at 2026-01-01T00:00:00Z', "OpenAPI-Generator", False),
        (
            'conflict with "kube-controller-manager" with subresource "scale" using apps/v1',
            "kube-controller-manager",
            True,
        ),
        ('conflict with "argocd-controller"', "argocd-controller", True),
        ('conflict with "kubectl"', "kubectl", True),
    ],
)
def test_edits_are_taken_back_and_declared_fields_are_not(message: str, manager: str, declares: bool) -> None:
    assert owners([(".spec.replicas", message)]) == [Owner(".spec.replicas", manager, declares)]


def test_message_of_another_form_counts_as_declared() -> None:
    assert owners([(".a", "something new")])[0].declares


def test_refusal_names_fields_and_managers() -> None:
    assert ".spec.replicas (argocd-controller)" in refusal([Owner(".spec.replicas", "argocd-controller", True)])
