"""OPA as an engine of the gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from policies.errors import EngineError
from policies.gate.bundle import Bundle
from policies.gate.document import Document
from policies.gate.engines import Facts, Judged, Together, Verdict
from policies.gate.engines.opa.binary import opa_binary
from policies.gate.engines.opa.server import Server
from policies.gate.source import Source


class OpaEngine:
    """Judges Kubernetes objects by the rules of a bundle; nothing is started before it is asked.

    Args:
        bundle: the rules.
        cache: the gate's folder of the shared cache.
    """

    name = "opa"

    def __init__(self, bundle: Bundle, cache: Path) -> None:
        self._bundle = bundle
        self._server = Server(bundle, cache)
        self._by_word = {rule.word: rule for rule in bundle.rules}
        self._by_id = {rule.id: rule for rule in bundle.rules}

    def version(self) -> str:
        """Give OPA's version."""
        return opa_binary().version

    def fingerprint(self) -> str:
        """Give OPA's version and the bundle's digest."""
        return f"opa {self.version()} {self._bundle.digest}"

    def rules(self) -> int:
        """Give how many rules the bundle has."""
        return len(self._bundle.rules)

    def facts(self, rule: str) -> Facts:
        """Give what its METADATA tells of a rule."""
        return self._by_id[rule].facts

    def warm(self) -> None:
        """Do nothing: it is there in half a second, in which the first inputs are read."""

    def judge(self, documents: Sequence[Document]) -> Judged:
        """Ask the rules on single documents, all documents in one query."""
        if not documents:
            return []
        answer = self._server.ask("documents", {"resources": [document.value for document in documents]})
        return self._verdicts(answer, [f"{document.file}, document {document.number}" for document in documents])

    def judge_sets(self, sets: Sequence[Together]) -> list[list[Verdict]]:
        """Ask the rules on several documents together, of several such sets in one query.

        Raises:
            EngineError: as `judge`.
        """
        asked = [{"resources": one.resources, "unit": one.unit, "whole": one.whole} for one in sets]
        answer = self._server.ask("sets", {"sets": asked})
        judged = self._verdicts(answer, [one.unit for one in sets])
        for one, verdicts in zip(sets, judged, strict=True):
            if any(not 0 <= verdict.resource < len(one.resources) for verdict in verdicts):
                raise EngineError(f"found something that isn't in {one.unit}", where="opa")
        return judged

    def _verdicts(self, answer: Any, asked: Sequence[str]) -> list[list[Verdict]]:
        """Read what was answered of each that was asked about; one that is left out has not been judged."""
        if not isinstance(answer, Mapping):
            raise EngineError("answered in another shape", where="opa")
        judged: list[list[Verdict]] = []
        for number, name in enumerate(asked):
            rows = answer.get(str(number))
            if not isinstance(rows, list):
                raise EngineError(f"left out {name}", where="opa")
            judged.append([self._verdict(row) for row in rows])
        return judged

    def judge_change(self, change: Mapping[str, Any]) -> list[Verdict]:
        """Ask the rules on a release.

        Raises:
            EngineError: as `judge`.
        """
        answer = self._server.ask("changes", {"change": change})
        if not isinstance(answer, list):
            raise EngineError("answered in another shape", where="opa")
        return [self._verdict(row) for row in answer]

    def joins(self) -> bool:
        """Tell whether any rule looks at several documents together."""
        return any(rule.judges == "set" for rule in self._bundle.rules)

    def judges_changes(self) -> bool:
        """Tell whether any rule looks at a release."""
        return any(rule.judges == "change" for rule in self._bundle.rules)

    def judge_files(self, sources: Sequence[Source]) -> Judged:
        """Leave every file that is no manifest to others."""
        return [[] for _ in sources]

    def close(self) -> None:
        """Close our way to the server."""
        self._server.close()

    def _verdict(self, row: Any) -> Verdict:
        try:
            word, verdict, finding = row
            rule = self._by_word[word]
            path = finding.get("path", [])
            resource = finding["resource"] if rule.judges == "set" else 0
            if not isinstance(finding["msg"], str) or not isinstance(path, list) or not isinstance(resource, int):
                raise TypeError
        except (KeyError, TypeError, ValueError, AttributeError):
            raise EngineError(
                f"a rule yields {str(row)[:200]}", where="opa", do='make it yield {"msg": text, "path": list}'
            ) from None
        steps = tuple(step for step in path if isinstance(step, str | int))
        return Verdict(rule.id, verdict == "unknown", finding["msg"], steps, resource=resource)
