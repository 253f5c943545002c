"""The database that games are kept in: opening it, migrating it, what can go wrong with it.

A file by default; PostgreSQL where its address is given (`ui.postgres`).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from . import postgres
from .words import say

VERSIONS = ("0001", "0002", "0003")
"""Every step of `migrations/versions`, oldest first; a test compares them."""

MEMORY = ":memory:"


class StoreError(Exception):
    """Games cannot be kept or read; `key` and `values` are the sentence that says why."""

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(say(key, **values))


def folder() -> Path:
    """Where games are kept: $CEASEFIRE_DATA, else the user's data folder."""
    chosen = os.environ.get("CEASEFIRE_DATA")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_data_dir("ceasefire", appauthor=False))


def place() -> Path | str:
    """The database that was chosen: $CEASEFIRE_DATABASE, else a file in the folder of games."""
    return postgres.chosen() or folder() / "games.sqlite3"


def shown(path: Path | str) -> Path | str:
    """A database as it may be named in a sentence: without a password."""
    return postgres.shown(str(path)) if postgres.is_address(path) else path


def connect(path: Path | str) -> sa.Engine:
    """An engine on the database at `path`, migrated to this version.

    `path` is a file, `:memory:`, or the address of a PostgreSQL database.
    """
    engine = _server(str(path)) if postgres.is_address(path) else _file(path)
    try:
        with sentences(path):
            _migrate(engine, path)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _server(address: str) -> sa.Engine:
    try:
        return postgres.engine(address)
    except postgres.BadAddress:
        raise StoreError("store.bad_address") from None
    except ImportError as error:
        raise StoreError("store.no_driver") from error


def _file(path: Path | str) -> sa.Engine:
    if str(path) == MEMORY:
        engine = sa.create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        _prepare(Path(path))
        url = sa.URL.create("sqlite", database=str(path))
        engine = sa.create_engine(
            url, connect_args={"timeout": 10, "check_same_thread": False}, hide_parameters=True
        )
    sa.event.listen(engine, "connect", _pragmas)
    sa.event.listen(engine, "begin", _begin)
    if str(path) != MEMORY:
        _keep_watch(engine, Path(path))
    return engine


def _prepare(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_dir():
            raise StoreError("store.not_a_database", path=path)
        # private values are in here: nobody else on this machine needs to read them
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError("store.cannot_open", path=path, reason=reason) from error


def _keep_watch(engine: sa.Engine, path: Path) -> None:
    """Refuse to write into a file that is no longer where it was.

    A file that was moved or deleted goes on taking what an open program writes, and nobody finds
    it again. As soon as it is back, all is well.
    """
    known: list[int] = []

    def there(*_: Any) -> None:
        try:
            now = path.stat().st_ino
        except OSError as error:
            raise StoreError("store.gone", path=path) from error
        if now != (known or [now])[0]:
            raise StoreError("store.gone", path=path)
        known[:] = [now]

    sa.event.listen(engine, "do_connect", there)
    sa.event.listen(engine, "checkout", there)


def _pragmas(connection: sqlite3.Connection, _: Any) -> None:
    # the driver's own BEGIN is late and shared; `_begin` takes the write lock at once
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(engine: sa.Engine, path: Path | str) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            postgres.begin_migrating(connection)
        now = _version(connection, path)
        if now == VERSIONS[-1]:
            return
        if now is not None and now not in VERSIONS:
            raise StoreError("store.newer", path=shown(path), found=now, known=VERSIONS[-1])
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _version(connection: sa.Connection, path: Path | str) -> str | None:
    found = set(sa.inspect(connection).get_table_names())
    if "alembic_version" in found:
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if found:
        key = "store.server_foreign" if postgres.is_address(path) else "store.not_a_database"
        raise StoreError(key, path=shown(path))
    return None


CAUSES = (
    ("readonly", "store.read_only"),
    ("read-only", "store.read_only"),
    ("disk is full", "store.full"),
    ("disk I/O", "store.full"),
    ("not a database", "store.not_a_database"),
    ("malformed", "store.not_a_database"),
    ("locked", "store.busy"),
)


@contextlib.contextmanager
def sentences(path: Path | str) -> Iterator[None]:
    """Within it, whatever the database cannot do is a StoreError with a sentence."""
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except (sa.exc.DatabaseError, sa.exc.TimeoutError, sqlite3.Error, OSError) as error:
        if postgres.is_address(path):
            said = postgres.reason(error, str(path))
            raise StoreError(postgres.cause(error), path=shown(path), reason=said) from error
        reason = str(getattr(error, "orig", None) or error)
        key = next((key for text, key in CAUSES if text in reason), "store.cannot_open")
        raise StoreError(key, path=path, reason=reason) from error
