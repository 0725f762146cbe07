"""`check`: inputs → documents → engines → findings − waivers → report. What the command line, CI and tests call."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from policies.errors import EngineError, InputError
from policies.gate.bundle import bundle_of, rule_folders
from policies.gate.cache import Cache
from policies.gate.crew import judge_all
from policies.gate.engines.opa.binary import opa_binary
from policies.gate.entry import Entry, from_bytes, to_bytes
from policies.gate.finding import Finding, Report, Severity, Summary
from policies.gate.findings import Gathering, in_order
from policies.gate.judging import MANIFESTS, Judged, key_of
from policies.gate.loading import discover
from policies.gate.places import checkout_of, gate_cache
from policies.gate.sets import Joiner, Units, is_whole
from policies.gate.settings import read_settings
from policies.gate.setup import ENGINES, Setup, engines_of
from policies.gate.source import Skipped, Source
from policies.gate.teams import Teams

if TYPE_CHECKING:
    from policies.gate.trust import Trusted
    from toolchain.progress import Progress

KEPT_AT_ONCE = 200
"""Judged inputs that are written to the cache together."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run judges.

    Args:
        engines: the engines that judge all that they can; none for the default, each where it is needed.
        changed_since: only what changed since this ref, and what it is deployed together with.
        baseline: a file of findings that were there before.
        settings: a file of settings in place of policies/settings.yaml; the trusted ref has no say in it.
        trusted_ref: the ref from which rules, settings, waivers and baseline are taken.
        unknown_fails: whether what could not be decided is a finding.
        fail_on: the least severity that fails.
        use_cache: whether verdicts of earlier runs are believed.
        directory: from where paths are read and files are named; the repository is around it.
        today: the day by which waivers are judged; None for today by UTC, as the cluster judges.
        progress: told of what must be built or installed first.
        now: the time by which releases are judged; None for now.
        jobs: how many processes judge; None for as many as there are cores.
        cache: the gate's folder of the shared cache.
    """

    engines: tuple[str, ...] = ()
    changed_since: str | None = None
    baseline: Path | None = None
    settings: Path | None = None
    trusted_ref: str | None = None
    unknown_fails: bool = False
    fail_on: Severity = Severity.LOW
    use_cache: bool = True
    directory: Path = field(default_factory=Path.cwd)
    today: date | None = None
    now: datetime | None = None
    progress: Progress | None = None
    jobs: int | None = None
    cache: Path = field(default_factory=gate_cache)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to.

    Args:
        report: the findings and the numbers.
        errors: why something could not be judged, a sentence each, naming the input.
        status: 0 nothing at or above `fail_on`, 1 findings, 2 something could not be judged.
    """

    report: Report
    errors: tuple[str, ...]
    status: int


def check(inputs: Sequence[str], options: Options | None = None) -> Outcome:
    """Judge inputs.

    Args:
        inputs: files, folders, charts, kustomizations, `-` for standard input; none for the whole repository.
        options: how.

    Raises:
        GateError: nothing could be judged at all: rules, settings or waivers are wrong, no such input, no such ref.
    """
    began = time.monotonic()
    options = options or Options()
    with contextlib.ExitStack() as stack:
        root = checkout_of(options.directory)
        given: list[Finding] = []
        trust: Trusted | None = None
        if options.trusted_ref is not None:
            from policies.gate.changes import trusted

            trust = stack.enter_context(trusted(options.trusted_ref, options.directory, options.baseline))
            if options.baseline is not None:
                options = replace(options, baseline=trust.at(options.baseline))
            root = trust.folder
            given += trust.findings
        settings = read_settings(options.settings or root / "policies" / "settings.yaml", options.cache)
        bundle = bundle_of(rule_folders(root), settings.rego, options.cache)
        setup = Setup(bundle, options.cache, options.engines or ENGINES, bool(options.engines), options.progress)
        if "opa" in setup.engines:
            opa_binary(options.progress)
        run = _Run(inputs, options, setup, settings.excluded, stack)
        run.trust = trust
        run.judge()
        if options.changed_since is not None:
            run.judge_releases(options.changed_since, settings.rego.get("environmentOrder"))
        run.gathering.findings += given
        return run.outcome(root, began)


