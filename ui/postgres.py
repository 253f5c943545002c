"""PostgreSQL in the place of the file: its address, its connections, what can go wrong with it.

A password is never shown: neither in a sentence nor in a log.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

SETTING = "CEASEFIRE_DATABASE"
"""The environment variable that may hold the address."""

DRIVER = "postgresql+psycopg"
STARTED = ("postgresql://", "postgres://", "postgresql+psycopg://")
CONNECT = 5
"""Seconds that a new connection may take."""

ARGUMENTS = {
    "connect_timeout": CONNECT,
    "application_name": "ceasefire",
    # a machine that vanished is noticed within half a minute
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}

MIGRATING = 0x43454153
"""The key under which one program at a time brings the tables up to date."""

CAUSES = (
    # SQLSTATE begins with: the sentence
    ("53100", "store.server_full"),
    ("25006", "store.server_read_only"),
    ("28", "store.server_refuses"),
    ("3D000", "store.server_refuses"),
    ("42501", "store.server_refuses"),
    ("55P03", "store.server_busy"),
    ("57014", "store.server_busy"),
    ("53", "store.server_busy"),
    ("22", "store.server_odd"),
)
AT_THE_DOOR = (
    # who is not let in gets no state from the driver, only the server's words
    ("authentication failed", "store.server_refuses"),
    ("no password supplied", "store.server_refuses"),
    ("pg_hba.conf", "store.server_refuses"),
    ("does not exist", "store.server_refuses"),
    ("permission denied", "store.server_refuses"),
    ("too many", "store.server_busy"),
)


class BadAddress(ValueError):
    """The text is no address of a PostgreSQL database."""


def is_address(text: Path | str) -> bool:
    """Whether it is an address, and not a path.

    >>> is_address("postgresql://school@localhost/games"), is_address("games.sqlite3")
    (True, False)
    """
    return isinstance(text, str) and ("://" in text or text.startswith("postgres"))


def chosen() -> str:
    """The address in the environment; empty if there is none."""
    return os.environ.get(SETTING, "").strip()


def parsed(text: str) -> sa.URL:
    """The address, read; BadAddress without its text, which may hold a password.

    >>> parsed("postgres://school:s3cret@localhost/games").drivername
    'postgresql+psycopg'
    """
    scheme, _, rest = text.partition("://")
    if f"{scheme}://" not in STARTED:
        raise BadAddress
    try:
        url = sa.make_url(f"{DRIVER}://{rest}")
    except (sa.exc.ArgumentError, ValueError):
        raise BadAddress from None
    return url


def shown(text: str) -> str:
    """The address as it may be shown.

    >>> shown("postgresql://school:s3cret@localhost/games?sslmode=require")
    'postgresql://school@localhost/games?sslmode=require'
    >>> shown("postgresql://school@localhost/games?password=s3cret")
    'postgresql://school@localhost/games'
    """
    try:
        url = parsed(text)
    except BadAddress:
        return "PostgreSQL"
    # of what libpq takes there, this shows the little that is harmless
    query = {
        name: value for name, value in url.query.items() if name in ("host", "port", "sslmode")
    }
    plain = sa.URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    return plain.render_as_string()


def engine(text: str, pooled: bool = True) -> sa.Engine:
    """An engine on the database at that address; BadAddress, or ImportError without the driver.

    Without a pool every connection is a new one, and ends when it is closed.
    """
    # a connection that has died is replaced before it is used
    pool: dict[str, Any] = {"pool_pre_ping": True, "pool_timeout": 10}
    made = sa.create_engine(
        parsed(text),
        **(pool if pooled else {"poolclass": NullPool}),
        # what people wrote belongs in no log
        hide_parameters=True,
        connect_args=ARGUMENTS,
    )
    sa.event.listen(made, "connect", _durable)
    return made


def ear(text: str, channel: str) -> Any:
    """A connection of the driver's own that hears what is told on a channel."""
    url = parsed(text)
    dialect = url.get_dialect()()
    dialect.dbapi = dialect.import_dbapi()
    given, named = dialect.create_connect_args(url)
    connection: Any = dialect.dbapi.connect(*given, **{**named, **ARGUMENTS})
    connection.autocommit = True
    connection.execute(f"LISTEN {channel}")
    return connection


def _durable(connection: Any, _: Any) -> None:
    # what is acknowledged is on disk, however the server was set up; nothing waits for ever
    before, connection.autocommit = connection.autocommit, True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false)"
            " WHERE current_setting('synchronous_commit') IN ('off', 'local')"
        )
        cursor.execute("SET lock_timeout = '10s'")
        # a program that vanished is noticed, and what it held is free
        for name, value in (("idle", 10), ("interval", 3), ("count", 3)):
            cursor.execute(f"SET tcp_keepalives_{name} = {value}")
    connection.autocommit = before


def begin_migrating(connection: sa.Connection) -> None:
    """Wait until no other program changes the tables; until the end of the transaction."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")


def cause(error: BaseException) -> str:
    """The key of the sentence that says what the server could not do.

    Without a state of its own an error is one of the connection: the server is gone.
    """
    state = getattr(getattr(error, "orig", None) or error, "sqlstate", None) or ""
    if isinstance(error, sa.exc.TimeoutError):
        return "store.server_busy"
    if not state and isinstance(error, sa.exc.DataError):
        return "store.server_odd"
    if not state:
        said = str(error)
        return next((key for words, key in AT_THE_DOOR if words in said), "store.server_gone")
    return next((key for begin, key in CAUSES if state.startswith(begin)), "store.server_gone")


def reason(error: BaseException, text: str) -> str:
    """What the driver says, in one line, without the password."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    said = lines[0] if lines else type(error).__name__
    try:
        password = parsed(text).password
    except BadAddress:
        password = None
    return said.replace(str(password), "***") if password else said
