"""Who signs the tokens of continuous integration, and how each writes down where a job runs: rows of data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Issuer:
    """One issuer of OIDC tokens.

    Attributes:
        address: what its tokens say in `iss`, an https address.
        audience: what they must say in `aud`.
        branch: what they say in `sub` of a job on a branch, with {repository} and {branch}.
        environment: the same of a job that deploys to an environment, with {repository} and {environment}; None where
            `sub` doesn't say it.
    """

    address: str
    audience: str
    branch: str
    environment: str | None = None

    @property
    def host(self) -> str:
        """Give the address as IAM writes it in ARNs and condition keys, without its scheme."""
        return self.address.removeprefix("https://")

    def provider_arn(self, account: str) -> str:
        """Give the ARN of an account's trust in it; an account has one for each issuer, so nothing is looked up."""
        return f"arn:aws:iam::{account}:oidc-provider/{self.host}"


ISSUERS: Mapping[str, Issuer] = {
    # GitHub documentation, "OpenID Connect reference" (example subject claims) and "Configuring OpenID Connect in
    # Amazon Web Services" (audience).
    "github": Issuer(
        address="https://token.actions.githubusercontent.com",
        audience="sts.amazonaws.com",
        branch="repo:{repository}:ref:refs/heads/{branch}",
        environment="repo:{repository}:environment:{environment}",
    ),
    # GitLab documentation, "Configure OpenID Connect in AWS to retrieve temporary credentials". GitLab names an
    # environment in a claim of its own, which IAM has no condition key for.
    "gitlab": Issuer(
        address="https://gitlab.com",
        audience="https://gitlab.com",
        branch="project_path:{repository}:ref_type:branch:ref:{branch}",
    ),
}
"""Issuer's name → the issuer. One that a company runs itself is a row more."""
