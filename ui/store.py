"""Games as they are kept: append-only stages, one receipt a press, a token a seat.

A game is a header and its stages in order; both together are its record. A row
is written before anybody is told that the press counted.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from . import clock, schema
from .database import MEMORY, StoreError, connect, place, sentences, shown

__all__ = ["Listing", "Press", "Stage", "Status", "Store", "StoreError", "Taken"]


class Taken(Exception):
    """Somebody else has already written this stage or this press."""


@dataclass(frozen=True)
class Press:
    """A person's press as it was received, and the receipt it got."""

    press: str
    seat: str
    round: int
    stage: str
    position: int
    act: Any
    ok: bool
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """One stage of a game as played: its `position` from 0, its part of the record."""

    position: int
    round: int
    stage: str
    body: Any


@dataclass(frozen=True)
class Status:
    """Where a game stands: `open` or `over`, its round, its ending."""

    status: str
    round: int
    ending: str


@dataclass(frozen=True)
class Listing:
    """A game on the shelf. Times are ISO, UTC; `tokens` by seat, a watched game's under "".

    `about` is what the shelf knows of it besides its record: a first game, a daily world, a branch.
    """

    id: str
    created: str
    updated: str
    scenario: str
    seed: str
    seats: tuple[str, ...]
    status: str
    round: int
    ending: str
    label: str
    tokens: Mapping[str, str]
    about: Mapping[str, Any] = field(default_factory=dict)


