"""A stack's teardown, step by step. What is done is read from the world each time, so it can be killed anywhere.

Why it takes more than `pulumi destroy`: what controllers of the cluster made (load balancers, interfaces, volumes) is
in nobody's state and keeps subnets and security groups from going (pulumi#8504, pulumi-eks#194); Argo CD puts back what
is deleted, and once it is gone its finalizers hold namespaces for ever (terraform-aws-eks-blueprints#1114); custom
resources outlive their controllers (#701); and a tool that only says "destroyed" is not believed (kubefirst#1730).
"""

from __future__ import annotations

from components.engine import EngineFailed
from components.teardown.errors import ClusterUnreachable, TeardownError
from components.teardown.in_cluster import InCluster
from components.teardown.leftovers import Leftovers
from components.teardown.orphans import blocking, counted
from components.teardown.refusals import refusals, turn_off
from components.teardown.report import Remaining, Report, StepDone, many, of_objects, of_state, of_things
from components.teardown.scope import Scope
from components.teardown.state import Standing, clusters, identities, standing
from components.teardown.steps import STEPS, Steps, Stop
from components.teardown.waiting import remove
from components.teardown.wanted import Reach, Wanted


class Teardown(Steps):
    """Takes one stack down.

    Args:
        wanted: what, and how far.
        reach: how it is reached.
    """

    def __init__(self, wanted: Wanted, reach: Reach) -> None:
        super().__init__(wanted, reach)
        self._resources: list[Standing] = []
        self._leftovers = Leftovers(reach.cloud, wanted.stack, wanted.cluster, delete=wanted.delete_orphans)
        self._inside: InCluster | None = None
        self._scope: Scope | None = None

    def run(self) -> Report:
        """Go through the steps and give what came of it; what remains is looked up whatever happened.

        Raises:
            SlipwayError: AWS or the engine can't be asked at all, so that nothing is known.
        """
        if not self.wanted.plan:
            self.reach.engine.settle(self.wanted.stack)
        self._resources = self._standing()
        try:
            self._protections()
            self._find_cluster()
            self._pause()
            self._owners()
            self._made_by_argo()
            self._orphans()
            self._destroy()
        except Stop:
            pass
        if not self.wanted.plan:
            self._prove()
        return self.report

    def _standing(self) -> list[Standing]:
        return standing(self.reach.engine.resources(self.wanted.stack))

    # -- before anything is touched -------------------------------------------------------------------------------

    def _protections(self) -> None:
        """Look for what would refuse to go, before anything else is touched; turn it off if that was asked for."""
        stack, engine, cloud = self.wanted.stack, self.reach.engine, self.reach.cloud
        found = refusals(stack, self.wanted.region, engine.resources(stack), self._resources, cloud)
        if not found.told:
            return
        if self.wanted.unprotect and not found.full:
            title = "turn protections off"
            outcome = f"{len(found.told)} {'would be ' if self.wanted.plan else ''}turned off"
            self.report.steps.append(StepDone(title, outcome, tuple(one.name for one in found.told)))
            if not self.wanted.plan:
                turn_off(stack, found, engine, cloud)
            return
        self.report.remains += found.told
        refuse = "1 resource refuses" if len(found.told) == 1 else f"{len(found.told)} resources refuse"
        do = "empty what is not empty, then type it again" if found.full else f"{self.wanted.command} --unprotect"
        self._stop_unless_planned(f"{refuse} to be deleted", "; nothing was touched", do)

    def _find_cluster(self) -> None:
        """Reach the stack's cluster, if it stands."""
        known = clusters(self._resources)
        if not known:
            return
        alive = self.reach.cloud.ask("eks", "describe_cluster", {"name": self.wanted.cluster}, "cluster.status")
        if alive in (None, "DELETING"):
            # A cluster on its way out was emptied before, or somebody else deletes it: it answers no more either way.
            self.reach.forget_unreachable()
            return
        try:
            self._inside, self._scope = self._reached(known[0])
        except ClusterUnreachable as error:
            if self.wanted.without_cluster:
                self.reach.forget_unreachable()
                return
            raise TeardownError(
                f"the cluster {self.wanted.cluster} stands and can't be asked: {error}; nothing was touched, since "
                "what it owns in the cloud would be left behind",
                do=f"mend that and type the command again, or go on without it: {self.wanted.command} "
                "--without-cluster --delete-orphans",
            ) from error

        served = self._inside.served()
        if served and not self.wanted.unprotect:
            self._stop_unless_planned(
                f"the cluster {self.wanted.cluster} is the hub whose Argo CD serves {', '.join(served)}",
                "; nothing was touched",
                f"take those down first, or leave them without an Argo CD: {self.wanted.command} --unprotect",
            )

    def _reached(self, cluster: Standing) -> tuple[InCluster, Scope]:
        try:
            return self._inside_of(cluster)
        except ClusterUnreachable:
            if self.wanted.plan:
                raise
            # Its address may have changed since the state was written.
            self.reach.engine.run("refresh", self.wanted.stack, targets=[cluster.urn])
            self._resources = self._standing()
            return self._inside_of(clusters(self._resources)[0])

    def _inside_of(self, cluster: Standing) -> tuple[InCluster, Scope]:
        api = self.reach.cluster(cluster)
        argo = self.reach.hub() if self.reach.hub else api
        inside = InCluster(self.wanted.stack, api, argo, self.wanted.argo_namespace, owned=True)
        return inside, inside.scope()

    # -- inside the cluster ---------------------------------------------------------------------------------------

    def _pause(self) -> None:
        title = "pause Argo CD"
        with self._step(1, title) as current:
            if self._inside is None:
                self._done(current, title, "no cluster stands")
                return
            inside = self._inside
            patched = inside.pauses() if self.wanted.plan else inside.pause()
            things = [f"{one.found}: {one.what}" for one in patched]
            sets, applications = inside.made_by_argo()
            told = f"{many(len(applications), 'Application')} of {many(len(sets), 'ApplicationSet')}"
            state = "would be paused" if self.wanted.plan and things else "self-heal and automated sync off"
            self._done(current, title, f"{told}: {state}" if applications or sets else "no Application", things)

    def _owners(self) -> None:
        title = "delete what owns cloud things"
        with self._step(2, title) as current:
            if self._inside is None or self._scope is None:
                self._done(current, title, "no cluster stands")
                return
            waves = self._inside.waves(self._scope)
            found = [one for wave in waves for one in wave.found]
            retained = self._inside.retained_volumes(found)
            self.report.kept += [
                Remaining("volume", volume, f"kept by its reclaim policy Retain, of {claim}",
                          f"aws ec2 delete-volume --volume-id {volume}")
                for volume, claim in retained.items()
            ]  # fmt: skip
            outcome = ", ".join(many(len(wave.found), wave.what) for wave in waves) or "nothing owns any"
            if self.wanted.plan:
                self._done(current, title, outcome, [str(one) for one in found])
                return
            for wave in waves:
                self._account(remove(self._inside.api, wave.found, self._patience(current)))
            if self._forced:
                outcome += f"; finalizers taken from {', '.join(self._forced)}"
            self._done(current, title, outcome, [str(one) for one in found])

    def _made_by_argo(self) -> None:
        title = "delete Applications and namespaces"
        with self._step(3, title) as current:
            if self._inside is None or self._scope is None:
                self._done(current, title, "no cluster stands")
                return
            inside = self._inside
            sets, applications = inside.made_by_argo()
            namespaces = inside.removable_namespaces(self._scope)
            found = [str(one) for one in (*sets, *applications, *namespaces)]
            outcome = f"{many(len(applications), 'Application')}, {many(len(namespaces), 'namespace')}"
            if not self.wanted.plan:
                self._account(inside.remove_applications(self._patience(current)))
                self._account(remove(inside.api, namespaces, self._patience(current)))
            self._done(current, title, outcome, found)

    # -- in the cloud ---------------------------------------------------------------------------------------------

    def _orphans(self) -> None:
        title = "look for orphans"
        with self._step(4, title) as current:
            known = identities(self._resources)
            left = self._leftovers.now(known)
            if not self.wanted.plan and any(one.deletable for one in left) and self.wanted.delete_orphans:
                self._leftovers.clear(left, current.note)
                left = self._leftovers.now(known)
            outcome = ", ".join(many(count, kind) for kind, count in counted(left).items()) or "none"
            if self._leftovers.deleted:
                outcome = f"{len(self._leftovers.deleted)} deleted; left: {outcome}"
            self._done(current, title, outcome, [f"{one} ({one.busy or one.tag})" for one in left])
            held = blocking(left)
            if held:
                able = any(one.deletable for one in held) and not self.wanted.delete_orphans
                do = f"{self.wanted.command} --delete-orphans" if able else held[0].command
                more = f" and {len(held) - 1} more" if held[1:] else ""
                if self.wanted.plan:
                    self.report.remains += of_things(held)
                self._stop_unless_planned(f"this would keep the VPC from going: {held[0]}{more}", "", do)

    def _destroy(self) -> None:
        title = "pulumi destroy"
        with self._step(5, title) as current:
            count = len(self._resources)
            if self.wanted.plan or not count:
                self._done(current, title, many(count, "resource") if count else "nothing stands")
                return
            self.report.kept += [
                Remaining(one.type, one.urn, "`retainOnDelete` in the program", "delete it by hand")
                for one in self._resources
                if one.retained
            ]
            try:
                with self._leftovers.watched(identities(self._resources), current.note):
                    self.reach.engine.run("destroy", self.wanted.stack, note=current.note)
            except EngineFailed as error:
                do = f"{self.wanted.command}, which goes on from here"
                raise self._stop(str(error.what), do, failed=True) from error
            finally:
                self.report.add_gone("resource of Pulumi", count - len(self._standing()))
            self._done(current, title, many(count, "resource"))

    def _prove(self) -> None:
        """Look at the world once more: what is left of the stack, whatever the steps said."""
        title = "prove it"
        with self._step(STEPS, title) as current:
            resources = self._standing()
            if not self.report.stopped:
                self.report.remains += of_state(resources, self.wanted.stack, "Pulumi's state still has it")
            things = self._leftovers.all(identities(resources))
            for one in self._leftovers.deleted:
                self.report.add_gone(one.kind)
            kept = {one.name for one in self.report.kept}
            self.report.kept += of_things(one for one in things if not one.left)
            self.report.remains += of_things(one for one in things if one.left and one.id not in kept)
            if not self.report.stopped:
                self.report.remains += self._objects_left()
            left = len(self.report.remains)
            self._done(current, title, f"{many(left, 'thing')} left" if left else "nothing of it is left")
            if left and not self.report.stopped:
                able = any(one.deletable for one in things) and not self.wanted.delete_orphans
                self.report.do = f"{self.wanted.command} --delete-orphans" if able else "type the commands shown above"

    def _objects_left(self) -> list[Remaining]:
        """Look at what is left in a cluster that outlives the stack: a hub, or one that stacks share."""
        if self._inside is None:
            return []
        try:
            return of_objects(self._inside.left(), "it carries the stack's label")
        except TeardownError:
            return []  # the cluster went with the stack, and with it all that was in it
