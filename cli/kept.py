"""Generated files that are committed: write them, or say which are out of date."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from toolchain.errors import SlipwayError
from toolchain.files import write_whole


def keep(texts: Mapping[Path, str], surplus: Iterable[Path], *, check: bool, program: str) -> int:
    """Write files whose text has changed and remove those that are not generated any more.

    Args:
        texts: what each file should hold, by its path.
        surplus: files that are there and should not be.
        check: change nothing; say on standard error which files differ.
        program: the module that generates them, for the message.

    Returns:
        Exit status: 0 written or the same, 1 different (`check`), 2 one could not be written.
    """
    differing = [file for file, text in texts.items() if not file.is_file() or file.read_text() != text]
    if check:
        for file in [*differing, *surplus]:
            print(f"{file}: is not what the code gives; run python -m {program}", file=sys.stderr)
        return 1 if [*differing, *surplus] else 0
    try:
        for file in differing:
            write_whole(file, texts[file])
        for file in surplus:
            file.unlink()
    except SlipwayError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    return 0
