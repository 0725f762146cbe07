"""`check`: inputs → documents → engines → findings − waivers → report. What the command line, CI and tests call."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from policies.gate.bundle import bundle_of, rule_folders
from policies.gate.engines.opa.binary import opa_binary
from policies.gate.finding import Finding
from policies.gate.options import Options, Outcome
from policies.gate.outcome import outcome_of
from policies.gate.places import checkout_of, with_rules
from policies.gate.run import Run
from policies.gate.settings import SETTINGS, Set, read_settings
from policies.gate.setup import ENGINES, Setup

if TYPE_CHECKING:
    from policies.gate.trust import Trusted

__all__ = ["Options", "Outcome", "check"]


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
        settings = _settings(options, root)
        bundle = bundle_of(rule_folders(root), settings.rego, options.cache)
        setup = Setup(bundle, options.cache, options.engines or ENGINES, bool(options.engines), options.progress)
        if "opa" in setup.engines:
            opa_binary(options.progress)
        run = Run(inputs, options, setup, settings.excluded, stack)
        run.judge()
        if options.changed_since is not None:
            run.judge_releases(options.changed_since, settings.rego.get("environmentOrder"))
        run.gathering.findings += given
        return outcome_of(run, root, trust, began)


def _settings(options: Options, root: Path) -> Set:
    """Give what is set; where nothing is, our rules come with our values, but without the files that we exclude."""
    file = options.settings or root / SETTINGS
    home = with_rules(root)
    if options.settings is None and home != root and not file.exists():
        return Set(read_settings(home / SETTINGS, options.cache).rego)
    return read_settings(file, options.cache)
