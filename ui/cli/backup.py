"""`ceasefire backup` and `restore`: all games and classes in one file, and back."""

from __future__ import annotations

import contextlib
import os
import shlex
import sqlite3
from pathlib import Path

import typer

from ui import postgres
from ui.database import StoreError, connect
from ui.rooms.log import Log
from ui.store import Store

from ..words import say
from .refusal import Refused


def backup(to: str) -> None:
    """A copy of the database as it is now, also while a server runs."""
    target = Path(to)
    _not_a_server("cli.backup.server", to)
    if target.exists():
        raise Refused(say("cli.backup.exists", path=target))
    try:
        store = Store()
        source = Path(store.path)
        store.close()
        copy(source, target)
    except StoreError as error:
        raise Refused(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise Refused(say("cli.backup.cannot", path=target, reason=_reason(error))) from error
    typer.echo(say("cli.backup.done", path=target))


def restore(file: str) -> None:
    """Put a copy in the place of the database; what was there is kept beside it."""
    copied = Path(file)
    _not_a_server("cli.restore.server", file)
    if not copied.is_file():
        raise Refused(say("cli.restore.no_file", path=copied))
    try:
        with contextlib.closing(Log()) as log:
            # refuses while a server of classes has the file
            log.own()
            place = Path(log.path)
            incoming, aside = place.with_name(f"{place.name}.incoming"), _aside(place)
            try:
                copy(copied, incoming)
                # opened as any database would be, so that what is wrong with it is said
                if not _written_by_us(incoming):
                    raise StoreError("store.not_a_database", path=copied)
                connect(incoming).dispose()
                copy(place, aside)
                copy(incoming, place)
            finally:
                for ending in ("", "-wal", "-shm"):
                    Path(f"{incoming}{ending}").unlink(missing_ok=True)
    except StoreError as error:
        raise Refused(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise Refused(say("cli.backup.cannot", path=copied, reason=_reason(error))) from error
    typer.echo(say("cli.restore.done", path=place, aside=aside))


def _not_a_server(key: str, file: str) -> None:
    """PostgreSQL has tools of its own for it, and we say which."""
    if postgres.chosen():
        address = shlex.quote(postgres.shown(postgres.chosen()))
        raise Refused(say(key, address=address, file=shlex.quote(file)))


def _reason(error: Exception) -> str:
    """What went wrong, without the number and the path that Python puts around it."""
    return getattr(error, "strerror", None) or str(error)


def copy(source: Path, target: Path) -> None:
    """A whole and consistent copy, whoever else reads or writes the source."""
    # private values and names: nobody else on this machine needs to read them
    os.close(os.open(target, os.O_RDWR | os.O_CREAT, 0o600))
    with (
        contextlib.closing(sqlite3.connect(source)) as one,
        contextlib.closing(sqlite3.connect(target)) as other,
    ):
        one.backup(other)


def _written_by_us(path: Path) -> bool:
    with contextlib.closing(sqlite3.connect(path)) as one:
        found = one.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
        return bool(found.fetchone()[0])


def _aside(place: Path) -> Path:
    number = 1
    while place.with_name(f"{place.name}.before-{number}").exists():
        number += 1
    return place.with_name(f"{place.name}.before-{number}")
