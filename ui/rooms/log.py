"""The log of classes: what happened, in order; nothing else about them is kept.

A class has a stream of its own (number 0) and one for each table. A happening
is on disk before anybody is told that it counted; the same press cannot be
written twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ui import schema
from ui.database import StoreError, connect, place, sentences, shown

from .owners import Alone, Servers

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
    """All classes of one database."""

    def __init__(self, path: Path | str | None = None) -> None:
        self._where: Path | str = path if path is not None else place()
        self.path = shown(self._where)
        self._engine = connect(self._where)
        self.owners: Alone | Servers = (
            Servers(self._engine, str(self._where))
            if self._engine.dialect.name == "postgresql" else Alone(self._where)
        )  # fmt: skip

    def close(self) -> None:
        """Let go of the database."""
        self.owners.close()
        self._engine.dispose()

    def own(self, server: str = "", address: str = "") -> None:
        """Be a program that runs classes here; StoreError if another one has the file.

        Where several may, `server` is this one's name and `address` where students reach it.
        """
        self.owners.begin(server, address)

    def create(self, room: str, at: float, shared: bool = False) -> None:
        """Begin a class without anything in it: ours, or everybody's; Twice if it is there."""
        try:
            with sentences(self._where), self._engine.begin() as connection:
                connection.execute(schema.classes.insert(), {"id": room, "created": at})
                self.owners.settle(connection, room, shared)
        except sa.exc.IntegrityError as error:
            raise Twice from error

    def append(self, room: str, stream: int, found: Sequence[Happening], tell: str = "") -> None:
        """Write happenings with their numbers, all or nothing; Twice if one is there already.

        Where a connection breaks nobody knows whether they were written: then it looks, so that
        the same happenings again count as written. `tell` is a notice for other servers.
        """
        rows = [{**vars(one), "body": dict(one.body), "room": room, "stream": stream}
                for one in found]  # fmt: skip
        for last in (False, True):
            try:
                with sentences(self._where), self._engine.begin() as connection:
                    self.owners.fence(connection, room)
                    connection.execute(schema.happenings.insert(), rows)
                    if tell:
                        self.owners.tell(connection, tell)
                return
            except sa.exc.IntegrityError as error:
                if last and self._written(room, stream, found):
                    return
                raise Twice from error
            except StoreError as error:
                if last or error.key != "store.server_gone":
                    raise

    def _written(self, room: str, stream: int, found: Sequence[Happening]) -> bool:
        there = self.read(room, stream, found[0].number, len(found))
        plain = [replace(one, body=json.loads(json.dumps(dict(one.body)))) for one in found]
        return there == plain

    def read(self, room: str, stream: int, first: int = 0, most: int = -1) -> list[Happening]:
        """A stream from its beginning, or from number `first`, at most so many."""
        table = schema.happenings
        where = (table.c.room == room) & (table.c.stream == stream) & (table.c.number >= first)
        columns = [table.c[name] for name in Happening.__dataclass_fields__]
        query = sa.select(*columns).where(where).order_by(table.c.number)
        rows = self._rows(query if most < 0 else query.limit(most))
        return [Happening(**row._mapping) for row in rows]

    def codes(self, since: float) -> dict[str, Mapping[str, Any]]:
        """The last join code, with the time until which it is good, of each class since then."""
        table = schema.happenings
        where = (table.c.stream == CLASS) & table.c.kind.in_(["created", "code"])
        query = sa.select(table.c.room, table.c.body).where(where & (table.c.at >= since))
        return {row.room: row.body for row in self._rows(query.order_by(table.c.number))}

    def begun(self, rooms: Sequence[str]) -> dict[str, Happening]:
        """How these classes began."""
        table = schema.happenings
        where = (table.c.stream == CLASS) & (table.c.number == 0) & table.c.room.in_(rooms)
        query = sa.select(table.c.room, table.c.kind, table.c.body, table.c.at).where(where)
        return {row.room: Happening(row.kind, body=row.body, at=row.at)
                for row in self._rows(query) if row.kind == "created"}  # fmt: skip

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
        if self._engine.dialect.name == "postgresql":
            with sentences(self._where), self._engine.begin() as connection:
                self.owners.fence(connection, room)
                connection.execute(schema.classes.delete().where(schema.classes.c.id == room))
                self.owners.tell(connection, "owners")
            return
        with sentences(self._where):
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
        with sentences(self._where), self._engine.begin() as connection:
            connection.execute(table.delete().where(where))
            connection.execute(table.insert(), {"room": room, "person": person, "body": body})

    def _rows(self, query: Any) -> Sequence[sa.Row[Any]]:
        with sentences(self._where), self._engine.connect() as connection:
            return connection.execution_options(isolation_level="AUTOCOMMIT").execute(query).all()
