"""The executables that a prepared shell finds: the tools, the stand-ins Pulumi starts, and the stand-in for `aws`."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

from sandbox.credentials import User
from sandbox.state import StateFolder
from toolchain.files import unwritable, write_whole

STAND_INS = {
    "pulumi-language-python": "sandbox.language_host",
    "pulumi-resource-kubernetes": "sandbox.providers.kubernetes",
    "pulumi-resource-aws": "sandbox.providers.aws",
}
"""Executables by the names under which Pulumi's engine looks for them, and the module each runs."""

AWS = """#!/bin/sh
# The sandbox's stand-in for AWS's command line: it answers `eks get-token`, which kubeconfigs of EKS call, with the
# token of the sandbox's API server. Anything else goes to the real `aws`, if there is one.
if [ "$1 $2" = "eks get-token" ]; then
  exec cat {credential}
fi
# The stand-in of another clone's sandbox may be on PATH too, and each would call the other for ever; so every one
# leaves word that it was asked.
SLIPWAY_AWS_ASKED="$SLIPWAY_AWS_ASKED:$(CDPATH='' cd "$(dirname "$0")" && pwd -P):"
export SLIPWAY_AWS_ASKED
set -f
IFS=:
for folder in $PATH; do
  [ -f "$folder/aws" ] && [ -x "$folder/aws" ] || continue
  case $SLIPWAY_AWS_ASKED in
    *":$(CDPATH='' cd "$folder" && pwd -P):"*) continue ;;
  esac
  unset IFS
  exec "$folder/aws" "$@"
done
echo "aws: the sandbox's stand-in answers only 'aws eks get-token'; install AWS's command line for the rest" >&2
exit 2
"""


def exec_credential(token: str, version: str = "client.authentication.k8s.io/v1beta1") -> str:
    """Give the JSON that a kubeconfig's exec command prints."""
    return json.dumps({"apiVersion": version, "kind": "ExecCredential", "status": {"token": token}}) + "\n"


def write_executables(state: StateFolder, user: User) -> None:
    """Fill the state folder's `bin` with the stand-ins; the tools are linked there as they are ready.

    Args:
        state: the sandbox's folder.
        user: the user of the API server as which the stand-in for `aws` answers.
    """
    for name, module in STAND_INS.items():
        # Without compiled modules a provider's imports alone would take seconds.
        script = f'#!/bin/sh\nunset PYTHONDONTWRITEBYTECODE\nexec {shlex.quote(sys.executable)} -P -m {module} "$@"\n'
        write_whole(state.bin / name, script, mode=0o755)
    credential = state.secrets / "pulumi-exec-credential.json"
    write_whole(credential, exec_credential(state.secret(f"token-{user.key}")), mode=0o600)
    write_whole(state.bin / "aws", AWS.replace("{credential}", shlex.quote(str(credential))), mode=0o755)


def link(path: Path, target: Path) -> None:
    """Point a symbolic link at a file, replacing an older link in one move.

    Raises:
        SlipwayError: the folder can't be written.
    """
    if path.is_symlink() and path.readlink() == target:
        return
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.unlink(missing_ok=True)
        beside.symlink_to(target)
        beside.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
