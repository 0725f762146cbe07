"""The ApplicationSet that makes one Application of each service folder of a stack's environment."""

from __future__ import annotations

from components.gitops.bridge import ENVIRONMENT_LABEL, STACK_LABEL

SERVICE_LABEL = "slipway.dev/service"

ApplicationSetSpec = dict[str, object]
"""Spec of an ApplicationSet as JSON; Argo CD's CRD is its model."""


def services_project(stack: str) -> str:
    """Give the name of a stack's AppProject and ApplicationSet; the stack is in it, so that stacks can share a hub."""
    return f"services-{stack}"


def application_set_spec(
    *, stack: str, environment: str, namespace: str, repository: str, revision: str
) -> ApplicationSetSpec:
    """Give the spec of the ApplicationSet: folders `apps/<service>/<environment>` × clusters labelled with the stack.

    Args:
        stack: name of the stack; clusters are chosen by their label slipway.dev/stack.
        environment: environment that the stack is of.
        namespace: namespace that the services are synced to.
        repository: Git repository that holds `apps/`.
        revision: branch, tag or commit that is synced.

    Returns:
        The spec (argoproj.io/v1alpha1). Applications are called `<service>-<cluster>`, are synced, pruned and healed by
        themselves, and try again with growing pauses.
    """
    service = "{{ index .path.segments 1 }}"
    return {
        "goTemplate": True,
        # Without it a template that reads what isn't there writes "<no value>" into the Application.
        "goTemplateOptions": ["missingkey=error"],
        "generators": [
            {
                "matrix": {
                    "generators": [
                        {
                            "git": {
                                "repoURL": repository,
                                "revision": revision,
                                "directories": [{"path": f"apps/*/{environment}"}],
                            }
                        },
                        {"clusters": {"selector": {"matchLabels": {STACK_LABEL: stack}}}},
                    ]
                }
            }
        ],
        "template": {
            "metadata": {
                "name": f"{service}-{{{{ .name }}}}",
                "labels": {SERVICE_LABEL: service, ENVIRONMENT_LABEL: environment, STACK_LABEL: stack},
                # Deleting an Application deletes what it synced, so a removed service folder leaves nothing behind.
                "finalizers": ["resources-finalizer.argocd.argoproj.io"],
            },
            "spec": {
                "project": services_project(stack),
                "source": {"repoURL": repository, "targetRevision": revision, "path": "{{ .path.path }}"},
                "destination": {"server": "{{ .server }}", "namespace": namespace},
                "revisionHistoryLimit": 5,
                "syncPolicy": {
                    "automated": {"prune": True, "selfHeal": True},
                    "syncOptions": ["ServerSideApply=true", "CreateNamespace=false", "PruneLast=true"],
                    "retry": {"limit": 10, "backoff": {"duration": "5s", "factor": 2, "maxDuration": "3m"}},
                },
            },
        },
    }
