"""The configuration files of the API server: what is audited, and which Pod Security level pods must meet."""

from __future__ import annotations

import json

from sandbox.state import StateFolder
from toolchain.files import write_whole

EXEMPT_NAMESPACES = ("kube-system",)
"""Namespaces whose pods no Pod Security level is asked of."""

AUDIT_POLICY = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived"],
    "rules": [
        # Leases and node heartbeats are most of the traffic and say nothing about who did what.
        {"level": "None", "resources": [{"group": "coordination.k8s.io", "resources": ["leases"]}]},
        {"level": "None", "verbs": ["get", "list", "watch"]},
        {"level": "None", "nonResourceURLs": ["/healthz*", "/livez*", "/readyz*", "/metrics", "/openapi*"]},
        {"level": "None", "users": ["slipway:kwok"], "resources": [{"group": "", "resources": ["*"]}]},
        # The bodies of these hold secrets, so only the fact is kept.
        {
            "level": "Metadata",
            "resources": [
                {"group": "", "resources": ["secrets", "configmaps", "serviceaccounts/token"]},
                {"group": "authentication.k8s.io", "resources": ["tokenreviews"]},
            ],
        },
        {"level": "Metadata"},
    ],
}

POD_SECURITY = {
    "apiVersion": "apiserver.config.k8s.io/v1",
    "kind": "AdmissionConfiguration",
    "plugins": [
        {
            "name": "PodSecurity",
            "configuration": {
                "apiVersion": "pod-security.admission.config.k8s.io/v1",
                "kind": "PodSecurityConfiguration",
                "defaults": {
                    "enforce": "baseline",
                    "enforce-version": "latest",
                    "audit": "restricted",
                    "audit-version": "latest",
                    "warn": "restricted",
                    "warn-version": "latest",
                },
                "exemptions": {"usernames": [], "runtimeClasses": [], "namespaces": list(EXEMPT_NAMESPACES)},
            },
        }
    ],
}


def write_configuration(state: StateFolder) -> None:
    """Write the API server's configuration files into the state folder."""
    # JSON is YAML, which is what the API server reads.
    write_whole(state.config / "audit-policy.json", json.dumps(AUDIT_POLICY, indent=1))
    write_whole(state.config / "admission.json", json.dumps(POD_SECURITY, indent=1))
