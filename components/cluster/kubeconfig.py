"""The kubeconfig of an EKS cluster: how to reach it, with no secret inside."""

from __future__ import annotations

import json


def kubeconfig_of(*, name: str, endpoint: str, certificate_authority: str, region: str) -> str:
    """Give a kubeconfig whose token the AWS CLI fetches each time that it is needed.

    Args:
        name: name of the cluster in AWS, also the context's.
        endpoint: the API server's https address.
        certificate_authority: its CA, PEM in base64, as EKS gives it.
        region: AWS region of the cluster.

    Returns:
        The kubeconfig as JSON, which is YAML too.

    Example:
        >>> text = kubeconfig_of(name="shop", endpoint="https://x", certificate_authority="Q0E=", region="us-west-2")
        >>> json.loads(text)["current-context"]
        'shop'
    """
    get_token = ["eks", "get-token", "--cluster-name", name, "--region", region, "--output", "json"]
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [
                {"name": name, "cluster": {"server": endpoint, "certificate-authority-data": certificate_authority}}
            ],
            "users": [
                {
                    "name": name,
                    "user": {
                        "exec": {
                            "apiVersion": "client.authentication.k8s.io/v1beta1",
                            "command": "aws",
                            "args": get_token,
                            "interactiveMode": "Never",
                        }
                    },
                }
            ],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
            "current-context": name,
        },
        indent=2,
    )
