"""Between a game and the shelf: a header once, then stage after stage.

Header and stages together are the game's record, so what is on the shelf
replays, and says so if it does not.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import sim
from sim import game
from sim.game import Game, Played
from sim.record import Record
from sim.written import plain
from ui.store import Stage, Status, Store


def position(current: Game) -> int:
    """How many stages of the game have been played."""
    return len(current.played)


def status(current: Game) -> Status:
    """Where the game stands, for the shelf."""
    over = current.stage == "over"
    return Status("over" if over else "open", current.round, current.ending)


def header_of(record: Record) -> dict[str, Any]:
    """A record without its stages."""
    header = record.to_dict()
    header.pop("stages")
    return header


def shelve(
    current: Game,
    header: Mapping[str, Any],
    store: Store,
    label: str,
    about: Mapping[str, Any] | None = None,
) -> str:
    """Put a game with all it has played so far on the shelf; `about` is kept beside its record."""
    return store.create(
        header={**header, "about": dict(about)} if about else header,
        scenario=current.scenario.id,
        digest=current.scenario.digest,
        seed=current.seed,
        replicate=current.replicate,
        seats=current.seats,
        status=status(current),
        label=label,
        played=stages(current),
    )


def stages(current: Game, first: int = 0) -> list[Stage]:
    """The stages a game has played, from position `first`, as its record tells them."""
    return [_stage(first + k, played) for k, played in enumerate(current.played[first:])]


def _stage(position: int, played: Played) -> Stage:
    acts = {name: plain(act) for name, act in played.acts.items()}
    head: dict[str, Any] = {"round": played.round, "stage": played.stage, "mark": played.mark}
    if played.injected:
        head["injected"] = list(played.injected)
    return Stage(position, played.round, played.stage, {**head, "acts": acts})


def stored(id: str, store: Store) -> Record:
    """The record of a game on the shelf; KeyError when there is no such game."""
    bodies = [stage.body for stage in store.stages(id)]
    return Record.from_json({**store.header(id), "stages": bodies})


def record(current: Game, header: Mapping[str, Any]) -> Record:
    """The record of a live game: the header it was filed under, and what was played.

    A game that went on elsewhere no longer names one machine: its last bits may
    be of two kinds, so nothing may be compared to the bit.
    """
    machine = header.get("machine", "")
    honest = {**header, "machine": machine if machine == here() else ""}
    return Record.from_json({**honest, "stages": [one.body for one in stages(current)]})


@functools.cache
def here() -> str:
    """What this machine calls itself in a record."""
    return game.record(game.begin(sim.load("lab"), seed=0)).machine


def start_of(current: Game, round: int) -> int:
    """The position at which a round began."""
    last = len(current.played)
    return next((k for k, stage in enumerate(current.played) if stage.round == round), last)


def begun(current: Game) -> Game:
    """A game as it was at its beginning."""
    return game.begin(current.scenario, current.seed, current.replicate, current.seats)
