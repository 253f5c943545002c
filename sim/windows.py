"""Windows: when terms existed that everybody they need would take, and who saw it.

True windows are by real values and for the referee: a spectator of a
machine-only game, and everybody in the debrief.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.game import Game

Floats = NDArray[np.float64]
T = TypeVar("T")
THRESHOLDS = (0.3, 0.5, 0.7)
OPEN = 0.5


@dataclass(frozen=True)
class RoundWindow:
    """The true window of one round. `margin` may be negative: how far the nearest terms are off."""

    round: int
    fighting: bool
    on_table: bool
    with_formula: bool
    de_facto: bool
    comprehensive: bool
    margin: float
    width: float
    best: int
    blocked: bool = False  # every party would accept some terms, and coalitions block them all


@dataclass(frozen=True)
class Episode:
    """A maximal run of rounds with a window on the table, gaps of one round bridged."""

    start: int
    end: int
    recognised: bool
    outcome: str
    at: Mapping[float, bool]


@dataclass(frozen=True)
class Lost:
    """What an unseized window cost: open rounds without a signature and what happened in them.

    `best` are the terms in the window at its opening that a belligerent would
    have liked most, `forgone` its surplus from them less that of what was signed.
    """

    rounds: int
    casualties: float
    civilians: float
    best: Mapping[str, int]
    forgone: Mapping[str, float]


class ByParty(Mapping[str, T]):
    """Something of every party by name, worked out when it is asked for."""

    def __init__(self, names: Sequence[str], of: Callable[[int], T]) -> None:
        self._names, self._of = list(names), of

    def __getitem__(self, name: str) -> T:
        if name not in self._names:
            raise KeyError(name)
        return self._of(self._names.index(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True)
class Truth:
    """The referee's account of a game so far."""

    rounds: tuple[RoundWindow, ...]
    reservations: Mapping[str, tuple[float, ...]]
    believed: Mapping[str, tuple[float, ...]]
    estimates: Mapping[str, tuple[tuple[float, float, float], ...]]
    episodes: tuple[Episode, ...]
    mirages: Mapping[str, tuple[int, ...]]
    brier: Mapping[str, float]
    delay: int | None
    lost: Lost


def round_window(
    round_: int,
    fighting: bool,
    surplus: Floats,
    passes: NDArray[np.bool_],
    voiced: NDArray[np.bool_],
    de_jure: NDArray[np.bool_],
    alone: NDArray[np.bool_] | None = None,
) -> RoundWindow:
    """The window of a round from real surpluses, `[P, T]`.

    `alone`, `[T]`, are the terms that would pass if no coalition blocked any.
    """
    margins = surplus.min(axis=0)
    table = passes & voiced
    spoken = np.where(voiced, margins, -np.inf)
    best = int(np.argmax(spoken))
    return RoundWindow(
        round_, fighting, bool(table.any()), bool(passes.any()), bool((table & ~de_jure).any()),
        bool((table & de_jure).any()), float(spoken[best]), float(table.mean()), best,
        alone is not None and bool(alone.any() and not passes.any()),
    )  # fmt: skip


def episodes(
    open_: Sequence[bool],
    believed: Sequence[Sequence[float]],
    seen: Sequence[bool],
    signed: int | None,
    first: int = 1,
) -> tuple[Episode, ...]:
    """Runs of open rounds with their two labels.

    `believed[r]` holds the belligerents' probabilities in round r, `seen[r]` whether
    the terms either thinks likeliest to pass are in the window; `signed` is the
    round of a signature.

    >>> found = episodes([0, 1, 0, 1, 0, 0], [[1, 1]] * 6, [1] * 6, 4)
    >>> [(e.start, e.end, e.outcome) for e in found]
    [(2, 4, 'seized')]
    """
    found = []
    for start, end in _runs(open_):
        inside = [r for r in range(start, end + 1) if open_[r]]
        at = {
            level: any(min(believed[r]) >= level and seen[r] for r in inside)
            for level in THRESHOLDS
        }
        if signed is not None and first + start <= signed <= first + end:
            outcome = "seized"
        else:
            outcome = "censored" if end == len(open_) - 1 else "missed"
        found.append(Episode(first + start, first + end, at[OPEN], outcome, at))
    return tuple(found)


def _runs(open_: Sequence[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for r, is_open in enumerate(open_):
        if not is_open:
            continue
        if runs and r - runs[-1][1] <= 2:
            runs[-1] = (runs[-1][0], r)
        else:
            runs.append((r, r))
    return runs


def truth(game: Game) -> Truth:
    """The referee's account of a game so far."""
    names = list(game.scenario.parties)
    sides = [names.index(p) for p in game.scenario.belligerents]
    war = [m for m in game.log if m.window.fighting]
    # a collapse returns to war: only the rounds before the first signature make episodes here
    open_ = [m.window.on_table for m in war]
    believed = [[m.of(s).believed for s in sides] for m in war]
    seen = [any(bool(m.of(s).in_window) for s in sides) for m in war]
    signed = next((e.round for e in game.events if e.kind == "signed"), None)
    before = [m for m in war if signed is None or m.round <= signed]
    found = episodes(open_[: len(before)], believed, seen, signed)
    return Truth(
        rounds=tuple(m.window for m in game.log),
        reservations=ByParty(names, lambda p: tuple(m.of(p).minimum for m in game.log)),
        believed=ByParty(names, lambda p: tuple(m.of(p).believed for m in game.log)),
        estimates=ByParty(names, lambda p: tuple(m.of(p).estimate for m in game.log)),
        episodes=found,
        mirages=ByParty(
            names,
            lambda p: tuple(
                m.round for m in war if m.of(p).believed >= OPEN and not m.window.on_table
            ),
        ),
        brier=ByParty(names, lambda p: _brier([m.of(p).believed for m in war], open_)),
        delay=None if signed is None or not found else max(0, signed - found[0].start),
        lost=_lost(game, found, signed, sides, names),
    )


def _brier(believed: Sequence[float], open_: Sequence[bool]) -> float:
    if not open_:
        return float("nan")
    return float(np.mean([(p - float(o)) ** 2 for p, o in zip(believed, open_, strict=True)]))


def _lost(
    game: Game, found: Sequence[Episode], signed: int | None, sides: list[int], names: list[str]
) -> Lost:
    wasted = [
        m
        for m in game.log
        if m.window.fighting and m.window.on_table and (signed is None or m.round < signed)
    ]
    rounds = {m.round: m for m in game.log}
    cost = {"casualties": 0.0, "civilians": 0.0}
    for m in wasted:
        after = rounds.get(m.round + 1)
        for name in cost:
            for p in game.scenario.belligerents:
                then = (after.standing if after else m.standing)[p][name]
                cost[name] += then - m.standing[p][name]
    best, forgone = {}, {}
    if found and wasted:
        opening = rounds[found[0].start]
        for s in sides:
            surplus, passes = game.real_surplus(opening.round)
            table = passes & game.voiced(opening.round)
            best[names[s]] = int(np.argmax(np.where(table, surplus[s], -np.inf)))
            got = 0.0
            if signed is not None:
                terms = game.signed_terms()
                got = float(surplus[s, terms]) if terms is not None else 0.0
            forgone[names[s]] = float(surplus[s, best[names[s]]]) - got
    return Lost(len(wasted), cost["casualties"], cost["civilians"], best, forgone)


def truth_values(game: Game, round_: int) -> dict[str, Floats]:
    """Every party's real effective value of all terms in a round, `[T]` each."""
    value, _ = game.real_values(round_)
    return {name: value[p] for p, name in enumerate(game.scenario.parties)}
