"""What a new cluster must hold before Pulumi and Argo CD begin."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox import rbac
from sandbox.argocd import access
from sandbox.argocd.objects import NAMESPACE, argocd_objects, read_crds
from sandbox.kubectl import KubectlFailed, apply, kubectl
from sandbox.state import StateFolder
from toolchain.modulefiles import module_files
from toolchain.progress import Observed, Progress, step, wait_until

ARGOCD_MODULE = "github.com/argoproj/argo-cd/v3"
"""The module in `toolchain/tools/core` that carries Argo CD's CustomResourceDefinitions."""

REMEMBERED = "slipway.dev/bootstrap"
"""Annotation of Argo CD's namespace: the digest of what was applied."""


def bootstrap(state: StateFolder, progress: Progress) -> None:
    """Put the users' rights and Argo CD's definitions and settings into the API server.

    They change only with this repository, so what was applied is remembered in the cluster, by its digest.

    Raises:
        SlipwayError: the API server refuses one, or the definitions can't be had.
    """
    with step(progress, "prepare the cluster") as current:
        crds = read_crds(module_files("core", ARGOCD_MODULE, "manifests/crds/*-crd.yaml", progress))
        namespace, *settings = argocd_objects(state.secret("argocd-server-key"))
        first = [namespace, *crds, *rbac.access_objects(), *access.access_objects()]
        digest = _digest([*first, *settings])
        if _remembered(state) == digest:
            current.outcome = "already there"
            return
        apply(state, first)
        # An AppProject is among them, whose definition has to be served first.
        _await_definitions(state, current.note)
        apply(state, settings)
        # Last, so that one that was cut off is done again.
        kubectl(state, ["annotate", "namespace", NAMESPACE, f"{REMEMBERED}={digest}", "--overwrite"])


def _remembered(state: StateFolder) -> str:
    key = REMEMBERED.replace(".", "\\.")
    path = f"jsonpath={{.metadata.annotations.{key}}}"
    return kubectl(state, ["get", "namespace", NAMESPACE, "--ignore-not-found", "-o", path])


def _await_definitions(state: StateFolder, note: Callable[[str], None]) -> None:
    def look() -> Observed:
        try:
            served = kubectl(state, ["get", "--raw", "/apis/argoproj.io/v1alpha1"])
        except KubectlFailed as error:
            return Observed(False, error.what)
        return Observed('"appprojects"' in served, "not all kinds are served")

    wait_until(
        "the API server to serve Argo CD's kinds", look, deadline_seconds=60, do="type `platform sandbox up`", note=note
    )


def _digest(objects: list[Mapping[str, object]]) -> str:
    import hashlib
    import json

    return hashlib.sha256(json.dumps(objects, sort_keys=True).encode()).hexdigest()
