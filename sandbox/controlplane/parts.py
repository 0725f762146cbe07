"""The real Kubernetes control plane as four processes on loopback: etcd, API server, controllers, scheduler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sandbox.parts import Part, Probe
from sandbox.ports import LOOPBACK
from sandbox.state import StateFolder

PORTS = ("etcd", "etcd-peer", "kube-apiserver", "kube-controller-manager", "kube-scheduler")

SERVICE_CIDR = "10.96.0.0/16"

SMALL_HEAP = {"GOGC": "50"}
"""Collect garbage twice as often as Go does by default: a laptop's memory is dearer here than its CPU time."""


def server_url(ports: Mapping[str, int]) -> str:
    """Give the API server's address."""
    return f"https://{LOOPBACK}:{ports['kube-apiserver']}"


def part_name(part: str, cluster: str) -> str:
    """Give the name of a part of a control plane: `kube-apiserver@slipway-dev`, or as it is for the first one."""
    return f"{part}@{cluster}" if cluster else part


def control_plane(
    state: StateFolder,
    ports: Mapping[str, int],
    tools: Mapping[str, Path],
    *,
    cluster: str = "",
    store: str = "/registry",
) -> list[Part]:
    """Give the control plane's parts whose tools are there.

    Args:
        state: the sandbox's folder, with credentials and certificates made.
        ports: loopback ports by the names in `PORTS`.
        tools: executables by tool name.
        cluster: name of a cluster with a control plane of its own, which shares the first one's etcd; empty for the
            first.
        store: prefix of its keys in etcd.
    """
    makers: Mapping[str, Callable[[Path], Part]] = {
        **({} if cluster else {"etcd": lambda tool: _etcd(state, ports, tool)}),
        "kube-apiserver": lambda tool: _apiserver(state, ports, tool, cluster, store),
        "kube-controller-manager": lambda tool: _client_part(
            state,
            ports,
            tool,
            cluster,
            name="kube-controller-manager",
            user="controller-manager",
            purpose="Deployments, ReplicaSets, Jobs, garbage collection, …",
            flags=(
                f"--service-account-private-key-file={state.pki / 'service-accounts.key'}",
                f"--root-ca-file={state.ca}",
                "--use-service-account-credentials=true",
                # kwok's nodes have no network and no cloud; certificates are signed by nobody here.
                "--controllers=*,-nodeipam,-csrsigning,-csrapproving,-csrcleaner",
                "--concurrent-gc-syncs=5",
                "--terminated-pod-gc-threshold=200",
            ),
        ),
        "kube-scheduler": lambda tool: _client_part(
            state, ports, tool, cluster, name="kube-scheduler", user="scheduler", purpose="puts pods on nodes", flags=()
        ),
    }
    return [make(tools[name]) for name, make in makers.items() if name in tools]


def _etcd(state: StateFolder, ports: Mapping[str, int], tool: Path) -> Part:
    client, peer = f"https://{LOOPBACK}:{ports['etcd']}", f"https://{LOOPBACK}:{ports['etcd-peer']}"
    pair = (state.pki / "etcd.pem", state.pki / "etcd.key")
    return Part(
        name="etcd",
        tool="etcd",
        needs=(),
        purpose="the cluster's store",
        environment=SMALL_HEAP,
        argv=(
            str(tool),
            "--name=sandbox",
            f"--data-dir={state.root / 'etcd'}",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=sandbox={peer}",
            *(f"--{prefix}trusted-ca-file={state.ca}" for prefix in ("", "peer-")),
            *(f"--{prefix}cert-file={pair[0]}" for prefix in ("", "peer-")),
            *(f"--{prefix}key-file={pair[1]}" for prefix in ("", "peer-")),
            "--client-cert-auth",
            "--peer-client-cert-auth",
            # A power cut may cost the sandbox's data, which `platform up` makes again; fsync costs every start.
            "--unsafe-no-fsync",
            "--auto-compaction-mode=periodic",
            "--auto-compaction-retention=10m",
            "--log-level=warn",
        ),
        probe=Probe("https", ports["etcd"], "/health", ca=state.ca, certificate=pair),
    )


