"""Checkov's checks of Dockerfiles (ids as in its policy index, https://www.checkov.io/5.Policy%20Index/dockerfile.html)."""

from __future__ import annotations

from collections.abc import Mapping

from policies.gate.engines.checkov.advice.row import HIGH, LOW, MEDIUM, NOTICE, Advice

_MIDDLE = "Whoever sits between the build and its source can put other code into the image, and nobody would see it."
_CERTIFICATE = (
    "Trust the missing certificate authority in the image (update-ca-certificates) rather than any certificate."
)
_SIGNATURE = "Import the repository's signing key, and install with signatures checked."


def _unchecked(how: str) -> Advice:
    return Advice(HIGH, f"certificates are not verified ({how})", _MIDDLE, _CERTIFICATE)


def _unsigned(how: str) -> Advice:
    return Advice(HIGH, f"packages are installed without checking their signatures ({how})", _MIDDLE, _SIGNATURE)


DOCKERFILES: Mapping[str, Advice] = {
    "CKV_DOCKER_1": Advice(
        MEDIUM,
        "the image exposes port 22",
        "A container with an SSH server has a second way in, with keys of its own and no audit by the cluster.",
        "Leave SSH out, and use `kubectl exec` or an ephemeral container to look inside.",
    ),
    "CKV_DOCKER_2": Advice(
        NOTICE,
        "the image has no HEALTHCHECK",
        "Docker and Compose can't tell a hung process from a working one; Kubernetes ignores it and uses probes.",
        "Add a HEALTHCHECK if the image also runs outside Kubernetes; inside, write probes in service.yaml.",
    ),
    "CKV_DOCKER_3": Advice(
        MEDIUM,
        "the image has no USER, so that it runs as root",
        "A process that is root in its container is root on the node once a flaw lets it out.",
        "Create a user and end the Dockerfile with a numeric one: `USER 10001`.",
    ),
    "CKV_DOCKER_4": Advice(
        LOW,
        "ADD is used where COPY would do",
        "ADD also fetches addresses and unpacks archives, so what gets into the image is less plain than it looks.",
        "Write COPY; for a download, `ADD --checksum=sha256:…` or curl with a checksum that is verified.",
    ),
    "CKV_DOCKER_5": Advice(
        LOW,
        "packages' lists are updated in an instruction of their own",
        "The layer is cached, so a later build installs from an old list: stale packages, or none at all.",
        "Update and install in one RUN: `RUN apt-get update && apt-get install -y …`.",
    ),
    "CKV_DOCKER_6": Advice(
        NOTICE,
        "MAINTAINER is used",
        "It has been deprecated since Docker 1.13.",
        "Write `LABEL org.opencontainers.image.authors=…`.",
    ),
    "CKV_DOCKER_7": Advice(
        MEDIUM,
        "the base image has no tag, or `latest`",
        "What it is today it need not be at the next build: the image can't be built again, nor its content known.",
        "Name a version, better with its digest: `FROM python:3.13-slim@sha256:…`.",
    ),
    "CKV_DOCKER_8": Advice(
        MEDIUM,
        "the last USER is root",
        "A process that is root in its container is root on the node once a flaw lets it out.",
        "End the Dockerfile with a numeric user: `USER 10001`.",
    ),
    "CKV_DOCKER_9": Advice(
        NOTICE,
        "`apt` is used",
        "Its command line is made for people and may change; scripts that rely on it break.",
        "Write `apt-get`, or `apt-cache`.",
    ),
    "CKV_DOCKER_10": Advice(
        LOW,
        "WORKDIR is a relative path",
        "Where it ends up depends on the WORKDIR before it, the base image's too.",
        "Write an absolute path.",
    ),
    "CKV_DOCKER_11": Advice(
        LOW,
        "two stages have the same name",
        "COPY --from takes one of them, and not surely the one that was meant.",
        "Give each stage its own name.",
    ),
    "CKV2_DOCKER_1": Advice(
        MEDIUM,
        "sudo is used",
        "Its effects on signals and terminals surprise, and an image with sudo has a way to become root.",
        "Run what needs root before USER; use gosu or setpriv where a start script must drop rights.",
    ),
    "CKV2_DOCKER_2": _unchecked("curl --insecure"),
    "CKV2_DOCKER_3": _unchecked("wget --no-check-certificate"),
    "CKV2_DOCKER_4": _unchecked("pip --trusted-host"),
    "CKV2_DOCKER_5": _unchecked("PYTHONHTTPSVERIFY"),
    "CKV2_DOCKER_6": _unchecked("NODE_TLS_REJECT_UNAUTHORIZED"),
    "CKV2_DOCKER_7": _unsigned("apk --allow-untrusted"),
    "CKV2_DOCKER_8": _unsigned("apt-get --allow-unauthenticated"),
    "CKV2_DOCKER_9": _unsigned("yum --nogpgcheck"),
    "CKV2_DOCKER_10": _unsigned("rpm --nosignature"),
    "CKV2_DOCKER_11": _unsigned("apt-get --force-yes"),
    "CKV2_DOCKER_12": _unchecked("NPM_CONFIG_STRICT_SSL"),
    "CKV2_DOCKER_13": _unchecked("npm or yarn strict-ssl false"),
    "CKV2_DOCKER_14": _unchecked("GIT_SSL_NO_VERIFY"),
    "CKV2_DOCKER_15": _unchecked("sslverify=false of yum or dnf"),
    "CKV2_DOCKER_16": _unchecked("PIP_TRUSTED_HOST"),
    "CKV2_DOCKER_17": Advice(
        HIGH,
        "chpasswd sets a password",
        "The password stays in the image's layers and its build log, and it is the same in every container.",
        "Set no password; a container's user needs none.",
    ),
}
"""Rows, by id."""
