"""What a node of Amazon Linux 2023 runs and reads when it first starts: cloud-init's script, nodeadm's NodeConfig.

EKS adds the cluster's own details (address, CA, network) as a NodeConfig of its own and nodeadm merges the two, so
none is here. Labels and taints are not here either: the node group carries them, and EKS changes them on nodes that
run, while a change of this text replaces every node.

cloud-init runs the script once an instance, in cloud-final.service; nodeadm-run.service, which starts containerd and
kubelet, waits for that (awslabs/amazon-eks-ami, templates/al2023). So a node restarts before it ever joins.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from components.nodes.kubelet import KubeletConfiguration
from components.nodes.tuning import PAGE_MIB, Tuning

# Fixed, so that the same pool always gives the same bytes and no node is replaced for nothing.
_BOUNDARY = "slipway-boundary"

TUNE = "/usr/local/sbin/slipway-tune"
"""The program that runs at each boot."""

RESTARTED = "/var/lib/slipway/restarted"
"""File that says that the node has restarted for its kernel arguments; it does so once."""

_UNIT = f"""[Unit]
Description=Kernel arguments and hugepages of this node's pool
Before=nodeadm-run.service kubelet.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart={TUNE}

[Install]
WantedBy=multi-user.target
"""

_MEMLOCK = """[Service]
LimitMEMLOCK=infinity
"""
"""Containers inherit containerd's limit, since EKS's base runtime spec sets none of its own but that of open files."""


def hugepages_lines(tuning: Tuning) -> list[str]:
    """Give the shell lines that make a node's hugepages, before kubelet counts them.

    Args:
        tuning: the node's numbers, from `tuning_of`.

    Returns:
        One write for each page size and NUMA node, the largest pages first, while memory is least fragmented, and
        after each what to say if the kernel could not do it.
    """
    if not tuning.pages:
        return []
    lines = ["echo 1 > /proc/sys/vm/compact_memory"]
    for size in sorted(tuning.pages, key=lambda size: -PAGE_MIB[size]):
        for node, count in enumerate(tuning.pages[size]):
            pages = f"/sys/devices/system/node/node{node}/hugepages/hugepages-{PAGE_MIB[size] * 1024}kB/nr_hugepages"
            lines.append(f"echo {count} > {pages}")
            # The kernel gives what it can and reports no error; the console log is where a person looks first.
            short = f"slipway: NUMA node {node} has $(cat {pages}) of {count} pages of {size}"
            lines.append(f'[ "$(cat {pages})" -eq {count} ] || echo "{short}" > /dev/console')
    return lines


def kernel_lines(arguments: Sequence[str]) -> list[str]:
    """Give the shell lines that add kernel arguments and restart the node, once, if its kernel lacks one.

    Args:
        arguments: the arguments, each of the form that `components.nodes.kernel.FORM` allows.
    """
    if not arguments:
        return []
    return [
        f"wanted='{' '.join(arguments)}'",
        "missing=",
        "for argument in $wanted; do",
        '  case " $(cat /proc/cmdline) " in',
        '    *" $argument "*) ;;',
        '    *) missing="$missing $argument" ;;',
        "  esac",
        "done",
        f'if [ -n "$missing" ] && [ ! -e {RESTARTED} ]; then',
        '  grubby --update-kernel=ALL --args="$wanted"',
        f"  mkdir -p {RESTARTED.rpartition('/')[0]}",
        f"  touch {RESTARTED}",
        "  sync",
        "  systemctl --no-block reboot",
        # Whatever waits for this program (cloud-final.service, so nodeadm) must not start in the meantime.
        "  exec sleep infinity",
        "fi",
        '[ -z "$missing" ] || echo "slipway: the kernel runs without$missing" > /dev/console',
    ]


def boot_script(tuning: Tuning, arguments: Sequence[str], *, memory_lock: bool) -> str | None:
    """Give the shell script that cloud-init runs on a node's first start.

    It installs a program and the unit that runs it at each boot (hugepages don't outlive one), and runs it.

    Args:
        tuning: the node's numbers, from `tuning_of`.
        arguments: kernel arguments.
        memory_lock: whether containers may lock all their memory.

    Returns:
        The script; None if there is nothing to do.
    """
    doing = [*kernel_lines(arguments), *hugepages_lines(tuning)]
    lines = ["#!/bin/sh", "set -eu"]
    if memory_lock:
        lines += _written("/etc/systemd/system/containerd.service.d/10-slipway-memlock.conf", _MEMLOCK)
    if doing:
        lines += _written(TUNE, "\n".join(["#!/bin/sh", "set -u", *doing]) + "\n")
        lines.append(f"chmod 0755 {TUNE}")
        lines += _written("/etc/systemd/system/slipway-tune.service", _UNIT)
    if len(lines) == 2:
        return None
    lines.append("systemctl daemon-reload")
    if doing:
        lines += ["systemctl enable slipway-tune.service", TUNE]
    return "\n".join(lines) + "\n"


def _written(file: str, content: str) -> list[str]:
    return [f"mkdir -p {file.rpartition('/')[0]}", f"cat > {file} <<'SLIPWAY'", content.rstrip("\n"), "SLIPWAY"]


def al2023_user_data(script: str | None, kubelet: KubeletConfiguration | None) -> str | None:
    """Give the user data of a node: MIME multipart, not yet in base64.

    Args:
        script: the script of its first start; None if there is none.
        kubelet: kubelet's settings; None leaves them to the image.

    Returns:
        A multipart document with the script and a NodeConfig (node.eks.aws/v1alpha1); None if both are None.
    """
    parts: list[tuple[str, str]] = []
    if script is not None:
        parts.append(("text/x-shellscript", script))
    if kubelet is not None:
        node_config = {
            "apiVersion": "node.eks.aws/v1alpha1",
            "kind": "NodeConfig",
            "spec": {"kubelet": {"config": kubelet}},
        }
        parts.append(("application/node.eks.aws", json.dumps(node_config, indent=2) + "\n"))
    if not parts:
        return None
    head = f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{_BOUNDARY}"\n\n'
    body = "".join(f'--{_BOUNDARY}\nContent-Type: {kind}; charset="us-ascii"\n\n{content}\n' for kind, content in parts)
    return f"{head}{body}--{_BOUNDARY}--\n"
