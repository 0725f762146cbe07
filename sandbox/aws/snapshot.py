"""Moto's state as a file: what is in memory when the process ends is there again when it starts.

Moto keeps everything in Python objects, one backend a service, account and region, and has no way to save them. They
are pickled here as one whole (they refer to one another), with what pickle can't take said in another way: keys as
PKCS#8, locks as new ones, IAM's AWS-managed policies by their name. Recording requests and replaying them was the other
way: it brings back other ids, since moto draws them at random, and takes as long as all the work before.
"""

from __future__ import annotations

import hashlib
import io
import marshal
import pickle
import sys
import threading
import types
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolchain.files import write_whole

_HEADER = b"slipway-aws-snapshot 1"
_MANAGED_POLICY = "AWSManagedPolicy"
_LOCKS: dict[type, Any] = {type(threading.Lock()): threading.Lock, type(threading.RLock()): threading.RLock}


@dataclass(frozen=True)
class Restored:
    """What a start found.

    Args:
        done: whether state was restored.
        why: in a few words: what was restored, or why nothing was.
    """

    done: bool
    why: str


def _lock(kind: str) -> Any:
    return threading.Lock() if kind == "Lock" else threading.RLock()


def _private_key(text: bytes) -> Any:
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    return load_der_private_key(text, password=None)


def _local_function(code: bytes, module: str, name: str, defaults: Any) -> Any:
    __import__(module)
    return types.FunctionType(marshal.loads(code), sys.modules[module].__dict__, name, defaults)  # noqa: S302 - our own file


def _unfilled(kind: Any) -> Any:
    return kind.__new__(kind)


def _managed_policy(account: str, partition: str, arn: str) -> Any:
    from moto.backends import get_backend

    return get_backend("iam")[account][partition].managed_policies[arn]


class _Pickler(pickle.Pickler):
    """Pickle, with a way to say what moto holds and pickle can't take.

    Args:
        places: where each backend is registered, by its object's id.
    """

    def __init__(self, file: io.BytesIO, places: dict[int, tuple[str, str, str]]) -> None:
        super().__init__(file, protocol=5)
        self.places = places

    def reducer_override(self, value: Any) -> Any:
        """Give the way to make a value again, or leave it to pickle."""
        kind = type(value)
        if kind in _LOCKS:
            return _lock, ("Lock" if kind is type(threading.Lock()) else "RLock",)
        if kind.__module__.startswith("cryptography.") and hasattr(value, "private_bytes"):
            from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

            return _private_key, (value.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),)
        if kind is types.FunctionType and "<locals>" in value.__qualname__ and value.__closure__ is None:
            return _local_function, (
                marshal.dumps(value.__code__),
                value.__module__,
                value.__name__,
                value.__defaults__,
            )
        if isinstance(value, defaultdict) and kind is not defaultdict:
            # Pickle would call the class with the factory alone, which moto's own kinds of dict don't take.
            return (
                _unfilled,
                (kind,),
                vars(value) | {"default_factory": value.default_factory},
                None,
                iter(value.items()),
            )
        if kind.__name__ == _MANAGED_POLICY:
            return (
                _managed_policy,
                (value.account_id, value.partition, value.arn),
                {"attachment_count": value.attachment_count},
            )
        return NotImplemented

    def persistent_id(self, value: Any) -> Any:
        """Name registries and backends instead of copying them, so that what refers to one refers to the living one."""
        from moto.core.base_backend import AccountSpecificBackend, BackendDict, BaseBackend

        if isinstance(value, BaseBackend):
            return self.places.get(id(value))
        if isinstance(value, AccountSpecificBackend):
            return (value.service_name, value.account_id)
        return (value.service_name,) if isinstance(value, BackendDict) else None


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, identity: Any) -> Any:
        """Give the registry or backend that is named: (service), (service, account) or (service, account, region)."""
        from moto.backends import get_backend

        found: Any = get_backend(identity[0])
        for step in identity[1:]:
            found = found[step]
        return found


def _stamp() -> bytes:
    from importlib.metadata import version

    return f"moto {version('moto')} python {sys.version_info.major}.{sys.version_info.minor}".encode()


def _managed(policies: Any) -> Any:
    return [policy for policy in policies if type(policy).__name__ != _MANAGED_POLICY]


def taken() -> bytes:
    """Give the state of every backend in use; no request may run meanwhile.

    Returns:
        The file's content: a header with versions and a checksum, then the pickled backends.
    """
    from moto.core.base_backend import BackendDict

    backends: list[tuple[str, str, str, str, dict[str, Any]]] = []
    places: dict[int, tuple[str, str, str]] = {}
    for registry in BackendDict._instances:
        for account, region, backend in registry.iter_backends():
            places[id(backend)] = (registry.service_name, account, region)
            state = dict(backend.__dict__)
            if registry.service_name == "iam":
                # 1,582 policies of AWS's own that are the same everywhere: only those in use are named.
                state["aws_managed_policies"] = None
                state["managed_policies"] = {p.arn: p for p in _managed(backend.managed_policies.values())}
            if registry.service_name == "resourcegroupstaggingapi":
                # Listings that wait for the next page, as generators: after a restart their tokens are expired ones.
                state["_pages"] = {}
            backends.append((registry.service_name, account, region, type(backend).__name__, state))
    buffer = io.BytesIO()
    _Pickler(buffer, places).dump(backends)
    payload = buffer.getvalue()
    return b"\n".join((_HEADER, _stamp(), hashlib.sha256(payload).hexdigest().encode(), payload))


def restore(path: Path) -> Restored:
    """Bring back the state of a file; one that can't be used is put aside as `NAME.unusable` and nothing is restored.

    Args:
        path: the file that `taken` was written to.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Restored(False, "no snapshot; starting empty")
    except OSError as error:
        return Restored(False, f"the snapshot {path} cannot be read ({error.strerror}); starting empty")
    reason = _restored(content)
    if reason is None:
        return Restored(True, f"restored from {path}")
    aside = path.with_name(f"{path.name}.unusable")
    path.replace(aside)
    return Restored(False, f"the snapshot is {reason}; put aside as {aside}, starting empty")


def _restored(content: bytes) -> str | None:
    from moto.backends import get_backend
    from moto.core.base_backend import BackendDict

    header, stamp, digest, payload = [*content.split(b"\n", 3), b"", b"", b""][:4]
    if header != _HEADER or hashlib.sha256(payload).hexdigest().encode() != digest:
        return "damaged"
    if stamp != _stamp():
        return f"of another version ({stamp.decode()}, this is {_stamp().decode()})"
    try:
        for service, account, region, kind, state in _Unpickler(io.BytesIO(payload)).load():
            backend = get_backend(service)[account][region]
            if type(backend).__name__ != kind:
                return f"of another moto ({service} is a {type(backend).__name__}, not a {kind})"
            if service == "iam":
                policies = backend.managed_policies | state["managed_policies"]
                state = {**state, "managed_policies": policies, "aws_managed_policies": backend.aws_managed_policies}
            backend.__dict__.clear()
            backend.__dict__.update(state)
    except Exception as error:
        # Whatever is wrong inside, half a cloud is worse than none.
        BackendDict.reset()
        return f"unreadable ({type(error).__name__}: {error})"
    return None


def save(path: Path, content: bytes) -> None:
    """Write a snapshot whole, readable by its owner alone.

    Raises:
        SlipwayError: it can't be written; the snapshot before it is still there.
    """
    write_whole(path, content, mode=0o600)
