"""Find and end processes of a sandbox: each carries the state folder's path in its environment."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from sandbox.state import MARK_VARIABLE


def marked(root: Path) -> list[psutil.Process]:
    """Give the living processes of the sandbox in a state folder, children of its parts too.

    A process belongs to it when its environment says so, which survives the death of whoever started it and of
    every file in the folder. The caller's own process and its ancestors are left out.

    Args:
        root: the state folder.
    """
    own = {os.getpid(), *(ancestor.pid for ancestor in psutil.Process().parents())}
    found = []
    for process in psutil.process_iter():
        if process.pid in own:
            continue
        try:
            if process.environ().get(MARK_VARIABLE) == str(root) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def end(processes: Iterable[psutil.Process], *, patience_seconds: float = 8.0) -> list[str]:
    """Ask processes to stop, and kill those that have not after a while.

    Returns:
        The names of those that had to be killed.
    """
    alive = list(processes)
    for process in alive:
        _signal(process, signal.SIGTERM)
        _signal(process, signal.SIGCONT)  # a stopped process can't act on the other signal
    _, stubborn = psutil.wait_procs(alive, timeout=patience_seconds)
    names = []
    for process in stubborn:
        try:
            names.append(process.name())
        except psutil.Error:
            names.append(str(process.pid))
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=5)
    return names


def is_alive(pid: int) -> bool:
    """Tell whether a process runs (a zombie does not)."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def memory_bytes(pid: int, *, with_children: bool = True) -> int | None:
    """Give the memory of a process and its children in bytes; None if it has gone.

    It is the proportional set size where the kernel tells it (Linux): pages that several processes share, as Argo CD's
    three do their one binary, count once in all. Elsewhere it is the resident set size, which counts them each time.
    """
    try:
        process = psutil.Process(pid)
        family = [process, *(process.children(recursive=True) if with_children else ())]
    except psutil.Error:
        return None
    total = 0
    for member in family:
        try:
            full = member.memory_full_info()
            total += getattr(full, "pss", 0) or full.rss
        except psutil.Error:
            continue
    return total


def age_seconds(pid: int) -> float | None:
    """Give how long ago a process was started; None if it has gone."""
    try:
        return max(0.0, time.time() - psutil.Process(pid).create_time())
    except psutil.Error:
        return None


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return
