"""A stack's teardown, step by step. What is done is read from the world each time, so it can be killed anywhere.

Why it takes more than `pulumi destroy`: what controllers of the cluster made (load balancers, interfaces, volumes) is
in nobody's state and keeps subnets and security groups from going (pulumi#8504, pulumi-eks#194); Argo CD puts back what
is deleted, and once it is gone its finalizers hold namespaces for ever (terraform-aws-eks-blueprints#1114); custom
resources outlive their controllers (#701); and a tool that only says "destroyed" is not believed (kubefirst#1730).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from components.engine import EngineFailed, Operation, Outcome
from components.teardown.api import ClusterApi
from components.teardown.cloud import CloudApi
from components.teardown.errors import CloudRefused, ClusterUnreachable, TeardownError
from components.teardown.in_cluster import InCluster
from components.teardown.orphans import CloudThing, blocking, counted, orphans
from components.teardown.protection import arguments_of, filled, guardable, holders
from components.teardown.report import Remaining, Report, StepDone, of_objects, of_state, of_stuck, of_things
from components.teardown.scope import Scope
from components.teardown.state import Standing, clusters, identities, standing
from components.teardown.waiting import Patience, Removal, remove
from toolchain.progress import Progress, Step, step

STEPS = 6
WATCH_SECONDS = 15.0


class EngineOfStack(Protocol):
    """What a teardown asks of Pulumi's engine."""

    def run(
        self,
        operation: Operation,
        stack: str,
        *,
        refresh: bool = False,
        targets: Sequence[str] = (),
        note: Callable[[str], None] = ...,
    ) -> Outcome:
        """Run an operation."""

    def resources(self, stack: str) -> list[dict[str, object]]:
        """Give the state's resources."""

    def output(self, arguments: Sequence[str]) -> str:
        """Run a short command."""


@dataclass(frozen=True)
class Wanted:
    """What is to be taken down, and how far a teardown may go.

    Attributes:
        stack: the stack.
        cluster: its cluster's name in AWS.
        argo_namespace: Argo CD's namespace.
        command: the command that goes on with it, e.g. `platform stack down dev`.
        deadline_seconds: how long to wait for one group of objects.
        plan: change nothing, and say what would be done.
        delete_orphans: delete what the cluster's controllers left behind.
        unprotect: turn protections off.
        force_finalizers: take finalizers away from what does not go within the deadline.
        without_cluster: go on although the cluster can't be asked.
    """

    stack: str
    cluster: str
    argo_namespace: str
    command: str
    deadline_seconds: float = 600.0
    plan: bool = False
    delete_orphans: bool = False
    unprotect: bool = False
    force_finalizers: bool = False
    without_cluster: bool = False


@dataclass(frozen=True)
class Reach:
    """How a teardown reaches what it works on; tests put their own in place.

    Attributes:
        engine: Pulumi's engine.
        cloud: AWS.
        cluster: gives a cluster's API by what the state knows of it.
        hub: gives the API of the hub in which Argo CD lives; None if it lives in the stack's own cluster.
        progress: told of each step.
        forget_unreachable: tells the engine to drop objects of a cluster that is no more.
        interval_seconds: pause between looks.
    """

    engine: EngineOfStack
    cloud: CloudApi
    cluster: Callable[[Standing], ClusterApi]
    hub: Callable[[], ClusterApi] | None
    progress: Progress
    forget_unreachable: Callable[[], None] = lambda: None
    interval_seconds: float = 0.5


class Stop(Exception):
    """The steps end here; the report says why."""


