"""The verdict cache: what was said of an input, by the digest of all that it depends on. It may be lost at any time."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

FORM = 1
"""Changes when the gate keeps something else: what another form of it has written is a miss."""

LARGEST_BYTES = 512 * 2**20
"""When the file is larger at a run's end, what was not used for longest is left out until half of it is left."""

_DAY = 86_400
_CHECK_BYTES = 8
_AT_ONCE = 500

_TABLES = """
create table if not exists verdicts (key blob primary key, day integer not null, body blob not null) without rowid;
create table if not exists parts (key blob, number integer, body blob not null, primary key (key, number))
without rowid;
"""


class Cache:
    """Verdicts by key, in one SQLite file that several processes use at once.

    A row that is damaged is a miss; so is a file that is no database, which is then made anew; a file that can't be
    written costs time and nothing else.

    Args:
        file: where it is; its folder is made.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._today = int(time.time() // _DAY)
        self._used: list[bytes] = []
        self._database: sqlite3.Connection | None = None
        for last in (False, True):
            try:
                self._database = self._open()
                return
            except sqlite3.OperationalError:
                return
            except (sqlite3.DatabaseError, OSError):
                # Another program's file, or half of one: nothing of it is of use.
                self._forget()
                if last:
                    return

    def _open(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._file, timeout=5.0, isolation_level=None)
        try:
            # A power cut may cost the newest verdicts, never the file: https://www.sqlite.org/pragma.html#pragma_synchronous
            database.execute("pragma journal_mode = wal")
            database.execute("pragma synchronous = normal")
            if database.execute("pragma user_version").fetchone()[0] != FORM:
                database.executescript(
                    f"begin immediate; drop table if exists verdicts; drop table if exists parts; {_TABLES}"
                    f"pragma user_version = {FORM}; commit"
                )
        except BaseException:
            database.close()
            raise
        return database

    def _forget(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
        self._database = None
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._file.with_name(self._file.name + suffix).unlink()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Give what is kept for keys; those that are missing or damaged are left out."""
        found: dict[bytes, bytes] = {}
        if self._database is None:
            return found
        try:
            for start in range(0, len(keys), _AT_ONCE):
                some = keys[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                rows = self._database.execute(f"select key, day, body from verdicts where key in ({marks})", some)  # noqa: S608
                for key, day, body in rows:
                    if (whole := _checked(body)) is not None:
                        found[key] = whole
                        if day != self._today:
                            self._used.append(key)
        except sqlite3.OperationalError:
            pass
        except sqlite3.DatabaseError:
            self._forget()
        return found

    def put(self, bodies: Mapping[bytes, bytes], parts: Mapping[bytes, Iterable[bytes]] | None = None) -> None:
        """Keep something for each key, with parts that are seldom wanted beside it."""
        if self._database is None:
            return
        rows = [(key, self._today, _with_check(body)) for key, body in bodies.items()]
        pieces = [
            (key, number, _with_check(body))
            for key, several in (parts or {}).items()
            for number, body in enumerate(several)
        ]
        try:
            self._database.execute("begin immediate")
            self._database.executemany("insert or replace into parts values (?, ?, ?)", pieces)
            self._database.executemany("insert or replace into verdicts values (?, ?, ?)", rows)
            self._database.execute("commit")
        except sqlite3.OperationalError:
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("rollback")
        except sqlite3.DatabaseError:
            self._forget()

    def parts(self, key: bytes) -> Iterator[bytes]:
        """Give the parts that were kept for a key, in their order.

        Raises:
            LookupError: one is damaged.
        """
        if self._database is None:
            return
        try:
            for (body,) in self._database.execute("select body from parts where key = ? order by number", (key,)):
                if (whole := _checked(body)) is None:
                    raise LookupError(key)
                yield whole
        except sqlite3.Error as error:
            raise LookupError(key) from error

    def close(self) -> None:
        """Note what was used, keep the file in its bounds, and close it."""
        if self._database is None:
            return
        with contextlib.suppress(sqlite3.Error):
            if self._used:
                marked = [(self._today, key) for key in self._used]
                self._database.execute("begin immediate")
                self._database.executemany("update verdicts set day = ? where key = ?", marked)
                self._database.execute("commit")
            if self._size() > LARGEST_BYTES:
                self._shrink()
        with contextlib.suppress(sqlite3.Error):
            self._database.close()
        self._database = None

    def _size(self) -> int:
        total = 0
        for suffix in ("", "-wal"):
            with contextlib.suppress(OSError):
                total += self._file.with_name(self._file.name + suffix).stat().st_size
        return total

    def _shrink(self) -> None:
        database = self._database
        if database is None:
            return
        days = [row[0] for row in database.execute("select distinct day from verdicts order by day desc")]
        total = kept = 0
        for day in days:
            sizes = "select sum(length(body)) from verdicts where day = ?"
            pieces = "select sum(length(p.body)) from parts p join verdicts v on v.key = p.key where v.day = ?"
            total += sum(database.execute(query, (day,)).fetchone()[0] or 0 for query in (sizes, pieces))
            if total > LARGEST_BYTES // 2:
                break
            kept = day
        else:
            return
        # Of a single day that is too much, nothing is kept.
        oldest = kept or days[0] + 1
        database.execute("delete from verdicts where day < ?", (oldest,))
        database.execute("delete from parts where key not in (select key from verdicts)")
        database.execute("vacuum")


def _with_check(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_CHECK_BYTES).digest() + body


def _checked(body: object) -> bytes | None:
    if not isinstance(body, bytes):
        return None
    check, whole = body[:_CHECK_BYTES], body[_CHECK_BYTES:]
    return whole if hashlib.blake2b(whole, digest_size=_CHECK_BYTES).digest() == check else None
