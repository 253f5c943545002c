"""Which program runs which class.

With a file one program runs them all. With PostgreSQL each server holds an advisory lock
as long as it lives, and its classes name it. A class whose owner is gone goes to whoever
claims it first, and an owner that only thinks it still is one cannot write any more.
Notices tell the others that there is something newer, never what.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from ui import clock, postgres, schema
from ui.database import StoreError, sentences, shown

log = logging.getLogger("ceasefire.rooms")

TABLE = schema.owners
CHANNEL = "ceasefire"
SPACE = 0x6365
"""The first half of the keys of locks that say that a server lives."""

NAMES = SPACE + 1
"""The first half of the keys of locks on servers' names."""

LOOK = 1.0
"""Seconds between two looks at who still lives, and for which a notice is waited."""

PATIENCE = 5.0
"""Seconds for which an owner must be missing before its classes are taken unasked."""


@dataclass(frozen=True)
class Owner:
    """Another server: its name behind a proxy, and where its students reach it."""

    server: str
    address: str


class Alone:
    """One program for one file: whatever is in it belongs to this one."""

    several = False

    def __init__(self, path: Path | str) -> None:
        self._path = path
        self._lock: IO[str] | None = None
        self.server = ""

    def begin(self, server: str = "", address: str = "") -> None:
        """Be the only program that runs classes on this file; StoreError if another one does."""
        self._lock = Path(f"{self._path}.lock").open("a")  # noqa: SIM115
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(self._lock.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError("store.busy", path=self._path) from error

    def settle(self, connection: sa.Connection, room: str, shared: bool) -> None:
        """A new class: nothing to note."""

    def fence(self, connection: sa.Connection, room: str) -> None:
        """Nobody else can write."""

    def claim(self, room: str) -> bool:
        """Every class is ours."""
        return True

    def release(self, room: str) -> None:
        """There is nobody to leave a class to."""

    def mine(self) -> set[str] | None:
        """The classes this program owns; None for all."""
        return None

    def of(self, room: str) -> Owner | None:
        """No class belongs to another server."""
        return None

    def others(self) -> dict[str, Owner]:
        """There are no other servers."""
        return {}

    def tell(self, connection: sa.Connection, what: str) -> None:
        """There is nobody to tell."""

    def watch(self, hear: Callable[[str], object]) -> None:
        """There is nobody to hear."""

    def close(self) -> None:
        """Let go of the file."""
        if self._lock is not None:
            self._lock.close()


class Servers:
    """Several programs on one PostgreSQL database; this one is `me`."""

    several = True

    def __init__(self, engine: sa.Engine, address: str) -> None:
        self._engine, self._where = engine, address
        self.server, self.address = "", ""
        self.me = ""
        self._alive: sa.Connection | None = None
        self._held = threading.RLock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._now = clock.server()

    # -- living --------------------------------------------------------------------

    def begin(self, server: str = "", address: str = "") -> None:
        """Be one of the database's servers, from now on."""
        with self._held:
            run = secrets.token_hex(6)
            self.server, self.address = server or run, address
            self.me = f"{self.server}.{run}"
            self._live()
            until = self._now() + PATIENCE
            while not self._only_one():
                # one that was killed a moment ago may not be gone yet
                if self._now() > until:
                    self._let_go()
                    raise StoreError("store.same_server", server=server)
                clock.pause(LOOK / 4)

    def _only_one(self) -> bool:
        """Whether no other living server has our name, by which a proxy chooses."""
        with sentences(self._where):
            if self._alive is None:
                return False
            asked = f"SELECT pg_try_advisory_lock({NAMES}, {_key(self.server)})"
            return bool(self._alive.exec_driver_sql(asked).scalar())

    def _live(self) -> None:
        """Hold the lock that says that we live, on a connection of its own."""
        with sentences(self._where):
            if self._alive is not None:
                try:
                    self._alive.exec_driver_sql("SELECT 1")
                    return
                except sa.exc.DBAPIError:
                    self._let_go()
            apart = postgres.engine(self._where, pooled=False)
            self._alive = apart.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._alive.exec_driver_sql(f"SELECT pg_advisory_lock({SPACE}, {_key(self.me)})")
            self._only_one()

    def _let_go(self) -> None:
        connection, self._alive = self._alive, None
        if connection is not None:
            try:
                connection.close()
            except sa.exc.DBAPIError:
                log.debug("the connection was gone already", exc_info=True)

    def _living(self, connection: sa.Connection) -> set[int]:
        """The keys of all servers that live, ours among them."""
        found = connection.exec_driver_sql(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted"
            f" AND classid::bigint = {SPACE} AND objsubid = 2"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return {row[0] for row in found} | {_key(self.me) & 0xFFFFFFFF}

    def close(self) -> None:
        """Give up all classes at once, so that nobody has to wait for it to be noticed."""
        self._ended.set()
        with self._held:
            if self._alive is not None:
                try:
                    with self._engine.begin() as connection:
                        connection.execute(
                            TABLE.update().where(TABLE.c.owner == self.me), {"owner": ""}
                        )
                        # the others hear it, and so does the thread that listens here
                        self.tell(connection, "owners")
                except sa.exc.SQLAlchemyError:
                    log.debug("the database was gone already", exc_info=True)
                self._let_go()
        if self._thread is not None:
            self._thread.join(2 * LOOK)

    # -- owning ----------------------------------------------------------------------

    def _named(self) -> dict[str, str]:
        if not self.me:
            self.begin()
        return {"owner": self.me, "server": self.server, "address": self.address}

    def settle(self, connection: sa.Connection, room: str, shared: bool) -> None:
        """A new class is ours, unless it is everybody's."""
        if not shared:
            connection.execute(TABLE.insert(), {"room": room, **self._named()})
            self.tell(connection, "owners")

    def fence(self, connection: sa.Connection, room: str) -> None:
        """Hold the class until the transaction ends; StoreError if it is another server's now."""
        query = sa.select(TABLE.c.owner).where(TABLE.c.room == room).with_for_update(read=True)
        found = connection.execute(query).scalar()
        if found is not None and found != self.me:
            raise StoreError("store.elsewhere")

    def claim(self, room: str) -> bool:
        """Whether the class is ours; it becomes ours if its owner is gone."""
        named = self._named()
        with sentences(self._where), self._engine.begin() as connection:
            query = sa.select(TABLE.c.owner).where(TABLE.c.room == room).with_for_update()
            owner = connection.execute(query).scalar()
            if owner == self.me:
                return True
            if owner and _key(owner) & 0xFFFFFFFF in self._living(connection):
                return False
            if owner is None:
                # a class that came from somewhere else; of two who claim it one gets it
                try:
                    connection.execute(TABLE.insert(), {"room": room, **named})
                except sa.exc.IntegrityError:
                    return False
            else:
                connection.execute(TABLE.update().where(TABLE.c.room == room), named)
            self.tell(connection, "owners")
            return True

    def release(self, room: str) -> None:
        """Leave a class that cannot be opened here to whoever can."""
        ours = (TABLE.c.room == room) & (TABLE.c.owner == self.me)
        with sentences(self._where), self._engine.begin() as connection:
            connection.execute(TABLE.update().where(ours), {"owner": ""})

    def mine(self) -> set[str] | None:
        """The classes this program owns."""
        with sentences(self._where), self._engine.connect() as connection:
            query = sa.select(TABLE.c.room).where(TABLE.c.owner == self.me)
            return {row.room for row in connection.execute(query)}

    def of(self, room: str) -> Owner | None:
        """The other server that a class belongs to, living or not; None if left to whoever can."""
        with sentences(self._where), self._engine.connect() as connection:
            row = connection.execute(sa.select(TABLE).where(TABLE.c.room == room)).first()
        if row is None or row.owner in ("", self.me):
            return None
        return Owner(row.server, row.address)

    def others(self) -> dict[str, Owner]:
        """The classes of other servers, living or not."""
        with sentences(self._where), self._engine.connect() as connection:
            theirs = TABLE.c.owner.not_in(("", self.me))
            rows = connection.execute(sa.select(TABLE).where(theirs)).all()
        return {row.room: Owner(row.server, row.address) for row in rows}

    def orphans(self) -> set[str]:
        """The classes whose owner is gone at this moment."""
        with sentences(self._where), self._engine.connect() as connection:
            living = self._living(connection)
            rows = connection.execute(sa.select(TABLE.c.room, TABLE.c.owner)).all()
        return {row.room for row in rows if _key(row.owner) & 0xFFFFFFFF not in living}

    # -- news ---------------------------------------------------------------------------

    def tell(self, connection: sa.Connection, what: str) -> None:
        """Let the other servers know, once this transaction is written."""
        connection.execute(sa.select(sa.func.pg_notify(CHANNEL, what)))

    def watch(self, hear: Callable[[str], object]) -> None:
        """Hear the others from now on: "owners", "office", or "orphan ID" of a class to claim."""
        self._thread = threading.Thread(
            target=self._listen, args=(hear,), name="servers", daemon=True
        )
        self._thread.start()

    def _listen(self, hear: Callable[[str], object]) -> None:
        missing: dict[str, float] = {}
        lost = False
        while not self._ended.is_set():
            try:
                with postgres.ear(self._where, CHANNEL) as ear:
                    # whatever was told while nobody listened
                    hear("owners")
                    hear("office")
                    if lost:
                        log.warning("the database %s is back", shown(self._where))
                    lost = False
                    while not self._ended.is_set():
                        news = {n.payload for n in ear.notifies(timeout=LOOK, stop_after=1)}
                        with self._held:
                            if self._ended.is_set():
                                break
                            self._live()
                        for what in news:
                            hear(what)
                        now = self._now()
                        missing = {one: missing.get(one, now) for one in self.orphans()}
                        for room, since in missing.items():
                            if now - since >= PATIENCE:
                                hear(f"orphan {room}")
            except Exception as error:
                if not lost and not self._ended.is_set():
                    log.warning("%s", postgres.reason(error, self._where))
                lost, missing = True, {}
                self._ended.wait(LOOK)


def _key(owner: str) -> int:
    """The lock of a server, as PostgreSQL takes it: a whole number of 32 bits with a sign."""
    return int.from_bytes(hashlib.sha256(owner.encode()).digest()[:4], "big", signed=True)
