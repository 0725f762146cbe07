"""What our own program hands to Argo CD passes the rules on Argo CD."""

from __future__ import annotations

from pathlib import Path

import yaml

from components.gitops.addon import AddOn, Chart, addon_set_spec
from components.gitops.application_set import application_set_spec
from components.gitops.project import addons_project_spec, project_spec
from policies.gate.check import Options, check

REPOSITORY = "https://git.example.com/platform.git"
ENDPOINT = "https://cluster.example.com"
ADDON = AddOn(
    "metrics",
    "metrics",
    Chart("https://charts.example.com", "1.2.3", name="metrics"),
    cluster_kinds=(("rbac.authorization.k8s.io", "ClusterRole"),),
)


def test_projects_and_application_sets_of_a_stack_pass(tmp_path: Path) -> None:
    services = application_set_spec(
        stack="prod-uswest", environment="prod", namespace="prod", repository=REPOSITORY, revision="main"
    )
    objects = {
        "services": ("ApplicationSet", services),
        "metrics": ("ApplicationSet", addon_set_spec(stack="prod-uswest", addon=ADDON)),
        "services-project": (
            "AppProject",
            project_spec(stack="prod-uswest", repository=REPOSITORY, endpoint=ENDPOINT, namespace="prod"),
        ),
        "addons-project": (
            "AppProject",
            addons_project_spec(stack="prod-uswest", endpoint=ENDPOINT, addons=[ADDON]),
        ),
    }
    for name, (kind, spec) in objects.items():
        document = {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": kind,
            "metadata": {"name": name, "namespace": "argocd"},
            "spec": spec,
        }
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(document))
    outcome = check([str(tmp_path)], Options(engines=("opa",), jobs=1))
    assert outcome.errors == ()
    # Leaving nothing behind when a service's folder goes is meant: see `application_set_spec`.
    assert {one.rule for one in outcome.report.findings} == {"SLIP-ARGOCD-013"}
    assert outcome.report.summary.resources == len(objects)
    assert outcome.status == 0
