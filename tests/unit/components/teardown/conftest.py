"""A cluster, a cloud and an engine in memory, whose controllers the tests decide about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import pytest

from components.engine import EngineFailed, Operation, Outcome
from components.teardown.api import Propagation
from components.teardown.down import Teardown
from components.teardown.in_cluster import APPLICATION, APPLICATION_SET, NAMESPACE, POD
from components.teardown.objects import Found, Kind, Owner
from components.teardown.orphans import CloudThing
from components.teardown.report import Report
from components.teardown.state import Standing
from components.teardown.wanted import Reach, Wanted
from toolchain.progress import Silent

SERVICE = Kind("", "v1", "Service", "services")
INGRESS = Kind("networking.k8s.io", "v1", "Ingress", "ingresses")
CLAIM = Kind("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims")
STATEFUL_SET = Kind("apps", "v1", "StatefulSet", "statefulsets")
NODE_POOL = Kind("karpenter.sh", "v1", "NodePool", "nodepools", namespaced=False)
NODE_CLAIM = Kind("karpenter.sh", "v1", "NodeClaim", "nodeclaims", namespaced=False)
QUEUE = Kind("sqs.services.k8s.aws", "v1alpha1", "Queue", "queues")
KINDS = (
    NAMESPACE, SERVICE, INGRESS, CLAIM, POD, STATEFUL_SET, NODE_POOL, NODE_CLAIM, QUEUE, APPLICATION, APPLICATION_SET,
)  # fmt: skip

SERVER = "https://dev.example.eks.amazonaws.com"
CLUSTER_URN = "urn:pulumi:dev::slipway::slipway:cluster:Cluster$aws:eks/cluster:Cluster::slipway-dev-cluster"
VPC_URN = "urn:pulumi:dev::slipway::slipway:network:Network$aws:ec2/vpc:Vpc::slipway-dev"


def thing(
    kind: Kind,
    name: str,
    namespace: str = "",
    *,
    stack: str | None = None,
    finalizers: Sequence[str] = (),
    spec: Mapping[str, object] | None = None,
    owner: Owner | None = None,
    annotations: Mapping[str, str] | None = None,
    status: Mapping[str, object] | None = None,
    deleted: str = "",
) -> Found:
    """Give an object; its uid is its kind and name."""
    labels = {"slipway.dev/stack": stack} if stack else {}
    body = {"kind": kind.kind, "spec": spec or {}, "status": status or {}}
    return Found(
        kind, name, namespace, f"{kind.kind}-{namespace}-{name}", labels, annotations or {}, tuple(finalizers), deleted,
        owner, body,
    )  # fmt: skip


def application(name: str, namespace: str, stack: str = "dev", *, server: str = SERVER) -> Found:
    """Give an Application that syncs by itself."""
    spec = {
        "destination": {"server": server, "namespace": namespace},
        "syncPolicy": {"automated": {"selfHeal": True}, "retry": {"limit": 3}},
    }
    finalizers = ["resources-finalizer.argocd.argoproj.io"]
    return thing(APPLICATION, name, "argocd", stack=stack, spec=spec, finalizers=finalizers)


def application_set(name: str, stack: str = "dev") -> Found:
    """Give an ApplicationSet whose Applications sync by themselves."""
    spec = {"template": {"spec": {"syncPolicy": {"automated": {"selfHeal": True}}}}}
    return thing(APPLICATION_SET, name, "argocd", stack=stack, spec=spec)


@dataclass
class FakeCluster:
    """A cluster in which finalizers are removed at once, but for those that nobody looks after."""

    objects: list[Found] = field(default_factory=list)
    server: str = SERVER
    unattended: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    on_delete: Callable[[Found], None] = lambda found: None

    def names(self) -> list[str]:
        return sorted(map(str, self.objects))

    def kinds(self) -> Sequence[Kind]:
        return KINDS

    def list(
        self, kind: Kind, *, namespace: str = "", labels: str = "", fields: str = "", metadata: bool = False
    ) -> list[Found]:
        key, _, value = labels.partition("=")
        return [
            one
            for one in self.objects
            if one.kind == kind
            and (not namespace or one.namespace == namespace)
            and (not labels or one.labels.get(key) == value)
        ]

    def get(self, found: Found) -> Found | None:
        return next((one for one in self.objects if one.uid == found.uid), None)

    def delete(self, found: Found, propagation: Propagation = "Background") -> None:
        self.asked.append(f"delete {found}")
        self.on_delete(found)
        for one in [one for one in self.objects if one.uid == found.uid]:
            self.objects.remove(one)
            held = tuple(name for name in one.finalizers if name in self.unattended)
            if held:
                self.objects.append(replace(one, deleted="2026-01-01T00:00:00Z", finalizers=held))

    def patch(self, found: Found, patch: Mapping[str, object]) -> None:
        self.asked.append(f"patch {found} {patch}")
        for one in [one for one in self.objects if one.uid == found.uid]:
            self.objects.remove(one)
            body = _merged(one.body, patch)
            metadata = patch.get("metadata")
            if isinstance(metadata, Mapping) and "finalizers" in metadata:
                one = replace(one, finalizers=())
            if not (one.deleted and not one.finalizers):
                self.objects.append(replace(one, body=body))


def _merged(body: object, patch: object) -> dict[str, object]:
    """Apply a JSON merge patch."""
    result = dict(body) if isinstance(body, Mapping) else {}
    for key, value in (patch if isinstance(patch, Mapping) else {}).items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = _merged(result.get(key), value) if isinstance(value, Mapping) else value
    return result


@dataclass
class FakeCloud:
    """AWS that knows of some things, and answers some calls."""

    found: list[CloudThing] = field(default_factory=list)
    answers: dict[str, object] = field(default_factory=lambda: {"describe_cluster cluster.status": "ACTIVE"})
    asked: list[str] = field(default_factory=list)

    def things(self, stack: str, cluster: str) -> list[CloudThing]:
        return list(self.found)

    def delete(self, thing: CloudThing) -> None:
        self.asked.append(f"delete {thing.id}")
        self.found = [one for one in self.found if one.id != thing.id]

    def ask(self, service: str, operation: str, arguments: Mapping[str, object], path: str) -> object:
        self.asked.append(f"{operation} {dict(arguments)}")
        return self.answers.get(f"{operation} {path}")


def resource(urn: str, **more: object) -> dict[str, object]:
    """Give a resource as the state has it."""
    return {"urn": urn, "type": urn.split("::")[2].rsplit("$", 1)[-1], "custom": True, "id": urn[-5:], **more}


@dataclass
class FakeEngine:
    """An engine whose `destroy` empties the state."""

    rows: list[dict[str, object]] = field(
        default_factory=lambda: [
            resource(VPC_URN, id="vpc-1"),
            resource(CLUSTER_URN, id="slipway-dev", outputs={"name": "slipway-dev", "endpoint": SERVER}),
        ]
    )
    asked: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    fails: str = ""

    def resources(self, stack: str) -> list[dict[str, object]]:
        return list(self.rows)

    def settle(self, stack: str) -> None:
        self.settled.append(stack)

    def output(self, arguments: Sequence[str]) -> str:
        self.asked.append(" ".join(arguments))
        return ""

    def run(
        self,
        operation: Operation,
        stack: str,
        *,
        refresh: bool = False,
        targets: Sequence[str] = (),
        note: Callable[[str], None] = lambda event: None,
    ) -> Outcome:
        self.asked.append(f"{operation} {stack}")
        if self.fails and operation == "destroy":
            raise EngineFailed(self.fails)
        if operation == "destroy":
            self.rows = []
        return Outcome()


@dataclass
class World:
    """A stack, its cluster, its cloud and its engine."""

    cluster: FakeCluster = field(default_factory=FakeCluster)
    cloud: FakeCloud = field(default_factory=FakeCloud)
    engine: FakeEngine = field(default_factory=FakeEngine)
    hub: FakeCluster | None = None
    reached: Callable[[Standing], FakeCluster] | None = None
    forgotten: list[Literal["unreachable"]] = field(default_factory=list)

    def down(self, **wanted: bool) -> Report:
        """Take the stack down."""
        hub = self.hub
        reach = Reach(
            engine=self.engine,
            cloud=self.cloud,
            cluster=self.reached or (lambda standing: self.cluster),
            hub=None if hub is None else lambda: hub,
            progress=Silent(),
            forget_unreachable=lambda: self.forgotten.append("unreachable"),
            interval_seconds=0.01,
        )
        words = Wanted(
            "dev", "slipway-dev", "eu-central-1", "argocd", "platform stack down dev", deadline_seconds=0.05, **wanted
        )
        return Teardown(words, reach).run()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A stack of one service and one add-on, with a load balancer, an Ingress, a volume and a Karpenter pool."""
    monkeypatch.setattr("components.teardown.waiting.FORCED_SECONDS", 0.05)
    pool = Owner("apps", "StatefulSet", "cart", "StatefulSet-development-cart")
    mount = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data-cart-0"}}]}
    made = World()
    made.cluster.objects = [
        thing(NAMESPACE, "development", stack="dev"),
        thing(NAMESPACE, "karpenter"),
        thing(NAMESPACE, "argocd"),
        thing(NAMESPACE, "kube-system"),
        application_set("services-dev"),
        application("cart-dev", "development"),
        application("karpenter-dev", "karpenter"),
        thing(SERVICE, "web", "development", spec={"type": "LoadBalancer"}, finalizers=["service.k8s.aws/resources"]),
        thing(SERVICE, "cart", "development", spec={"type": "ClusterIP"}),
        thing(INGRESS, "shop", "development", finalizers=["ingress.k8s.aws/resources"]),
        thing(CLAIM, "data-cart-0", "development", finalizers=["kubernetes.io/pvc-protection"]),
        thing(STATEFUL_SET, "cart", "development"),
        thing(POD, "cart-0", "development", spec=mount, owner=pool),
        thing(NODE_POOL, "general", finalizers=["karpenter.sh/termination"]),
        thing(NODE_CLAIM, "general-1", finalizers=["karpenter.sh/termination"]),
        thing(QUEUE, "orders", "development", finalizers=["finalizers.sqs.services.k8s.aws/Queue"]),
    ]
    return made
