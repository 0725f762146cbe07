"""What keeps moto's state: a thread that saves it soon after a change, and the health that tells of it."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.aws.snapshot import Restored, save, taken
from toolchain.errors import SlipwayError

if TYPE_CHECKING:
    from sandbox.aws.makers import Makers

_QUIET_SECONDS = 0.3
_LONGEST_SECONDS = 2.0


@dataclass
class Health:
    """What `/healthz` says.

    Args:
        boot: random id of this process's life.
        restored: what the start found.
        saved_at: when the last snapshot was written, in seconds since the epoch; 0 before the first.
        trouble: why the last snapshot could not be written, "" if it could.
        makers: what makes the clusters' control planes and nodes, if they are made.
    """

    boot: str
    restored: Restored
    saved_at: float = 0.0
    trouble: str = ""
    makers: Makers | None = None

    def document(self) -> bytes:
        """Give it as JSON."""
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.saved_at)) if self.saved_at else None
        return json.dumps(
            {
                "status": "degraded" if self.trouble else "ok",
                "boot_id": self.boot,
                "restored": self.restored.done,
                "restored_detail": self.restored.why,
                "snapshot_at": at,
                "trouble": self.trouble or None,
                "nodes_trouble": (self.makers.trouble or None) if self.makers else None,
            }
        ).encode()


class Keeper:
    """Writes a snapshot soon after a change, and at the end.

    Args:
        path: the snapshot's file.
        lock: held while a request runs.
        health: where trouble is told.
    """

    def __init__(self, path: Path, lock: threading.RLock, health: Health) -> None:
        self._path = path
        self._lock = lock
        self._health = health
        self._last_request = 0.0
        self._first_unsaved = 0.0
        self._digest = b""
        self._ended = False
        self._wake = threading.Event()

    @property
    def restored(self) -> Restored:
        """What the start found."""
        return self._health.restored

    def touched(self) -> None:
        """Take note that a request ran."""
        now = time.monotonic()
        self._last_request = now
        self._first_unsaved = self._first_unsaved or now
        self._wake.set()

    def run(self) -> None:
        """Save whenever requests pause for a moment, and every two seconds while they don't."""
        while not self._ended:
            self._wake.wait()
            now = time.monotonic()
            if now - self._last_request < _QUIET_SECONDS and now - self._first_unsaved < _LONGEST_SECONDS:
                time.sleep(0.05)
                continue
            self._wake.clear()
            self._first_unsaved = 0.0
            self.save()

    def end(self) -> None:
        """Save what is unsaved, and nothing after it."""
        self._ended = True
        self.save()

    def save(self) -> None:
        """Save now, if anything changed since the last time."""
        try:
            with self._lock:
                content = taken()
            digest = hashlib.sha256(content).digest()
            if digest != self._digest:
                save(self._path, content)
                self._digest = digest
                self._health.saved_at = time.time()
            self._health.trouble = ""
        except SlipwayError as error:
            self._health.trouble = str(error)
        except Exception as error:
            # Moto holds something that can't be pickled: the sandbox goes on, and says that a restart would lose state.
            self._health.trouble = (
                f"the snapshot cannot be taken ({type(error).__name__}: {error}); a restart loses what changed"
            )
