"""The log of classes: what happened, in order; nothing else about them is kept.

A class has a stream of its own (number 0) and one for each table. A happening
is on disk before anybody is told that it counted; the same press cannot be
written twice.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa

from ui import schema
from ui.database import StoreError, connect, folder, sentences

CLASS = 0
"""The stream of the class itself; tables count from 1."""


class Twice(Exception):
    """This press, or this place in the stream, is written already."""


@dataclass(frozen=True)
class Happening:
    """One entry: `actor` is a person's id, "teacher" or "clock"; `press` makes it count once."""

    kind: str
    actor: str = "clock"
    body: Mapping[str, Any] = field(default_factory=dict)
    press: str | None = None
    at: float = 0.0
    number: int = -1


class Log:
    """All classes of one database file."""

    def __init__(self, path: Path | str | None = None) -> None:
        self.path: Path | str = path if path is not None else folder() / "games.sqlite3"
        self._engine = connect(self.path)
        self._lock: IO[str] | None = None

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()
        if self._lock is not None:
            self._lock.close()

    def own(self) -> None:
        """Be the only program that runs classes on this file; StoreError if another one does."""
        path = Path(f"{self.path}.lock")
        self._lock = path.open("a")
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(self._lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError("store.busy", path=self.path) from error

    def create(self, room: str, at: float) -> None:
        """Begin a class without anything in it."""
        with sentences(self.path), self._engine.begin() as connection:
            connection.execute(schema.classes.insert(), {"id": room, "created": at})

    def append(self, room: str, stream: int, found: Sequence[Happening]) -> None:
        """Write happenings with their numbers, all or nothing; Twice if one is there already."""
        rows = [{**vars(one), "body": dict(one.body), "room": room, "stream": stream}
                for one in found]  # fmt: skip
        try:
            with sentences(self.path), self._engine.begin() as connection:
                connection.execute(schema.happenings.insert(), rows)
        except sa.exc.IntegrityError as error:
            raise Twice from error

    def read(self, room: str, stream: int) -> list[Happening]:
        """A stream from its beginning."""
        table = schema.happenings
        where = (table.c.room == room) & (table.c.stream == stream)
        columns = [table.c[name] for name in Happening.__dataclass_fields__]
        rows = self._rows(sa.select(*columns).where(where).order_by(table.c.number))
        return [Happening(**row._mapping) for row in rows]

    def streams(self, room: str) -> list[int]:
        """The streams of a class in which something happened."""
        table = schema.happenings
        query = sa.select(table.c.stream).where(table.c.room == room).distinct()
        return sorted(row.stream for row in self._rows(query))

    def rooms(self) -> list[str]:
        """All classes, oldest first."""
        table = schema.classes
        return [row.id for row in self._rows(sa.select(table.c.id).order_by(table.c.created))]

    def delete(self, room: str) -> None:
        """Remove a class for good: its log, its drafts, its names."""
        with sentences(self.path):
            raw = self._engine.raw_connection()
            try:
                raw.dbapi_connection.isolation_level = None
                cursor = raw.cursor()
                # what is deleted is overwritten, and leaves the write-ahead file too
                cursor.execute("PRAGMA secure_delete=ON")
                cursor.execute("DELETE FROM classes WHERE id = ?", (room,))
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.close()
            finally:
                raw.close()

    def note(self, room: str, person: str) -> Any:
        """What a person was composing; None if nothing."""
        table = schema.notes
        where = (table.c.room == room) & (table.c.person == person)
        rows = self._rows(sa.select(table.c.body).where(where))
        return rows[0].body if rows else None

    def keep_note(self, room: str, person: str, body: Any) -> None:
        """Keep what a person is composing."""
        table = schema.notes
        where = (table.c.room == room) & (table.c.person == person)
        with sentences(self.path), self._engine.begin() as connection:
            connection.execute(table.delete().where(where))
            connection.execute(table.insert(), {"room": room, "person": person, "body": body})

    def _rows(self, query: Any) -> Sequence[sa.Row[Any]]:
        with sentences(self.path), self._engine.connect() as connection:
            return connection.execution_options(isolation_level="AUTOCOMMIT").execute(query).all()