class Store:
    """The shelf of games, in one database; any number of threads and programs may share it."""

    def __init__(self, path: Path | str | None = None) -> None:
        self._where: Path | str = path if path is not None else place()
        self.path = shown(self._where)
        self._engine = connect(self._where)

    @classmethod
    def memory(cls) -> Store:
        """A shelf that forgets everything when the program ends."""
        return cls(MEMORY)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # -- writing ---------------------------------------------------------------

    def create(
        self,
        *,
        header: Mapping[str, Any],
        scenario: str,
        digest: str,
        seed: object,
        replicate: int,
        seats: Sequence[str],
        status: Status,
        label: str = "",
        played: Sequence[Stage] = (),
    ) -> str:
        """Put a new game on the shelf, with a token for each seat, or one for its spectator."""
        game, now = secrets.token_hex(8), _now()
        row = {
            **_status(status), "id": game, "created": now, "updated": now, "scenario": scenario,
            "digest": digest, "seed": str(seed), "replicate": replicate, "seats": list(seats),
            "label": label, "header": dict(header),
        }  # fmt: skip
        tokens = [
            {"token": secrets.token_urlsafe(16), "game": game, "seat": seat}
            for seat in (seats or [""])
        ]
        with sentences(self._where), self._engine.begin() as connection:
            connection.execute(schema.games.insert(), row)
            connection.execute(schema.seats.insert(), tokens)
            self._append(connection, game, played)
        return game

    def keep(
        self,
        game: str,
        status: Status | None = None,
        press: Press | None = None,
        played: Sequence[Stage] = (),
    ) -> None:
        """Write a press and the stages it completed, all or nothing.

        Raises Taken when the stage or the press is there already.
        """
        try:
            with sentences(self._where), self._engine.begin() as connection:
                if press is not None:
                    row = {**vars(press), "values": dict(press.values)}
                    connection.execute(schema.presses.insert(), {**row, "game": game, "at": _now()})
                self._append(connection, game, played)
                if status is not None:
                    change = {**_status(status), "updated": _now()}
                    connection.execute(
                        schema.games.update().where(schema.games.c.id == game), change
                    )
        except sa.exc.IntegrityError as error:
            raise Taken from error

    def _append(self, connection: sa.Connection, game: str, played: Sequence[Stage]) -> None:
        if played:
            connection.execute(
                schema.stages.insert(), [{**vars(one), "game": game} for one in played]
            )

    def delete(self, game: str) -> None:
        """Take a game off the shelf for good."""
        with sentences(self._where), self._engine.begin() as connection:
            connection.execute(schema.games.delete().where(schema.games.c.id == game))

    # -- reading ---------------------------------------------------------------

    def header(self, game: str) -> dict[str, Any]:
        """The record of a game without its stages; KeyError when there is no such game."""
        found = self._rows(sa.select(schema.games.c.header).where(schema.games.c.id == game))
        if not found:
            raise KeyError(game)
        return dict(found[0].header)

    def stages(self, game: str, first: int = 0) -> list[Stage]:
        """The stages of a game in order, from position `first`."""
        wanted = (schema.stages.c.game == game) & (schema.stages.c.position >= first)
        columns = [schema.stages.c[name] for name in Stage.__dataclass_fields__]
        rows = self._rows(sa.select(*columns).where(wanted).order_by(schema.stages.c.position))
        return [Stage(**row._mapping) for row in rows]

    def press(self, game: str, press: str) -> Press | None:
        """What became of a press, if it was ever received."""
        return next(
            iter(
                self._presses((schema.presses.c.game == game) & (schema.presses.c.press == press))
            ),
            None,
        )

    def waiting(self, game: str, position: int) -> list[Press]:
        """The presses that counted for the stage at `position`."""
        here = (schema.presses.c.game == game) & (schema.presses.c.position == position)
        return self._presses(here & schema.presses.c.ok)

    def _presses(self, where: Any) -> list[Press]:
        columns = [schema.presses.c[name] for name in Press.__dataclass_fields__]
        return [Press(**row._mapping) for row in self._rows(sa.select(*columns).where(where))]

    def seat(self, token: str) -> tuple[str, str] | None:
        """The (game, seat) a token stands for; the seat is "" for a spectator."""
        rows = self._rows(
            sa.select(schema.seats.c.game, schema.seats.c.seat).where(schema.seats.c.token == token)
        )
        return (rows[0].game, rows[0].seat) if rows else None

    def listings(self, game: str | None = None, most: int = 500) -> list[Listing]:
        """Games on the shelf, last played first; only `game` if given."""
        names = [n for n in Listing.__dataclass_fields__ if n not in ("tokens", "about")]
        about = schema.games.c.header["about"].label("about")
        query = sa.select(*(schema.games.c[name] for name in names), about).limit(most)
        query = query.order_by(schema.games.c.updated.desc(), schema.games.c.created.desc())
        if game is not None:
            query = query.where(schema.games.c.id == game)
        rows = [dict(row._mapping) for row in self._rows(query)]
        wanted = schema.seats.c.game.in_([row["id"] for row in rows])
        tokens: dict[str, dict[str, str]] = {}
        for row in self._rows(sa.select(schema.seats).where(wanted)):
            tokens.setdefault(row.game, {})[row.seat] = row.token
        return [
            Listing(
                **{**row, "seats": tuple(row["seats"]), "about": row["about"] or {}},
                tokens=tokens.get(row["id"], {}),
            )
            for row in rows
        ]

    def draft(self, game: str, seat: str) -> Any:
        """What a seat was composing when it last looked; None when it was not."""
        here = (schema.drafts.c.game == game) & (schema.drafts.c.seat == seat)
        rows = self._rows(sa.select(schema.drafts.c.body).where(here))
        return rows[0].body if rows else None

    def keep_draft(self, game: str, seat: str, body: Any) -> None:
        """Keep what a seat is composing; None forgets it."""
        here = (schema.drafts.c.game == game) & (schema.drafts.c.seat == seat)
        with sentences(self._where), self._engine.begin() as connection:
            connection.execute(schema.drafts.delete().where(here))
            if body is not None:
                row = {"game": game, "seat": seat, "body": body, "updated": _now()}
                connection.execute(schema.drafts.insert(), row)

    def _rows(self, query: Any) -> Sequence[sa.Row[Any]]:
        with sentences(self._where), self._engine.connect() as connection:
            # a reader waits for nobody
            return connection.execution_options(isolation_level="AUTOCOMMIT").execute(query).all()


def _status(status: Status) -> dict[str, Any]:
    return {"status": status.status, "round": status.round, "ending": status.ending}


def _now() -> str:
    return clock.stamp()
