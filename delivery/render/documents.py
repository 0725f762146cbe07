"""One pure function a kind of object: a service in an environment → the Kubernetes object that runs it.

The pods pass Pod Security "restricted" (kubernetes.io/docs/concepts/security/pod-security-standards) without a word
in the spec, and go beyond it: a file system that cannot be written, no token of the API server, no user with a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from delivery.spec import NAMESPACES, Environment, Service
from delivery.spec.model import HttpProbe

Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value]"
Document: TypeAlias = dict[str, Value]

# The user "nonroot" of distroless images; a number, because the kubelet cannot tell whether a user with a name is root.
NON_ROOT_USER = 65532
# kubernetes.io/docs/concepts/overview/working-with-objects/labels: what a label's value may be.
LABEL_VALUE = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
# A start may take a minute, asked every 2 s; after it, 30 s without an answer is a restart, 15 s is no more requests.
START_PERIOD_SECONDS, START_FAILURES = 2, 30
LIVENESS_PERIOD_SECONDS, READINESS_PERIOD_SECONDS, FAILURES = 10, 5, 3
PROBE_TIMEOUT_SECONDS = 2


def deployment(service: Service, environment: Environment) -> Document:
    """Give the Deployment that keeps the service's pods running.

    Args:
        service: the service as it is in the environment.
        environment: the environment.
    """
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": _metadata(service, environment, _version(service)),
        "spec": {
            "replicas": service.replicas,
            "selector": {"matchLabels": _selector(service)},
            "template": {
                "metadata": {"labels": _labels(service, environment, _version(service))},
                "spec": {
                    "serviceAccountName": service.name,
                    "automountServiceAccountToken": False,
                    "enableServiceLinks": False,
                    "securityContext": {
                        "runAsNonRoot": True,
                        "runAsUser": NON_ROOT_USER,
                        "runAsGroup": NON_ROOT_USER,
                        "seccompProfile": {"type": "RuntimeDefault"},
                    },
                    "containers": [_container(service)],
                },
            },
        },
    }


def service_object(service: Service, environment: Environment) -> Document | None:
    """Give the Service under whose name others call this one, or None for one that listens on no port.

    Args:
        service: the service as it is in the environment.
        environment: the environment.
    """
    if not service.ports:
        return None
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _metadata(service, environment, {}),
        "spec": {
            "type": "ClusterIP",
            "selector": _selector(service),
            "ports": [
                {"name": name, "port": number, "targetPort": name, "protocol": "TCP"}
                for name, number in service.ports.items()
            ],
        },
    }


def service_account(service: Service, environment: Environment) -> Document:
    """Give the ServiceAccount that the pods run as: a name of their own, without a token and without rights.

    Args:
        service: the service as it is in the environment.
        environment: the environment.
    """
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": _metadata(service, environment, {}),
        "automountServiceAccountToken": False,
    }


# File name → what it holds.
KINDS: dict[str, Callable[[Service, Environment], Document | None]] = {
    "deployment.yaml": deployment,
    "service.yaml": service_object,
    "serviceaccount.yaml": service_account,
}


def _metadata(service: Service, environment: Environment, more: dict[str, str]) -> Document:
    return {
        "name": service.name,
        "namespace": NAMESPACES[environment],
        "labels": _labels(service, environment, more),
    }


def _selector(service: Service) -> Document:
    # A Deployment's selector can never be changed, so it holds nothing that could.
    return {"app.kubernetes.io/name": service.name}


def _labels(service: Service, environment: Environment, more: dict[str, str]) -> Document:
    # No app.kubernetes.io/instance: Argo CD may be set to write its own name there.
    return {
        "app.kubernetes.io/managed-by": "slipway",
        **_selector(service),
        **more,
        "slipway.dev/environment": environment,
        "slipway.dev/team": service.team,
    }


def _version(service: Service) -> dict[str, str]:
    tag = service.image.tag or ""
    return {"app.kubernetes.io/version": tag} if LABEL_VALUE.fullmatch(tag) else {}


def _container(service: Service) -> Document:
    container: Document = {"name": service.name, "image": service.image.reference}
    if service.ports:
        container["ports"] = [
            {"name": name, "containerPort": number, "protocol": "TCP"} for name, number in service.ports.items()
        ]
    if service.env:
        container["env"] = [{"name": name, "value": _literal(value)} for name, value in sorted(service.env.items())]
    if service.probes:
        liveness, readiness = service.probes.liveness, service.probes.readiness
        container["startupProbe"] = _probe(liveness, START_PERIOD_SECONDS, START_FAILURES)
        container["livenessProbe"] = _probe(liveness, LIVENESS_PERIOD_SECONDS, FAILURES)
        container["readinessProbe"] = _probe(readiness, READINESS_PERIOD_SECONDS, FAILURES)
    resources = service.resources
    container["resources"] = {
        "requests": {"cpu": resources.requests.cpu, "memory": resources.requests.memory},
        "limits": {"cpu": resources.cpu_limit, "memory": resources.memory_limit},
    }
    container["securityContext"] = {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }
    return container


def _literal(value: str) -> str:
    # The kubelet replaces $(NAME) and reads $$ as $, so a value that is meant as it stands doubles each $.
    return value.replace("$", "$$")


def _probe(probe: HttpProbe, period_seconds: int, failures: int) -> Document:
    return {
        "httpGet": {"path": probe.path, "port": probe.port},
        "periodSeconds": period_seconds,
        "timeoutSeconds": PROBE_TIMEOUT_SECONDS,
        "failureThreshold": failures,
    }
