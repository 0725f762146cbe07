"""kwok as a part of the sandbox."""

from __future__ import annotations

from pathlib import Path

from sandbox.controlplane.parts import part_name
from sandbox.nodes.kwok import kwok_arguments, kwok_configuration
from sandbox.parts import Part, Probe
from sandbox.state import StateFolder
from toolchain.files import write_whole


def kwok_part(state: StateFolder, *, port: int, tool: Path, cluster: str = "") -> Part:
    """Give kwok's process; its configuration file is written.

    Args:
        state: the sandbox's folder.
        port: loopback port of its health page.
        tool: the executable.
        cluster: the cluster with a control plane of its own whose nodes it plays; the first one's if it is empty.
    """
    configuration = state.config / "kwok.yaml"
    write_whole(configuration, kwok_configuration())
    return Part(
        name=part_name("kwok", cluster),
        tool="kwok",
        argv=(
            str(tool),
            *kwok_arguments(kubeconfig=state.kubeconfig_of("kwok", cluster), configuration=configuration, port=port),
        ),
        needs=(part_name("kube-apiserver", cluster),),
        probe=Probe("http", port, "/healthz"),
        purpose="stand-in for the nodes' kubelets",
    )