class _Run:
    """One run: its inputs, what is known of them, and what is found."""

    def __init__(
        self,
        inputs: Sequence[str],
        options: Options,
        setup: Setup,
        excluded: Mapping[str, str],
        stack: contextlib.ExitStack,
    ) -> None:
        self._inputs = inputs
        self._options = options
        self._setup = setup
        self._engines = engines_of(setup)
        for engine in self._engines:
            stack.callback(engine.close)
        self._fingerprint = "\0".join(engine.fingerprint() for engine in self._engines)
        teams = Teams(setup.bundle.rules, options.directory)
        self.gathering = Gathering(self._engines, unknown_fails=options.unknown_fails, teams=teams)
        self.trust: Trusted | None = None
        self._errors: list[str] = []
        self._sources: list[Source] = []
        self._units = Units()
        self._touched: frozenset[int] | None = None
        for found in discover(inputs, excluded=excluded, directory=options.directory):
            if isinstance(found, Source):
                self._sources.append(found)
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
            source = self._sources[number]
            try:
                self._take(number, keys[number], from_bytes(known[keys[number]], source.file))
            except (ValueError, KeyError, TypeError, IndexError):
                missing.append(number)
        known.clear()
        try:
            self._judge_anew(sorted(missing), keys)
            self._judge_together()
        except EngineError as error:
            self._errors.append(str(error))

    def judge_releases(self, ref: str, order: Sequence[str] | None) -> None:
        """Judge what the change brings to services in their environments; what fails is told."""
        from policies.gate.release import ORDER
        from policies.gate.releasing import judge_releases

        now = self._options.now or datetime.now(UTC)
        directory = self._options.directory
        try:
            judge_releases(self._engines, self.gathering, ref=ref, directory=directory, now=now, order=order or ORDER)
        except (EngineError, InputError) as error:
            self._errors.append(str(error))

    def _only_what_changed(self) -> None:
        """Leave the inputs that changed, and those of the same units, without which rules on sets would err."""
        if self._options.changed_since is None:
            return
        from policies.gate.changes import changes_since, touched

        changes = changes_since(self._options.changed_since, self._options.directory)
        gone = {path.parent for path in changes.gone}
        own = {number for number, source in enumerate(self._sources) if touched(source, changes)}
        units = {self._sources[number].unit for number in own}
        units |= {source.unit for source in self._sources if source.path is not None and source.path.parent in gone}
        kept = [number for number, source in enumerate(self._sources) if number in own or source.unit in units]
        self._touched = frozenset(at for at, number in enumerate(kept) if number in own)
        self._sources = [self._sources[number] for number in kept]

    def _keys(self) -> dict[int, bytes]:
        keys: dict[int, bytes] = {}
        for number, source in enumerate(self._sources):
            try:
                keys[number] = key_of(source, self._fingerprint)
            except OSError as error:
                self._errors.append(str(InputError(f"can't be read ({error.strerror})", where=source.file)))
        return keys

    def _take(self, number: int, key: bytes, entry: Entry) -> None:
        source = self._sources[number]
        self._units.add(number, source, key, entry)
        if source.file == "-" and not entry.documents:
            # What should have written to us may have failed; a pipe doesn't tell.
            self._errors.append(str(InputError("holds no object", where="standard input", do="see what writes it")))
        if self._touched is None or number in self._touched:
            self.gathering.add(source, entry)

    def _judge_anew(self, missing: Sequence[int], keys: Mapping[int, bytes]) -> None:
        bodies: dict[bytes, bytes] = {}
        parts: dict[bytes, tuple[bytes, ...]] = {}
        numbered = [(number, self._sources[number]) for number in missing]
        self._warm(source for _, source in numbered)
        for judged in judge_all(numbered, self._setup, self._engines, self._options.jobs):
            source, key = self._sources[judged.number], keys[judged.number]
            self._take(judged.number, key, judged.entry)
            if judged.error is not None:
                self._errors.append(judged.error)
            elif self._unchanged(judged, key):
                bodies[key], parts[key] = to_bytes(judged.entry, source.file), judged.parts
            if len(bodies) >= KEPT_AT_ONCE:
                self._cache.put(bodies, parts)
                bodies, parts = {}, {}
        self._cache.put(bodies, parts)

    def _warm(self, sources: Iterable[Source]) -> None:
        """Let Checkov be imported while OPA works, if something is its own."""
        if any(source.kind not in MANIFESTS for source in sources):
            for engine in self._engines:
                engine.warm()

    def _unchanged(self, judged: Judged, key: bytes) -> bool:
        """Tell whether an input is still what its key was made of, so that a verdict isn't kept for other content."""
        try:
            return key_of(self._sources[judged.number], self._fingerprint) == key
        except OSError:
            return False

    def _judge_together(self) -> None:
        joining = [engine for engine in self._engines if engine.joins()]
        if not joining:
            return
        joiner = Joiner(joining, self._cache, self._fingerprint, self._sources)
        try:
            for joined in joiner.judge(self._units.sets(self._wholeness())):
                source = self._sources[joined.number]
                entry = self._units.entry(joined.number)
                self.gathering.judged(source, entry, joined.judgements)
        except InputError as error:
            self._errors.append(str(error))
        for unit in joiner.too_large:
            self.gathering.undecided["too-large-to-join", unit] += 1
            self.gathering.unknown += 1

    def _wholeness(self) -> Mapping[str, bool]:
        alone = {one for one in self._inputs if one != "-" and Path(one).is_file()}
        return {source.unit: is_whole(source, self._sources) for source in self._sources if source.file in alone}

    def outcome(self, root: Path, began: float) -> Outcome:
        """Give the report, after waivers and baseline."""
        from policies.gate.waivers import LEDGER, honour, read_ledger

        if not self._sources and self._options.changed_since is None and not self._errors:
            raise InputError(
                "holds nothing that could be judged",
                where=", ".join(self._inputs) or str(self._options.directory),
                do="name a file or folder of manifests, a chart, a kustomization, a Dockerfile or a workflow",
            )
        ordered = in_order(self.gathering.findings)
        if any(one.engine == "checkov" for one in ordered):
            from policies.gate.engines.checkov.asks import merged

            ordered = merged(ordered)
            if self.trust is not None:
                from policies.gate.engines.checkov.trust import only_trusted

                ordered = only_trusted(ordered, self.trust, self._options.directory)
        ledger = read_ledger(root / LEDGER, self._named(LEDGER))
        whole = not self._inputs and self._options.changed_since is None
        marked = honour(
            ordered, ledger, self._options.today or datetime.now(UTC).date(), whole=whole, known=self._known
        )
        gone = 0
        if self._options.baseline is not None:
            from policies.gate.baseline import read_baseline, since

            marked, gone = since(read_baseline(self._options.baseline), marked)
        findings = tuple(in_order(marked))
        live = [one for one in findings if one.new and not one.waived]
        hidden = sum(not one.new and not one.waived for one in findings)
        summary = Summary(
            resources=self.gathering.resources,
            rules=sum(engine.rules() for engine in self._engines),
            findings=len(live),
            waived=sum(one.waived for one in findings),
            unknown=self.gathering.unknown,
            engines={engine.name: engine.version() for engine in self._engines},
            seconds=time.monotonic() - began,
            baseline=hidden,
            skipped=self.gathering.skipped,
            undecided=self.gathering.told(),
            gone=gone if whole else 0,
        )
        failing = any(one.severity >= self._options.fail_on for one in live)
        status = 2 if self._errors else int(failing)
        return Outcome(Report(findings, summary), tuple(self._errors), status)

    def _named(self, file: Path) -> str:
        """Name a file of the checkout as findings do, also where it was taken from another ref."""
        import os

        checkout = checkout_of(self._options.directory)
        return Path(os.path.relpath(checkout / file, self._options.directory)).as_posix()

    def _known(self, rule: str) -> bool:
        """Tell whether there is a rule of an id; of an engine that isn't asked in this run nothing is claimed."""
        if rule.startswith(("CKV", "SLIP-CHECKOV", "SLIP-GATE", "SLIP-WAIVER")):
            return True
        return any(rule == one.id for one in self._setup.bundle.rules)
