"""Many ways on from one position of a game: what might have followed, and what one act changes.

Everything up to a stage stays as it was played, secrets and beliefs too; from there machines sit
in every seat, and chance falls otherwise in every world. An act put in place of the one of that
stage is compared world by world under the same chance, so that differences are the act's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sim import game as games
from sim.acts import Act
from sim.game import Game

MOST = 10_000
"""Worlds that are played at most."""

Tell = Callable[[int, int], object]


@dataclass(frozen=True)
class Future:
    """How one world ended, and what happened in it from the position on.

    `signed` is the round of the first signature, 0 without one; `opened` counts rounds of war with
    a window of terms on the table.
    """

    ending: str
    rounds: int
    signed: int
    opened: int


@dataclass(frozen=True)
class Futures:
    """Worlds as they would have gone, and the same worlds with the act changed (or nothing)."""

    round: int
    stage: str
    played: Game
    as_it_was: tuple[Future, ...]
    changed: tuple[Future, ...]


def position(game: Game, round: int, stage: str = "moves") -> Game:
    """The position of a game before a stage of a round; ValueError if it was not played so far.

    The same world with the same past, and machines in every seat.
    """
    if stage not in ("moves", "answers"):
        raise ValueError(f"a stage is moves or answers, not {stage!r}")
    return games.played_on(
        games.begin(game.scenario, game.seed, game.replicate), game, _place(game, round, stage)
    )


def _place(game: Game, round: int, stage: str) -> int:
    for n, one in enumerate(game.played):
        if (one.round, one.stage) == (round, stage):
            return n
    last = game.played[-1].round if game.played else 0
    raise ValueError(f"round {round} was not played at the stage {stage}; the last is round {last}")


def futures(
    game: Game,
    round: int,
    worlds: int = 100,
    stage: str = "moves",
    acts: Mapping[str, Act] | None = None,
    tell: Tell = lambda done, whole: None,
) -> Futures:
    """So many ways on from a stage that was played, with everybody's acts of that stage.

    With `acts`, by party, the same worlds once more with these in their place. ValueError for a
    stage that was not played, ActError for an act that is not legal there.
    """
    if not 1 <= worlds <= MOST:
        raise ValueError(f"from 1 to {MOST:,} worlds")
    before = position(game, round, stage)
    then = game.played[_place(game, round, stage)]
    for event in then.injected:
        before = games.inject(before, event)
    for seat, act in (acts or {}).items():
        games.check(before, seat, act)
    both: list[list[Future]] = []
    whole = worlds * (2 if acts else 1)
    for given in (then.acts, {**then.acts, **acts}) if acts else (then.acts,):
        rows: list[Future] = []
        for k in range(1, worlds + 1):
            # chance of another world from here on: draws are a function of seed and replicate
            other = replace(before, replicate=game.replicate + k)
            rows.append(_told(games.run(games.play(other, given)), round))
            tell(len(both) * worlds + k, whole)
        both.append(rows)
    return Futures(round, stage, before, tuple(both[0]), tuple(both[1]) if acts else ())


def _told(game: Game, since: int) -> Future:
    signed = [one.round for one in game.events if one.kind == "signed" and one.round >= since]
    opened = sum(
        one.window.fighting and one.window.on_table for one in game.log if one.round >= since
    )
    return Future(game.ending, game.round, signed[0] if signed else 0, opened)
