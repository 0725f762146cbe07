"""Which documents are judged together, and what the rules on several documents say of them.

What one folder's files hold, or what one chart or kustomization renders, is deployed together: that is what Argo CD and
`kubectl apply -f FOLDER` do. A folder in which two files hold one identity can't be deployed as a whole (samples, one
file an alternative to another), so each of its files is a set of its own.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policies.errors import InputError
from policies.gate.cache import Cache
from policies.gate.document import Document
from policies.gate.engines import Engine, Together, Verdict
from policies.gate.entry import Entry, Judgement, Told, judgement
from policies.gate.judging import parts_of, unpacked
from policies.gate.loading import load
from policies.gate.source import Source, SourceKind

LARGEST_BYTES = 32 * 2**20
"""A set with more than this of JSON is not judged as one; that is told, never passed over."""

AT_ONCE_BYTES = 2**20
"""About how much JSON one query is given, where sets are small."""


@dataclass(frozen=True, slots=True)
class Member:
    """One input of a unit, as it is remembered: its number, its content's digest, and how many documents it has."""

    number: int
    key: bytes
    count: int


@dataclass(slots=True)
class Unit:
    """Inputs that may be deployed together.

    Args:
        name: the folder, chart or kustomization.
        members: those of them that hold documents.
        holders: which member holds an identity, by the identity's digest.
        alternatives: whether two of its members hold one identity.
    """

    name: str
    members: list[Member] = field(default_factory=list)
    holders: dict[int, int] = field(default_factory=dict)
    alternatives: bool = False


class Units:
    """The units of a run, filled as inputs are judged."""

    def __init__(self) -> None:
        self._units: dict[str, Unit] = {}
        self._documents: dict[int, tuple[Told, ...]] = {}

    def add(self, number: int, source: Source, key: bytes, entry: Entry) -> None:
        """Take up an input that was judged."""
        if not entry.documents:
            return
        self._documents[number] = entry.documents
        unit = self._units.setdefault(source.unit, Unit(source.unit))
        unit.members.append(Member(number, key, len(entry.documents)))
        for document in entry.documents:
            unit.alternatives |= unit.holders.setdefault(hash(document.identity), number) != number

    def entry(self, number: int) -> Entry:
        """Give an input that was taken up, with nothing but its documents."""
        return Entry(self._documents[number])

    def sets(self, partial: Mapping[str, bool]) -> Iterator[tuple[str, bool, list[Member]]]:
        """Give what is judged together: a name, whether nothing else belongs to it, and its members by number.

        Args:
            partial: of units of which files were named one by one, whether these are all that the folder holds.
        """
        for unit in sorted(self._units.values(), key=lambda unit: unit.name):
            members = sorted(unit.members, key=lambda member: member.number)
            if unit.alternatives:
                yield from ((unit.name, False, [member]) for member in members)
            else:
                yield unit.name, partial.get(unit.name, True), members


@dataclass(frozen=True, slots=True)
class Joined:
    """What rules on several documents say of one input's documents."""

    number: int
    judgements: tuple[Judgement, ...]