def _apiserver(state: StateFolder, ports: Mapping[str, int], tool: Path, cluster: str, store: str) -> Part:
    pki = state.pki
    return Part(
        name=part_name("kube-apiserver", cluster),
        tool="kube-apiserver",
        needs=("etcd",),
        purpose=f"the Kubernetes API of {cluster}" if cluster else "the Kubernetes API",
        address=server_url(ports),
        # Not the small heap: merging the OpenAPI of Argo CD's kinds makes so much garbage that halving the heap doubled
        # the time until they are served (11.5 s instead of 6.0 s measured), for 100 MB.
        # A cluster that Argo CD only syncs to has none of them.
        environment=SMALL_HEAP if cluster else {"GOMEMLIMIT": "480MiB"},
        argv=(
            str(tool),
            f"--bind-address={LOOPBACK}",
            f"--secure-port={ports['kube-apiserver']}",
            f"--etcd-servers=https://{LOOPBACK}:{ports['etcd']}",
            f"--etcd-prefix={store}",
            f"--etcd-cafile={state.ca}",
            f"--etcd-certfile={pki / 'kube-apiserver.pem'}",
            f"--etcd-keyfile={pki / 'kube-apiserver.key'}",
            f"--tls-cert-file={pki / 'kube-apiserver.pem'}",
            f"--tls-private-key-file={pki / 'kube-apiserver.key'}",
            f"--token-auth-file={state.secrets / 'tokens.csv'}",
            "--anonymous-auth=false",
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            # As on EKS: which namespace may run privileged pods is Pod Security's to say, not the whole cluster's.
            "--allow-privileged=true",
            f"--admission-control-config-file={state.config / 'admission.json'}",
            f"--audit-policy-file={state.config / 'audit-policy.json'}",
            f"--audit-log-path={state.log(part_name('audit', cluster))}",
            "--audit-log-maxsize=20",
            "--audit-log-maxbackup=1",
            f"--encryption-provider-config={state.secrets / 'encryption.json'}",
            f"--service-cluster-ip-range={SERVICE_CIDR}",
            # A loopback address can't be the endpoint of the service `kubernetes`.
            "--endpoint-reconciler-type=none",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={pki / 'service-accounts.pub'}",
            f"--service-account-signing-key-file={pki / 'service-accounts.key'}",
            "--profiling=false",
            "--v=0",
        ),
        probe=Probe(
            "https",
            ports["kube-apiserver"],
            "/readyz",
            ca=state.ca,
            token_file=state.secrets / "token-admin",
        ),
    )


def _client_part(
    state: StateFolder,
    ports: Mapping[str, int],
    tool: Path,
    cluster: str,
    *,
    name: str,
    user: str,
    purpose: str,
    flags: tuple[str, ...],
) -> Part:
    kubeconfig = state.kubeconfig_of(user, cluster)
    return Part(
        name=part_name(name, cluster),
        tool=name,
        needs=(part_name("kube-apiserver", cluster),),
        purpose=purpose,
        environment=SMALL_HEAP,
        argv=(
            str(tool),
            f"--kubeconfig={kubeconfig}",
            f"--authentication-kubeconfig={kubeconfig}",
            f"--authorization-kubeconfig={kubeconfig}",
            f"--bind-address={LOOPBACK}",
            f"--secure-port={ports[name]}",
            f"--tls-cert-file={state.pki / 'kube-controllers.pem'}",
            f"--tls-private-key-file={state.pki / 'kube-controllers.key'}",
            # One of each: an election would only delay the start.
            "--leader-elect=false",
            "--profiling=false",
            "--v=0",
            *flags,
        ),
        probe=Probe("https", ports[name], "/healthz", ca=state.ca),
    )
