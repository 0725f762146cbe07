"""Tell Argo CD what a new commit touches, so that it looks at once instead of at its next round."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from sandbox.git.api import Access, Api, ApiFailed
from sandbox.git.notification import (
    REFRESH,
    Application,
    ApplicationSet,
    application_sets_touched,
    applications_touched,
    has_seen,
)
from sandbox.git.repository import GitFailed, changed_files, changed_folders, commit_of
from toolchain.files import write_whole

LOG = logging.getLogger("sandbox.git")

REFRESH_VALUES = {"applications": "normal", "applicationsets": "true"}
"""What the annotation of each kind that asks for a look is set to."""

CHECK_SECONDS = (2.0, 3.0, 5.0, 10.0, 20.0, 40.0)
"""How long after an announcement, and after each repetition, it is checked that the commit was seen. A controller
that could not reach the repo-server takes the annotation off and waits for its next round, and of two annotations
in quick succession the second may go with the first. After the last check that next round is near anyway
(`sandbox.argocd.objects.RECONCILIATION_SECONDS`)."""

RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0)
"""How long to wait after each look that failed; the last one stands for all that follow."""

Target = tuple[str, str]
"""Plural of a kind, and a name."""


@dataclass(frozen=True)
class Unconfirmed:
    """An announcement that has not been seen to arrive.

    Args:
        commit: what was announced.
        times: how often it was.
        check_at: when to check, by the announcer's clock.
        close: whether an earlier one was on its way still, with which this one may have gone.
    """

    commit: str
    times: int
    check_at: float
    close: bool


class Announcer:
    """Watches the repository's branch and announces each change of it.

    The commit that was announced last is kept in a file, so that what changed while the server was down is
    announced when it is back.

    Args:
        bare: the repository.
        kubeconfig: of a user that may get, list and patch Applications and ApplicationSets.
        namespace: Argo CD's.
        branch: the branch that is watched.
        clock: seconds, monotonic.
        connect: gives the connection to the API server.
    """

    def __init__(
        self,
        bare: Path,
        kubeconfig: Path,
        *,
        namespace: str = "argocd",
        branch: str = "main",
        clock: Callable[[], float] = time.monotonic,
        connect: Callable[[Path], Api] = lambda kubeconfig: Api(Access.read(kubeconfig)),
    ) -> None:
        self.trouble: str | None = None
        self._bare, self._ref, self._clock = bare, f"refs/heads/{branch}", clock
        self._kubeconfig, self._namespace, self._connect = kubeconfig, namespace, connect
        self._record = bare.parent / "announced"
        self._announced = self._record.read_text().strip() if self._record.exists() else None
        self._unconfirmed: dict[Target, Unconfirmed] = {}
        self._failures, self._not_before = 0, 0.0
        self._stamp: tuple[int, ...] | None = None
        self._head: str | None = None

    def look(self) -> None:
        """Look once; what could not be announced is tried again at a later look, and `trouble` says why not."""
        now = self._clock()
        if now < self._not_before:
            return
        try:
            head = self._current()
            if head is not None and head != self._announced:
                self._announce(self._announced, head)
                self._announced = head
                write_whole(self._record, head + "\n")
            self._confirm(now)
        except (ApiFailed, GitFailed) as error:
            if self.trouble != str(error):
                LOG.warning("%s", error)
            self.trouble = str(error)
            self._not_before = now + RETRY_SECONDS[min(self._failures, len(RETRY_SECONDS) - 1)]
            self._failures += 1
            return
        self.trouble, self._failures = None, 0

    def _current(self) -> str | None:
        stamp = _stamps(self._bare / self._ref, self._bare / "packed-refs")
        if stamp != self._stamp or self._head is None:
            self._head, self._stamp = commit_of(self._bare, self._ref), stamp
        return self._head

    def _announce(self, old: str | None, new: str) -> None:
        known = None if old is None else commit_of(self._bare, old)
        files = None if known is None else changed_files(self._bare, known, new)
        folders = changed_folders(self._bare, known, new, files) if known is not None and files else ()
        if files is not None and not files:
            return
        with self._connect(self._kubeconfig) as api:
            targets = self._touched(api, files, folders)
            for target in targets:
                self._send(api, target, new, times=1)
        LOG.info("commit %s announced to %s", new[:12], ", ".join("/".join(target) for target in targets) or "nobody")

    def _touched(self, api: Api, files: Collection[str] | None, folders: Collection[str]) -> list[Target]:
        """Give what a change touches; all there is if what changed is not known."""
        found = [Application.parse(item) for item in api.items("applications", self._namespace)]
        sets = [ApplicationSet.parse(item) for item in api.items("applicationsets", self._namespace)]
        names = (
            ([one.name for one in sets], [one.name for one in found])
            if files is None
            else (application_sets_touched(files, folders, sets), applications_touched(files, found))
        )
        # Sets first: an Application that is to be made takes longer than one that is to be synced.
        return [*(("applicationsets", name) for name in names[0]), *(("applications", name) for name in names[1])]

    def _confirm(self, now: float) -> None:
        due = [target for target, sent in self._unconfirmed.items() if sent.check_at <= now]
        if not due:
            return
        with self._connect(self._kubeconfig) as api:
            for target in due:
                sent = self._unconfirmed[target]
                item = api.item(target[0], self._namespace, target[1])
                seen = not sent.close and has_seen(item, {sent.commit, self._head or ""})
                if item is None or seen or sent.times > len(CHECK_SECONDS):
                    del self._unconfirmed[target]
                    continue
                LOG.info("commit %s announced to %s again", sent.commit[:12], "/".join(target))
                self._send(api, target, sent.commit, times=sent.times + 1)

    def _send(self, api: Api, target: Target, commit: str, *, times: int) -> None:
        plural, name = target
        if not api.annotate(plural, self._namespace, name, REFRESH[plural], REFRESH_VALUES[plural]):
            self._unconfirmed.pop(target, None)
            return
        check_at = self._clock() + CHECK_SECONDS[min(times, len(CHECK_SECONDS)) - 1]
        # An Application tells which commit it has seen; a set does not.
        close = plural == "applicationsets" and times == 1 and target in self._unconfirmed
        self._unconfirmed[target] = Unconfirmed(commit, times, check_at, close)


def _stamps(*paths: Path) -> tuple[int, ...]:
    stamps: list[int] = []
    for path in paths:
        try:
            status = path.stat()
            stamps += (status.st_mtime_ns, status.st_ino)
        except OSError:
            stamps += (0, 0)
    return tuple(stamps)