class Joiner:
    """Asks the rules on several documents, or the cache what they said before.

    Args:
        engines: those that look at several documents.
        cache: of verdicts and parts.
        fingerprint: of the engines.
        sources: the run's inputs.
    """

    def __init__(self, engines: Sequence[Engine], cache: Cache, fingerprint: str, sources: Sequence[Source]) -> None:
        self._engines = engines
        self._cache = cache
        self._fingerprint = fingerprint
        self._sources = sources
        self.too_large: list[str] = []

    def judge(self, sets: Iterable[tuple[str, bool, list[Member]]]) -> Iterator[Joined]:
        """Give what is said of each input.

        Raises:
            EngineError: an engine can't judge.
            InputError: an input can't be read again.
        """
        keyed = {self._key(*one): one for one in sets}
        known = self._cache.get(list(keyed))
        for key, body in known.items():
            if (joined := _from_bytes(body, keyed[key][2])) is not None:
                del keyed[key]
                yield from joined
        asked: list[tuple[bytes, Together, list[Member]]] = []
        size = 0
        for key, (name, whole, members) in keyed.items():
            resources, length = self._resources(members)
            if resources is None:
                self.too_large.append(name)
                continue
            asked.append((key, Together(resources, name, whole), members))
            size += length
            if size > AT_ONCE_BYTES:
                yield from self._ask(asked)
                asked, size = [], 0
        yield from self._ask(asked)

    def _key(self, name: str, whole: bool, members: Sequence[Member]) -> bytes:
        hashed = hashlib.blake2b(f"{self._fingerprint}\0set\0{name}\0{whole}".encode(), digest_size=20)
        for member in members:
            hashed.update(member.key)
        return hashed.digest()

    def _resources(self, members: Sequence[Member]) -> tuple[list[Any] | None, int]:
        resources: list[Any] = []
        size = 0
        for member in members:
            for part in self._parts(member):
                size += len(part) * 8
                if size > LARGEST_BYTES:
                    return None, size
                resources += unpacked(part)
        return resources, size

    def _parts(self, member: Member) -> list[bytes]:
        try:
            parts = list(self._cache.parts(member.key))
            if sum(len(unpacked(part)) for part in parts) == member.count:
                return parts
        except (LookupError, ValueError, zlib.error):
            pass
        parts = list(parts_of(self._sources[member.number]))
        if sum(len(unpacked(part)) for part in parts) != member.count:
            raise InputError("changed while it was judged", where=self._sources[member.number].file, do="try again")
        return parts

    def _ask(self, asked: Sequence[tuple[bytes, Together, list[Member]]]) -> list[Joined]:
        if not asked:
            return []
        said: list[list[tuple[str, Verdict]]] = [[] for _ in asked]
        for engine in self._engines:
            judged = engine.judge_sets([one for _, one, _ in asked])
            for about, verdicts in zip(said, judged, strict=True):
                about += [(engine.name, verdict) for verdict in verdicts]
        every: list[Joined] = []
        bodies: dict[bytes, bytes] = {}
        for (key, _, members), about in zip(asked, said, strict=True):
            joined = self._joined(members, about)
            bodies[key] = _to_bytes(joined, members)
            every += joined
        self._cache.put(bodies)
        return every

    def _joined(self, members: Sequence[Member], said: Sequence[tuple[str, Verdict]]) -> list[Joined]:
        """Give each verdict to the input whose document it is about, with where that is."""
        joined: list[Joined] = []
        start = 0
        for member in members:
            own = [
                (engine, verdict, verdict.resource - start)
                for engine, verdict in said
                if start <= verdict.resource < start + member.count
            ]
            if own:
                found = _documents(self._sources[member.number], {at for _, _, at in own})
                judged = tuple(judgement(engine, verdict, found[at], at) for engine, verdict, at in own)
                joined.append(Joined(member.number, judged))
            start += member.count
        return joined


def _documents(source: Source, wanted: set[int]) -> Mapping[int, Document]:
    found: dict[int, Document] = {}
    at = 0
    for one in load(source):
        if isinstance(one, Document):
            if at in wanted:
                found[at] = one
            at += 1
    if missing := wanted - found.keys():
        raise InputError(f"changed while it was judged (document {min(missing)})", where=source.file, do="try again")
    return found


def _to_bytes(joined: Sequence[Joined], members: Sequence[Member]) -> bytes:
    places = {member.number: at for at, member in enumerate(members)}
    rows = [
        [
            places[one.number],
            [
                [
                    j.engine,
                    j.verdict.rule,
                    j.verdict.unknown,
                    j.verdict.message,
                    j.verdict.path,
                    j.document,
                    j.line,
                    j.column,
                    j.container,
                ]
                for j in one.judgements
            ],
        ]
        for one in joined
    ]
    return json.dumps(rows, separators=(",", ":")).encode()


def _from_bytes(body: bytes, members: Sequence[Member]) -> list[Joined] | None:
    try:
        return [
            Joined(
                members[at].number,
                tuple(Judgement(row[0], Verdict(row[1], row[2], row[3], tuple(row[4])), *row[5:]) for row in rows),
            )
            for at, rows in json.loads(body)
        ]
    except (ValueError, TypeError, IndexError, KeyError):
        return None


def is_whole(source: Source, sources: Iterable[Source]) -> bool:
    """Tell of a file of manifests that was named itself whether its folder holds no other file of manifests."""
    if source.path is None or source.kind is not SourceKind.MANIFEST:
        return True
    given = {one.path.name for one in sources if one.path and one.path.parent == source.path.parent}
    try:
        others = {one.name for one in source.path.parent.iterdir() if one.suffix in (".yaml", ".yml", ".json")}
    except OSError:
        return False
    return others <= given
