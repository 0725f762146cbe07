"""Checkov's checks of Kubernetes objects (https://www.checkov.io/5.Policy%20Index/kubernetes.html).

Most have a rule of ours that asks the same, whose words are told instead; these are for the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from policies.gate.engines.checkov.advice.row import CRITICAL, HIGH, LOW, MEDIUM, Advice
from policies.gate.finding import Severity

_CONTROL_PLANE = "Whoever gets past a part of the control plane has the cluster. Of a managed one the cloud sets these."


def _argument(wrong: str, mend: str, severity: Severity = MEDIUM) -> Advice:
    return Advice(severity, wrong, _CONTROL_PLANE, mend)


KUBERNETES: Mapping[str, Advice] = {
    "CKV_K8S_33": Advice(
        MEDIUM,
        "the Kubernetes dashboard is deployed",
        "It is a web page that acts by rights of its own; exposed dashboards have been taken over (Tesla, 2018).",
        "Use `kubectl`, or a page that acts by the rights of whoever signs in.",
    ),
    "CKV_K8S_34": Advice(
        CRITICAL,
        "Tiller is deployed",
        "It lets whoever reaches it do all in the cluster; Helm 2 has had no fixes since 2020.",
        "Move to Helm 3, and delete Tiller.",
    ),
    "CKV_K8S_44": Advice(
        HIGH, "there is a Service for Tiller", "It offers Tiller to the whole cluster.", "Delete it with Tiller."
    ),
    "CKV_K8S_45": Advice(
        CRITICAL,
        "Tiller listens on the cluster's network",
        "Every pod can then do all in the cluster through it.",
        "Delete Tiller; until then, start it with `--listen=localhost:44134`.",
    ),
    "CKV_K8S_68": _argument(
        "the API server answers without authentication", "Start it with `--anonymous-auth=false`.", HIGH
    ),
    "CKV_K8S_69": _argument("the API server takes passwords from a file", "Take `--basic-auth-file` away.", HIGH),
    "CKV_K8S_70": _argument("the API server takes tokens from a file", "Take `--token-auth-file` away.", HIGH),
    "CKV_K8S_73": _argument(
        "the API server does not verify kubelets' certificates", "Set `--kubelet-certificate-authority`."
    ),
    "CKV_K8S_74": _argument("the API server allows everything to everybody", "Take AlwaysAllow away.", CRITICAL),
    "CKV_K8S_75": _argument("kubelets' rights are not limited to their node", "Add Node to `--authorization-mode`."),
    "CKV_K8S_77": _argument("the API server does not use RBAC", "Add RBAC to `--authorization-mode`.", HIGH),
    "CKV_K8S_79": _argument("admission admits everything", "Take AlwaysAdmit from the admission plugins.", HIGH),
    "CKV_K8S_91": _argument("the API server keeps no audit log", "Set `--audit-log-path`."),
    "CKV_K8S_104": _argument(
        "secrets lie in etcd as they are", "Set `--encryption-provider-config`, with a KMS provider.", HIGH
    ),
    "CKV_K8S_117": _argument("etcd asks its clients for no certificate", "Set `--client-cert-auth=true`.", CRITICAL),
    "CKV_K8S_118": _argument("etcd makes its own certificates", "Take `--auto-tls` away.", HIGH),
    "CKV_K8S_121": _argument("etcd asks its peers for no certificate", "Set `--peer-client-cert-auth=true`.", HIGH),
    "CKV_K8S_138": _argument("the kubelet answers without authentication", "Set `--anonymous-auth=false`.", CRITICAL),
    "CKV_K8S_139": _argument("the kubelet allows everything", "Set `--authorization-mode=Webhook`.", CRITICAL),
    "CKV_K8S_141": _argument("the kubelet has a port without authentication", "Set `--read-only-port=0`.", HIGH),
    "CKV_K8S_159": Advice(
        HIGH,
        "git-sync is told which program to run as git",
        "Whoever can set that variable runs code in the pod (GITSYNC_GIT; Akamai, 2024).",
        "Take GITSYNC_GIT away.",
    ),
}
"""Rows, by id."""

OTHERWISE = Advice(
    LOW,
    "{title}",
    "It is one of Checkov's own checks of Kubernetes objects, in its own words.",
    "Read https://www.checkov.io/5.Policy%20Index/kubernetes.html.",
)
"""What is told of the others."""

OF_AN_ARGUMENT = _argument("{title}", "Set it as the CIS benchmark of Kubernetes says, in its parts 1, 2 and 4.", LOW)
"""What is told of the others that are about an argument of a part of the control plane."""

ARGUMENTS = range(68, 152)
"""The numbers of those checks, CKV_K8S_68 to 151."""
