"""A database without room, of either kind, for as long as it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

SAYS_SO = (
    "CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION 'could not extend file: No space left on device'"
    " USING ERRCODE = 'disk_full'; END $$"
)


@contextmanager
def full(engine: sa.Engine) -> Iterator[None]:
    """No stage fits any more: a file gets no further page, a server says what a full disk is."""
    if engine.dialect.name == "postgresql":
        trigger = "CREATE TRIGGER full_up BEFORE INSERT ON stages EXECUTE FUNCTION full_up()"
        with engine.begin() as connection:
            for command in (SAYS_SO, trigger):
                connection.exec_driver_sql(command)
        yield
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP FUNCTION full_up CASCADE")
        return
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    def limit(most: int) -> None:
        sa.event.listen(
            engine, "checkout", lambda raw, *_: raw.execute(f"PRAGMA max_page_count={most}")
        )

    limit(pages)
    yield
    limit(100_000)
