"""Keeping the world: one SQLite table of JSON things, and a folder of media."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Store:
    """Things by kind and key. Changes gather and are written together by `flush`.

    Without a folder nothing is kept: the world lives as long as the process.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._changed: dict[tuple[str, str], Any] = {}
        self._bytes: dict[str, bytes] = {}
        self._database: sqlite3.Connection | None = None
        if folder is None:
            return
        (folder / "files").mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / "world.sqlite3", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS things (kind TEXT, key TEXT, body BLOB,"
            " PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )

    def read_all(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Return every kept thing of the kind with its key."""
        if self._database is None:
            return
        rows = self._database.execute("SELECT key, body FROM things WHERE kind = ?", (kind,))
        for key, body in rows:
            yield key, orjson.loads(body)

    def put(self, kind: str, key: str, thing: Any) -> None:
        """Remember that the thing is new or changed; `None` means it is gone."""
        if self._database is not None:
            self._changed[kind, key] = thing

    def flush(self) -> None:
        """Write what has changed, in one transaction."""
        if self._database is None or not self._changed:
            return
        changed, self._changed = self._changed, {}
        gone = [place for place, thing in changed.items() if thing is None]
        rows = [
            (*place, orjson.dumps(thing)) for place, thing in changed.items() if thing is not None
        ]
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR REPLACE INTO things VALUES (?, ?, ?)", rows)
        self._database.executemany("DELETE FROM things WHERE kind = ? AND key = ?", gone)
        self._database.execute("COMMIT")

    def write_bytes(self, name: str, content: bytes) -> None:
        """Keep the bytes of a file under its name."""
        if self._folder is None:
            self._bytes[name] = content
        else:
            (self._folder / "files" / name).write_bytes(content)

    def read_bytes(self, name: str) -> bytes:
        """Return the bytes of a file; `KeyError` when there is none."""
        if self._folder is None:
            return self._bytes[name]
        path = self._folder / "files" / name
        if not path.is_file():
            raise KeyError(name)
        return path.read_bytes()

    def close(self) -> None:
        """Write the rest and let the database go."""
        self.flush()
        if self._database is not None:
            self._database.close()
            self._database = None
