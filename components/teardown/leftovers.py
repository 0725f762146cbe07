"""Orphans of one stack: looked for, deleted where that is asked for, and watched for while the engine works."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

from components.teardown.cloud import CloudApi
from components.teardown.errors import CloudRefused, TeardownError
from components.teardown.orphans import CloudThing, blocking, orphans

WATCH_SECONDS = 15.0


class Leftovers:
    """What a stack's cluster leaves in AWS.

    Args:
        cloud: AWS.
        stack: the stack.
        cluster: the cluster's name.
        delete: whether what controllers of the cluster made may be deleted.
    """

    def __init__(self, cloud: CloudApi, stack: str, cluster: str, *, delete: bool) -> None:
        self._cloud, self._stack, self._cluster, self._may_delete = cloud, stack, cluster, delete
        self.deleted: list[CloudThing] = []

    def now(self, known: Collection[str]) -> list[CloudThing]:
        """Give the orphans that there are, without those that go by themselves or stay on purpose.

        Args:
            known: ids, ARNs and names that the state has.
        """
        return [one for one in self.all(known) if one.left]

    def all(self, known: Collection[str]) -> list[CloudThing]:
        """Give all that the cloud shows of the stack and the state does not have."""
        return orphans(self._cloud.things(self._stack, self._cluster), known)

    def clear(self, things: Sequence[CloudThing], note: Callable[[str], None]) -> None:
        """Delete those that may be, in the order of the rows; what AWS does not delete yet is left to the next look."""
        for one in things if self._may_delete else ():
            if not one.deletable:
                continue
            note(f"deleting {one}")
            try:
                self._cloud.delete(one)
            except CloudRefused as error:
                note(f"{one}: {error.what}")
            else:
                self.deleted.append(one)

    @contextmanager
    def watched(self, known: Collection[str], note: Callable[[str], None]) -> Iterator[None]:
        """Look for orphans while a block runs.

        A node that ends may leave its interfaces behind, and those then hold the subnet, for which AWS's provider waits
        up to twenty minutes (pulumi#8504, pulumi-eks#194).
        """
        ended = threading.Event()

        def look() -> None:
            while not ended.wait(WATCH_SECONDS):
                try:
                    held = blocking(self.now(known))
                    self.clear(held, note)
                except TeardownError as error:
                    note(f"orphans can't be looked for: {error.what}")
                    continue
                if held and not self._may_delete:
                    note(f"{held[0]} holds the VPC; it goes by: {held[0].command}")

        watch = threading.Thread(target=look, name="orphans", daemon=True)
        watch.start()
        try:
            yield
        finally:
            ended.set()
            watch.join(timeout=60)