class Teardown:
    """Takes one stack down.

    Args:
        wanted: what, and how far.
        reach: how it is reached.
    """

    def __init__(self, wanted: Wanted, reach: Reach) -> None:
        self.wanted, self.reach = wanted, reach
        self.report = Report(wanted.stack, planned=wanted.plan)
        self._resources: list[Standing] = []
        self._inside: InCluster | None = None
        self._scope: Scope | None = None

    def run(self) -> Report:
        """Go through the steps and give what came of it; what remains is looked up whatever happened.

        Raises:
            SlipwayError: AWS or the engine can't be asked at all, so that nothing is known.
        """
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

    @contextmanager
    def _step(self, number: int, title: str) -> Iterator[Step]:
        with step(self.reach.progress, f"{number}/{STEPS}  {title}") as current:
            yield current

    def _done(self, current: Step, title: str, outcome: str, things: Sequence[str] = ()) -> None:
        current.outcome = outcome
        self.report.steps.append(StepDone(title, outcome, tuple(things)))

    def _stop(self, why: str, do: str, *, failed: bool = False) -> Stop:
        self.report.stopped, self.report.do, self.report.failed = why, do, failed
        return Stop()

    def _standing(self) -> list[Standing]:
        return standing(self.reach.engine.resources(self.wanted.stack))

    # -- before anything is touched -------------------------------------------------------------------------------

    def _protections(self) -> None:
        """Look for what would refuse to go, before anything else is touched; turn it off if that was asked for."""
        protected = [one for one in self._resources if one.protected]
        guarded = [
            (one, row)
            for one, row in guardable(self._resources)
            if self._asked(one, row.service, row.look, row.look_arguments, row.switch) in (True, "true")
        ]
        full = [
            (one, row)
            for one, row in holders(self._resources)
            if any(self._asked(one, row.service, row.operation, row.arguments, key) for key in row.content)
        ]
        found = [
            *(
                Remaining("protected", one.urn, "`protect` in the program",
                          f"pulumi state unprotect '{one.urn}' --stack {self.wanted.stack}")
                for one in protected
            ),
            *(
                Remaining("deletion protection", one.urn, "AWS refuses to delete it"
                          + (f"; {row.setting} in the stack's file" if row.setting else ""), filled(row.command, one))
                for one, row in guarded
            ),
            *(Remaining("not empty", one.urn, f"it holds {row.what}", filled(row.command, one)) for one, row in full),
        ]  # fmt: skip
        if full or (found and not self.wanted.unprotect):
            self.report.remains += found
            kinds = "1 resource refuses" if len(found) == 1 else f"{len(found)} resources refuse"
            do = "empty what is not empty, then type it again" if full else f"{self.wanted.command} --unprotect"
            if self.wanted.plan:
                self.report.stopped, self.report.do = f"{kinds} to be deleted", do
                return
            raise self._stop(f"{kinds} to be deleted; nothing was touched", do)
        if self.wanted.plan:
            return
        for one in protected:
            self.reach.engine.output(["state", "unprotect", one.urn, "--stack", self.wanted.stack, "--yes"])
        for one, row in guarded:
            self.reach.cloud.ask(row.service, row.operation, arguments_of(row.arguments, one), "@")
        if found:
            self.report.steps.append(
                StepDone("take protections away", f"{len(found)} turned off", tuple(one.name for one in found))
            )

    def _asked(
        self, resource: Standing, service: str, operation: str, arguments: Mapping[str, object], path: str
    ) -> object:
        return self.reach.cloud.ask(service, operation, arguments_of(arguments, resource), path)

    def _find_cluster(self) -> None:
        """Reach the stack's cluster, if it stands."""
        known = clusters(self._resources)
        if not known:
            return
        alive = self.reach.cloud.ask("eks", "describe_cluster", {"name": self.wanted.cluster}, "cluster.status")
        if alive is None:
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
            told = f"{_many(len(applications), 'Application')} of {_many(len(sets), 'ApplicationSet')}"
            state = "would be paused" if self.wanted.plan else "self-heal and automated sync off"
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
            outcome = ", ".join(_many(len(wave.found), wave.what) for wave in waves) or "nothing owns any"
            if self.wanted.plan:
                self._done(current, title, outcome, [str(one) for one in found])
                return
            for wave in waves:
                self._account(remove(self._inside.api, wave.found, self._patience(current)))
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
            outcome = f"{_many(len(applications), 'Application')}, {_many(len(namespaces), 'namespace')}"
            if not self.wanted.plan:
                self._account(inside.remove_applications(self._patience(current)))
                self._account(remove(inside.api, namespaces, self._patience(current)))
            self._done(current, title, outcome, found)

    def _patience(self, current: Step) -> Patience:
        return Patience(
            self.wanted.deadline_seconds, self.wanted.force_finalizers, current.note, self.reach.interval_seconds
        )

    def _account(self, removal: Removal) -> None:
        """Count what is gone; stop at what is stuck."""
        for one in removal.gone:
            self.report.add_gone(one.kind.kind)
        if removal.stuck:
            self.report.remains += of_stuck(removal.stuck)
            first, why = removal.stuck[0]
            more = f" and {len(removal.stuck) - 1} more" if len(removal.stuck) > 1 else ""
            raise self._stop(
                f"{first}{more} did not go within {self.wanted.deadline_seconds:.0f} s: {why}",
                f"see that the controller runs, then type it again; or, if nobody will ever do that work: "
                f"{self.wanted.command} --force-finalizers",
            )

    # -- in the cloud ---------------------------------------------------------------------------------------------

    def _orphans(self) -> None:
        title = "look for orphans"
        with self._step(4, title) as current:
            left = self._orphaned()
            deleted: list[CloudThing] = []
            if left and self.wanted.delete_orphans and not self.wanted.plan:
                deleted = self._delete([one for one in left if one.deletable], current.note)
                left = self._orphaned()
            said = [f"{count} × {kind}" for kind, count in counted(left).items()]
            outcome = ", ".join(said) or "none"
            if deleted:
                outcome = f"{len(deleted)} deleted; left: {outcome}"
            self._done(current, title, outcome, [f"{one} ({one.busy or one.tag})" for one in left])
            held = blocking(left)
            if held:
                word = "this would keep" if len(held) == 1 else f"{len(held)} things would keep"
                do = (
                    f"{self.wanted.command} --delete-orphans" if any(one.deletable for one in held) else held[0].command
                )
                why = f"{word} the VPC from going: {held[0]}" + (f" and {len(held) - 1} more" if held[1:] else "")
                if self.wanted.plan:
                    self.report.stopped = self.report.stopped or why
                    self.report.do = self.report.do or do
                    self.report.remains += of_things(held)
                    return
                raise self._stop(why, do)

    def _orphaned(self) -> list[CloudThing]:
        things = self.reach.cloud.things(self.wanted.stack, self.wanted.cluster)
        return orphans(things, identities(self._resources))

    def _delete(self, things: Sequence[CloudThing], note: Callable[[str], None]) -> list[CloudThing]:
        """Delete orphans, in the order of the rows; one that AWS does not delete yet is left to the next look."""
        deleted = []
        for one in things:
            note(f"deleting {one}")
            try:
                self.reach.cloud.delete(one)
            except CloudRefused as error:
                note(f"{one}: {error.what}")
            else:
                deleted.append(one)
                self.report.add_gone(one.kind)
        return deleted

    def _destroy(self) -> None:
        title = "pulumi destroy"
        with self._step(5, title) as current:
            count = len(self._resources)
            if self.wanted.plan or not count:
                self._done(current, title, _many(count, "resource") if count else "nothing stands")
                return
            retained = [one for one in self._resources if one.retained]
            self.report.kept += [
                Remaining(one.type, one.urn, "`retainOnDelete` in the program", "delete it by hand") for one in retained
            ]
            before = len(self._resources)
            try:
                with self._watched(identities(self._resources), current.note):
                    self.reach.engine.run("destroy", self.wanted.stack, note=current.note)
            except EngineFailed as error:
                self.report.add_gone("resource of Pulumi", before - len(self._standing()))
                current.outcome = f"failed: {error.what}"
                raise self._stop(
                    str(error.what), f"{self.wanted.command}, which goes on from here", failed=True
                ) from error
            self.report.add_gone("resource of Pulumi", before - len(self._standing()))
            self._done(current, title, _many(before, "resource"))

    @contextmanager
    def _watched(self, known: Collection[str], note: Callable[[str], None]) -> Iterator[None]:
        """Look for orphans while the engine works: a node that ends may leave its interfaces behind, which then hold
        the subnet (pulumi#8504, amazon-vpc-cni-k8s#1223)."""
        ended = threading.Event()

        def look() -> None:
            while not ended.wait(WATCH_SECONDS):
                try:
                    held = blocking(orphans(self.reach.cloud.things(self.wanted.stack, self.wanted.cluster), known))
                except TeardownError as error:
                    note(f"orphans can't be looked for: {error.what}")
                    continue
                if self.wanted.delete_orphans:
                    self._delete([one for one in held if one.deletable], note)
                elif held:
                    note(f"{held[0]} holds the VPC; delete it by: {held[0].command}")

        watch = threading.Thread(target=look, name="orphans", daemon=True)
        watch.start()
        try:
            yield
        finally:
            ended.set()
            watch.join(timeout=60)

    def _prove(self) -> None:
        """Look at the world once more: what is left of the stack, whatever the steps said."""
        title = "prove it"
        with self._step(STEPS, title) as current:
            resources = self._standing()
            if not self.report.stopped:
                self.report.remains += of_state(resources, self.wanted.stack, "Pulumi's state still has it")
            things = orphans(self.reach.cloud.things(self.wanted.stack, self.wanted.cluster), identities(resources))
            kept = {one.name for one in self.report.kept}
            self.report.kept += of_things(one for one in things if one.leaves)
            self.report.remains += of_things(one for one in things if not one.leaves and one.id not in kept)
            if not self.report.stopped:
                self.report.remains += self._objects_left()
            left = len(self.report.remains)
            self._done(current, title, f"{_many(left, 'thing')} left" if left else "nothing of it is left")
            if left and not self.report.stopped:
                self.report.do = f"{self.wanted.command} --delete-orphans, or the commands below"

    def _objects_left(self) -> list[Remaining]:
        """Look at what is left in a cluster that outlives the stack: a hub, or one that stacks share."""
        if self._inside is None:
            return []
        try:
            return of_objects(self._inside.left(), "it carries the stack's label")
        except TeardownError:
            return []  # the cluster went with the stack, and with it all that was in it


def _many(count: int, what: str) -> str:
    """Write a number of things: `1 volume claim`, `3 volume claims`."""
    plural = what if what.endswith("s") else f"{what}s"
    return f"{count} {plural.removesuffix('s') if count == 1 else plural}"
