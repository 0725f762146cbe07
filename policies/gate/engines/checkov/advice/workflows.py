"""Checkov's checks of workflows (https://www.checkov.io/5.Policy%20Index/github_actions.html)."""

from __future__ import annotations

from collections.abc import Mapping

from policies.gate.engines.checkov.advice.row import CRITICAL, HIGH, LOW, MEDIUM, NOTICE, Advice

WORKFLOWS: Mapping[str, Advice] = {
    "CKV_GHA_1": Advice(
        HIGH,
        "{name} sets ACTIONS_ALLOW_UNSECURE_COMMANDS",
        "Anything that prints to the log can then set variables and the path of later steps: a file name is enough.",
        "Delete the variable, and write to $GITHUB_ENV and $GITHUB_PATH.",
    ),
    "CKV_GHA_2": Advice(
        CRITICAL,
        "{name} puts text that a stranger writes into a shell command",
        "A title or branch name with a quote in it is run by the shell, with the job's token and secrets.",
        "Put the expression in the step's `env`, and use the variable in the script, in quotes.",
    ),
    "CKV_GHA_3": Advice(
        HIGH,
        "{name} sends a secret with curl",
        "A secret in a request goes wherever the address leads; it is how stolen secrets leave a build.",
        "See that the address is meant; give the secret in a header read from a variable.",
    ),
    "CKV_GHA_4": Advice(
        CRITICAL,
        "{name} runs netcat to an address",
        "That is how a reverse shell is opened, and seldom anything else in a build.",
        "Remove it, and see how it got there.",
    ),
    "CKV_GHA_5": Advice(
        NOTICE,
        "{name} builds an image and signs none",
        "Who runs the image can't tell that this workflow built it.",
        "Sign it with `cosign sign`, or attest it with actions/attest-build-provenance.",
    ),
    "CKV_GHA_6": Advice(
        NOTICE,
        "{name} builds an image and attests no list of what is in it",
        "Without a bill of materials nobody can tell which images have a library once it is found vulnerable.",
        "Make one and attest it with `cosign attest --type cyclonedx`.",
    ),
    "CKV_GHA_7": Advice(
        LOW,
        "the workflow takes inputs when it is started by hand",
        "What is built then depends on what somebody typed, so the source alone doesn't tell it (SLSA, level 3).",
        "Take the inputs out of workflows that build what is released; in others, waive it.",
    ),
    "CKV2_GHA_1": Advice(
        MEDIUM,
        "the workflow's token may do everything, or what the repository's settings say",
        "A step that is taken over can then push code, change releases and read packages.",
        "Write `permissions: {contents: read}` at the top, and more in the one job that needs more.",
    ),
}
"""Rows, by id."""
