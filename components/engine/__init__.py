"""Pulumi's engine as the platform runs it: one operation at a time, with its events, its locks and its state."""

from components.engine.backend import PROJECT, FileBackend
from components.engine.errors import EngineFailed
from components.engine.events import QUIET_OPERATIONS, Change, Outcome
from components.engine.run import FLAGS, Engine, Operation

__all__ = [
    "FLAGS",
    "PROJECT",
    "QUIET_OPERATIONS",
    "Change",
    "Engine",
    "EngineFailed",
    "FileBackend",
    "Operation",
    "Outcome",
]
