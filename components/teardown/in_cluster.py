"""What a teardown does inside a cluster: pauses Argo CD, deletes what owns cloud things, then what Argo CD made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from components.gitops.bridge import STACK_LABEL
from components.teardown.api import ClusterApi
from components.teardown.objects import Found, Kind, text
from components.teardown.owners import (
    ARGO_GROUP,
    CLAIM,
    KARPENTER,
    LOAD_BALANCERS,
    OwnerKind,
    chosen,
    held_by_controllers,
    is_addons_kind,
    users_of_claims,
)
from components.teardown.pausing import Pause, ended, of_stack, pauses
from components.teardown.scope import KUBERNETES_OWN, Scope, scope_of
from components.teardown.waiting import Patience, Removal, remove

APPLICATION = Kind(ARGO_GROUP, "v1alpha1", "Application", "applications")
APPLICATION_SET = Kind(ARGO_GROUP, "v1alpha1", "ApplicationSet", "applicationsets")
PROJECT = Kind(ARGO_GROUP, "v1alpha1", "AppProject", "appprojects")
NAMESPACE = Kind("", "v1", "Namespace", "namespaces", namespaced=False)
SECRET = Kind("", "v1", "Secret", "secrets")
POD = Kind("", "v1", "Pod", "pods")


@dataclass(frozen=True)
class Wave:
    """Objects that are deleted together, before the next wave.

    Attributes:
        what: what they are.
        found: the objects.
    """

    what: str
    found: tuple[Found, ...]


class InCluster:
    """One stack's part of a cluster and of the Argo CD that syncs to it.

    Args:
        stack: the stack.
        api: its cluster.
        argo: the cluster in which its Argo CD lives; the same one, or a hub.
        argo_namespace: Argo CD's namespace there.
        owned: whether the cluster is a resource of the stack and goes with it.
    """

    def __init__(self, stack: str, api: ClusterApi, argo: ClusterApi, argo_namespace: str, *, owned: bool) -> None:
        self.stack, self.api, self.argo = stack, api, argo
        self._argo_namespace = argo_namespace
        self._owned = owned

    def scope(self) -> Scope:
        """Find out what of the cluster is the stack's."""
        return scope_of(
            self.stack,
            owned=self._owned,
            server=self.api.server,
            namespaces=self.api.list(NAMESPACE),
            applications=self.argo.list(APPLICATION, namespace=self._argo_namespace),
            kept=(self._argo_namespace,),
        )

    def sets(self) -> list[Found]:
        """Give the stack's ApplicationSets."""
        return of_stack(self.argo.list(APPLICATION_SET, namespace=self._argo_namespace), self.stack)

    def applications(self) -> list[Found]:
        """Give the stack's Applications."""
        return of_stack(self.argo.list(APPLICATION, namespace=self._argo_namespace), self.stack)

    def served(self) -> list[str]:
        """Give the other stacks that the Argo CD in the stack's own cluster serves; none if Argo CD lives elsewhere."""
        if self.argo is not self.api:
            return []
        applications = self.argo.list(APPLICATION, namespace=self._argo_namespace)
        stacks = {one.labels.get(STACK_LABEL, self.stack) for one in applications}
        return sorted(stacks - {self.stack})

    def pauses(self) -> list[Pause]:
        """Give what has to be patched so that Argo CD puts nothing back."""
        return pauses(self.sets(), self.applications())

    def pause(self) -> list[Pause]:
        """Keep Argo CD from putting anything back, and give what was patched."""
        needed = self.pauses()
        for one in needed:
            self.argo.patch(one.found, one.patch)
        return needed

    def waves(self, scope: Scope) -> list[Wave]:
        """Give what owns cloud things, in the order in which it has to go; empty waves are left out."""
        kinds = self.api.kinds()
        claims = self._of(kinds, (CLAIM,), scope)
        pods = [one for one in self.api.list(POD) if scope.owns(one)] if claims else []
        users = self._roots(users_of_claims(claims, pods), kinds)
        custom = [one for kind in kinds if is_addons_kind(kind) for one in self.api.list(kind) if scope.owns(one)]
        waves = (
            Wave("owner of load balancers", tuple(self._of(kinds, LOAD_BALANCERS, scope))),
            Wave("custom resource", tuple(held_by_controllers(custom))),
            Wave("workload", tuple(users)),
            Wave("volume claim", tuple(claims)),
            *(Wave(row.kind, tuple(self._of(kinds, (row,), scope))) for row in KARPENTER),
        )
        return [wave for wave in waves if wave.found]

    def retained_volumes(self, claims: Iterable[Found]) -> dict[str, str]:
        """Give the volumes that stay after their claim by `persistentVolumeReclaimPolicy: Retain`: id → claim."""
        names = {one.text("spec", "volumeName"): str(one) for one in claims}
        kind = Kind("", "v1", "PersistentVolume", "persistentvolumes", namespaced=False)
        return {
            one.text("spec", "csi", "volumeHandle"): names[one.name]
            for one in (self.api.list(kind) if names else ())
            if one.name in names and one.text("spec", "persistentVolumeReclaimPolicy") == "Retain"
        }

    def made_by_argo(self) -> tuple[list[Found], list[Found]]:
        """Give the stack's ApplicationSets and Applications."""
        return self.sets(), self.applications()

    def remove_applications(self, patience: Patience) -> Removal:
        """Delete the ApplicationSets and with them the Applications and what they synced.

        Argo CD's own controllers do it; nothing is synced any more once its ApplicationSet is gone.
        """
        sets, applications = self.made_by_argo()
        first = remove(self.argo, sets, replace(patience, deadline_seconds=1.0, force=False), foreground=False)
        second = remove(self.argo, applications, patience, held=self._end_sync)
        last = remove(self.argo, [one for one, _ in first.stuck], patience) if first.stuck else Removal()
        return Removal(first.gone, (), ()) + second + last

    def _end_sync(self, application: Found) -> None:
        # Ended once, it may run again: the controller writes the outcome of an attempt over what was written meanwhile.
        for one in ended((application,)):
            self.argo.patch(one.found, one.patch)

    def removable_namespaces(self, scope: Scope) -> list[Found]:
        """Give the namespaces that are the stack's alone."""
        return [one for one in self.api.list(NAMESPACE) if one.name in scope.namespaces - KUBERNETES_OWN]

    def left(self) -> list[Found]:
        """Give what still carries the stack's label: its namespaces and Argo CD's objects."""
        label = f"{STACK_LABEL}={self.stack}"
        in_argo = (APPLICATION_SET, APPLICATION, PROJECT, SECRET)
        found = self.api.list(NAMESPACE, labels=label)
        return found + [
            one for kind in in_argo for one in self.argo.list(kind, namespace=self._argo_namespace, labels=label)
        ]

    def _of(self, kinds: Sequence[Kind], rows: Sequence[OwnerKind], scope: Scope) -> list[Found]:
        wanted = {(row.group, row.kind) for row in rows}
        found = [one for kind in kinds if (kind.group, kind.kind) in wanted for one in self.api.list(kind)]
        return [one for one in chosen(rows, found) if scope.owns(one)]

    def _roots(self, found: Sequence[Found], kinds: Sequence[Kind]) -> list[Found]:
        """Give what made some objects: the top of each one's owners, since whatever is below would come back."""
        by_name = {(kind.group, kind.kind): kind for kind in kinds}
        roots: dict[str, Found] = {}
        for one in found:
            top = one
            while top.owner is not None and (top.owner.group, top.owner.kind) in by_name:
                kind = by_name[top.owner.group, top.owner.kind]
                above = self.api.get(
                    Found(kind, top.owner.name, top.namespace if kind.namespaced else "", uid=top.owner.uid)
                )
                # A static pod belongs to its node, which is nobody's to delete.
                if above is None or kind.kind == "Node":
                    break
                top = above
            roots[top.uid or text(top.body, "metadata", "name")] = top
        return list(roots.values())
