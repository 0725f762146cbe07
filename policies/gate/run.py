"""One run of the gate, from its inputs to what is found in them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from policies.errors import EngineError, InputError
from policies.gate.cache import Cache
from policies.gate.crew import judge_all
from policies.gate.entry import Entry, from_bytes, to_bytes
from policies.gate.findings import Gathering
from policies.gate.judging import MANIFESTS, Judged, key_of
from policies.gate.loading import discover
from policies.gate.options import Options
from policies.gate.sets import Joiner, Units, is_whole
from policies.gate.setup import Setup, engines_of
from policies.gate.source import Skipped, Source
from policies.gate.teams import Teams

KEPT_AT_ONCE = 200
"""Judged inputs that are written to the cache together."""


class Run:
    """One run: its inputs, what is known of them, and what is found.

    Args:
        inputs: as people name them.
        options: how it judges.
        setup: which engines judge.
        excluded: patterns of paths that are not judged, each with the reason.
        stack: closes what the run opens.

    Attributes:
        gathering: what was found.
        errors: why something could not be judged, a sentence each.
        sources: the inputs that were found.
    """

    def __init__(
        self,
        inputs: Sequence[str],
        options: Options,
        setup: Setup,
        excluded: Mapping[str, str],
        stack: contextlib.ExitStack,
    ) -> None:
        self.inputs = inputs
        self.options = options
        self.setup = setup
        self.engines = engines_of(setup)
        for engine in self.engines:
            stack.callback(engine.close)
        self._fingerprint = "\0".join(engine.fingerprint() for engine in self.engines)
        teams = Teams(setup.bundle.rules, options.directory)
        self.gathering = Gathering(self.engines, unknown_fails=options.unknown_fails, teams=teams)
        self.errors: list[str] = []
        self.sources: list[Source] = []
        self._units = Units()
        self._touched: frozenset[int] | None = None
        for found in discover(inputs, excluded=excluded, directory=options.directory):
            if isinstance(found, Source):
                self.sources.append(found)
            elif isinstance(found, Skipped):
                self.gathering.skip(found.reason)
            else:
                self.gathering.findings.append(found)
        if options.use_cache:
            file = options.cache / "verdicts.sqlite"
        else:
            import tempfile

            file = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="slipway-gate-"))) / "verdicts.sqlite"
        self._cache = Cache(file)
        stack.callback(self._cache.close)

    def judge(self) -> None:
        """Judge all inputs; an engine that fails ends it, and is told."""
        self._only_what_changed()
        keys = self._keys()
        known = self._cache.get(list(keys.values()))
        missing = [number for number, key in keys.items() if key not in known]
        for number in keys.keys() - set(missing):
            source = self.sources[number]
            try:
                self._take(number, keys[number], from_bytes(known[keys[number]], source.file))
            except (ValueError, KeyError, TypeError, IndexError):
                missing.append(number)
        known.clear()
        try:
            self._judge_anew(sorted(missing), keys)
            self._judge_together()
        except EngineError as error:
            self.errors.append(str(error))

    def judge_releases(self, ref: str, order: Sequence[str] | None) -> None:
        """Judge what the change brings to services in their environments; what fails is told."""
        from policies.gate.release import ORDER
        from policies.gate.releasing import judge_releases

        now = self.options.now or datetime.now(UTC)
        directory = self.options.directory
        try:
            judge_releases(self.engines, self.gathering, ref=ref, directory=directory, now=now, order=order or ORDER)
        except (EngineError, InputError) as error:
            self.errors.append(str(error))

    def _only_what_changed(self) -> None:
        """Leave the inputs that changed, and those of the same units, without which rules on sets would err."""
        if self.options.changed_since is None:
            return
        from policies.gate.changes import changes_since, touched

        changes = changes_since(self.options.changed_since, self.options.directory)
        gone = {path.parent for path in changes.gone}
        own = {number for number, source in enumerate(self.sources) if touched(source, changes)}
        units = {self.sources[number].unit for number in own}
        units |= {source.unit for source in self.sources if source.path is not None and source.path.parent in gone}
        kept = [number for number, source in enumerate(self.sources) if number in own or source.unit in units]
        self._touched = frozenset(at for at, number in enumerate(kept) if number in own)
        self.sources = [self.sources[number] for number in kept]

    def _keys(self) -> dict[int, bytes]:
        keys: dict[int, bytes] = {}
        for number, source in enumerate(self.sources):
            try:
                keys[number] = key_of(source, self._fingerprint)
            except OSError as error:
                self.errors.append(str(InputError(f"can't be read ({error.strerror})", where=source.file)))
        return keys

    def _take(self, number: int, key: bytes, entry: Entry, *, whole: bool = True) -> None:
        source = self.sources[number]
        self._units.add(number, source, key, entry)
        if source.file == "-" and whole and not entry.documents:
            # What should have written to us may have failed; a pipe doesn't tell.
            self.errors.append(str(InputError("holds no object", where="standard input", do="see what writes it")))
        if self._touched is None or number in self._touched:
            self.gathering.add(source, entry, whole=whole)

    def _judge_anew(self, missing: Sequence[int], keys: Mapping[int, bytes]) -> None:
        bodies: dict[bytes, bytes] = {}
        parts: dict[bytes, tuple[bytes, ...]] = {}
        numbered = [(number, self.sources[number]) for number in missing]
        self._warm(source for _, source in numbered)
        for judged in judge_all(numbered, self.setup, self.engines, self.options.jobs):
            source, key = self.sources[judged.number], keys[judged.number]
            self._take(judged.number, key, judged.entry, whole=judged.error is None)
            if judged.error is not None:
                self.errors.append(judged.error)
            elif self._unchanged(judged, key):
                bodies[key], parts[key] = to_bytes(judged.entry, source.file), judged.parts
            if len(bodies) >= KEPT_AT_ONCE:
                self._cache.put(bodies, parts)
                bodies, parts = {}, {}
        self._cache.put(bodies, parts)

    def _warm(self, sources: Iterable[Source]) -> None:
        """Let Checkov be imported while OPA works, if something is its own."""
        if any(source.kind not in MANIFESTS for source in sources):
            for engine in self.engines:
                engine.warm()

    def _unchanged(self, judged: Judged, key: bytes) -> bool:
        """Tell whether an input is still what its key was made of, so that a verdict isn't kept for other content."""
        try:
            return key_of(self.sources[judged.number], self._fingerprint) == key
        except OSError:
            return False

    def _judge_together(self) -> None:
        joining = [engine for engine in self.engines if engine.joins()]
        if not joining:
            return
        joiner = Joiner(joining, self._cache, self._fingerprint, self.sources)
        try:
            for joined in joiner.judge(self._units.sets(self._wholeness())):
                source = self.sources[joined.number]
                entry = self._units.entry(joined.number)
                self.gathering.judged(source, entry, joined.judgements)
        except InputError as error:
            self.errors.append(str(error))
        for unit in joiner.too_large:
            self.gathering.undecided["too-large-to-join", unit] += 1
            self.gathering.unknown += 1

    def _wholeness(self) -> Mapping[str, bool]:
        """Tell of the units of which files were named one by one whether these are all that the folder holds."""
        directory = self.options.directory
        named = {os.path.normpath(directory / one) for one in self.inputs if one != "-"}
        return {
            source.unit: is_whole(source, self.sources)
            for source in self.sources
            if source.path is not None and os.path.normpath(directory / source.path) in named
        }
