"""Ensembles: many worlds through the same rules as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import moves as move
from sim import nature
from sim.arena import arena
from sim.arrays import both, put, where, within
from sim.compiled import entry, rule, warm
from sim.forecasts import Forecast, forecast
from sim.knowledge import Public
from sim.opening import open_world, opening_public, spreads
from sim.outlook import Outlook
from sim.post import deliver
from sim.round import (
    answer_seat,
    consider_seat,
    decide_seat,
    hear_answers,
    hear_moves,
    judges,
    open_round,
    passing,
)
from sim.rules import ENDINGS, OVER, WAR, close, reveal
from sim.windows import OPEN, THRESHOLDS, episodes
from sim.world import World

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.scenario import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Key = NDArray[np.uint64]

# Columns of a world's log, one row a round.
FIGHTING, ON_TABLE, WITH_FORMULA, SEEN, BELIEVED_A, BELIEVED_B, CASUALTIES = range(7)
TABLED, SIGNED = 7, 8  # proposals on the table; the terms in force when the round is over
COLUMNS = 9


@rule
def all_moves(arena: Arena, world: World, now: Forecast) -> tuple[Ints, Floats, Ints]:
    """Every machine's moves, its believed window, and the terms it thinks likeliest to pass.

    The last two are 0 for a seat whose moves no judgement of terms can change.
    """
    parties, first = arena.stream.shape[0], arena.belligerent[0]
    moves = np.empty((parties, move.MOVES), np.int64)
    believed, likeliest = np.zeros(parties), np.zeros(parties, np.int64)
    wide = first < 0
    _, firsts = consider_seat(arena, world, now, first, wide)
    for i in range(parties):
        look = firsts
        if i != first and judges(arena, world, i):
            _, look = consider_seat(arena, world, now, i, wide)
        put(moves[i], decide_seat(arena, world, look, i))
        if i == first or judges(arena, world, i):
            believed[i] = look.window
            likeliest[i] = np.argmax(where(look.own, look.passes, -1.0))
    return moves, believed, likeliest


@rule
def war_round(arena: Arena, world: World, key: Key, log: Floats) -> World:
    """The rest of a round of war, noted in its row of the log, `[COLUMNS]`."""
    parties, a, b = arena.stream.shape[0], arena.belligerent[0], arena.belligerent[1]
    passes = passing(arena, world)
    spoken = both(passes, within(arena.latent, world.public.voiced))
    now = forecast(arena, world.public)
    moves, believed, likeliest = all_moves(arena, world, now)
    standing = world.public.standing
    log[FIGHTING] = 1.0
    log[ON_TABLE] = 1.0 if spoken.any() else 0.0
    log[WITH_FORMULA] = 1.0 if passes.any() else 0.0
    log[SEEN] = 1.0 if spoken[likeliest[a]] or spoken[likeliest[b]] else 0.0
    log[BELIEVED_A], log[BELIEVED_B] = believed[a], believed[b]
    log[CASUALTIES] = standing[a, at.S_CASUALTIES] + standing[b, at.S_CASUALTIES]
    world, moves = deliver(arena, world, moves, key, np.ones(parties, np.bool_))
    for p in range(parties):
        log[TABLED] += 1.0 if moves[p, move.PROPOSAL] >= 0 else 0.0
    world = hear_moves(arena, world, now, moves)
    if log[TABLED] > 0.0:
        now = forecast(arena, world.public)
    answers = np.zeros((parties, parties), np.int64)
    for i in range(parties):
        put(answers[i], answer_seat(arena, world, now, moves, i))
    return hear_answers(arena, world, now, moves, answers, key)


@rule
def truce_round(arena: Arena, world: World, key: Key) -> World:
    """The rest of a round of ceasefire.

    No machine's move rests on a judgement of terms then, and none teaches anybody anything.
    """
    parties, look = arena.stream.shape[0], unjudged()
    moves = np.empty((parties, move.MOVES), np.int64)
    for i in range(parties):
        put(moves[i], decide_seat(arena, world, look, i))
    world, moves = deliver(arena, world, moves, key, np.ones(parties, np.bool_))
    public, answers = reveal(arena, world.public, moves), np.zeros((parties, parties), np.int64)
    return World(close(arena, public, moves, answers, key), world.private)


@rule
def unjudged() -> Outlook:
    """An outlook of nobody who judged anything."""
    values, none = np.zeros(0), np.zeros(0, np.bool_)
    return Outlook(values, 0.0, none, none, none, np.zeros((0, 0)), values, 0.0, 0.0)


class Outcome(NamedTuple):
    """What is asked of a world that was played, as compiled rules hand it over."""

    state: Floats  # [W_SIZE]
    standing: Floats  # [P, S_SIZE]
    profile: Ints  # [P] which of its profiles each party had
    log: Floats  # [rounds, COLUMNS]


@entry
def outcome(arena: Arena, public: Public, spread: Floats, key: Key, to_end: bool) -> Outcome:
    """What one machine-only world came to: see `play_world`."""
    world, log = play_world(arena, public, spread, key, to_end)
    return Outcome(world.public.state, world.public.standing, world.private.profile, log)


@entry
def play_world(
    arena: Arena, public: Public, spread: Floats, key: Key, to_end: bool
) -> tuple[World, Floats]:
    """One machine-only world and its log, `[rounds, COLUMNS]`; to its end, or to a signature.

    Of a ceasefire the log has the terms in force alone.
    """
    world, rounds = open_world(arena, public, spread, key), 0
    log = np.zeros((arena.rounds, COLUMNS))
    for r in range(arena.rounds):
        world = open_round(arena, world, key)
        if world.public.state[at.W_PHASE] == OVER:
            break
        if world.public.state[at.W_PHASE] == WAR:
            world = war_round(arena, world, key, log[r])
        else:
            world = truce_round(arena, world, key)
        log[r, SIGNED] = world.public.state[at.W_SIGNED]
        rounds = r + 1
        if world.public.state[at.W_PHASE] == OVER:
            break
        if world.public.state[at.W_PHASE] != WAR and not to_end:
            break
    return world, log[:rounds]


@dataclass(frozen=True)
class Worlds:
    """A table of worlds: columns of equal length, one row a world."""

    columns: dict[str, NDArray[Any]]

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.columns["world"])

    def to_pandas(self) -> Any:
        """The same as a pandas frame."""
        import pandas

        return pandas.DataFrame(self.columns)


@dataclass(frozen=True)
class Prepared:
    """All that the worlds of one scenario share."""

    arena: Arena
    public: Public
    spread: Floats


def prepared(scenario: Scenario) -> Prepared:
    """What every world of a scenario begins with."""
    found = arena(scenario)
    return Prepared(found, opening_of(found), spreads(found))


def opening_of(arena: Arena) -> Public:
    """The public world before the first round of a world without people.

    What public acts teach is worth its time only where a party may think of it.
    """
    second = bool((arena.high[:, at.P_MIND_ORDER] >= 2.0).any())
    return opening_public(arena, watched=second)


def ensemble(
    scenario: Scenario,
    worlds: int,
    seed: int = 0,
    first: int = 0,
    to_end: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Worlds:
    """Worlds `first` to `first + worlds - 1` of a seed, one row each.

    Row k is the world that `NegotiationModel(scenario, rng=stream(seed, k))` plays.
    """
    return play(prepared(scenario), worlds, seed, first, to_end, progress)


def play(
    given: Prepared,
    worlds: int,
    seed: int,
    first: int,
    to_end: bool,
    progress: Callable[[int], None] | None = None,
) -> Worlds:
    """The same, of what is prepared."""
    warm()
    rows: list[dict[str, Any]] = []
    for k in range(first, first + worlds):
        key = nature.key(seed, k)
        came_to = outcome(given.arena, given.public, given.spread, key, to_end)
        rows.append({"world": k, **row(given.arena, came_to)})
        if progress is not None:
            progress(k - first + 1)
    names = rows[0] if rows else {}
    return Worlds({name: np.array([r[name] for r in rows]) for name in names})


def row(arena: Arena, came_to: Outcome) -> dict[str, Any]:
    """What one world came to."""
    state = came_to.state
    played = int(state[at.W_ROUND])
    lines = came_to.log.tolist()
    before = []
    for line in lines:
        if not line[FIGHTING]:
            break
        before.append(line)
        if line[SIGNED] >= 0.0:  # a ceasefire may break before its first round
            break
    signed = len(before) if before and before[-1][SIGNED] >= 0.0 else None
    truce, broke = _truce(lines[len(before) :])
    open_ = [line[ON_TABLE] > 0.0 for line in before]
    sides = [[line[column] for line in before] for column in (BELIEVED_A, BELIEVED_B)]
    believed = list(zip(*sides, strict=True))
    found = episodes(open_, believed, [line[SEEN] > 0.0 for line in before], signed)
    first_open = found[0].start if found else 0
    judged = max(1, len(before))
    mirage = [
        sum(p >= OPEN and not o for p, o in zip(side, open_, strict=True)) / judged
        for side in sides
    ]
    error = [_mean([(p - o) ** 2 for p, o in zip(side, open_, strict=True)]) for side in sides]
    return {
        "ending": ENDINGS[int(state[at.W_ENDING])], "rounds": played,
        "war_rounds": len(before), "signed": 0 if signed is None else signed,
        "talk_rounds": sum(line[TABLED] > 0.0 for line in before),
        "terms": -1 if signed is None else int(before[-1][SIGNED]),
        "truce_rounds": truce, "broke": broke, "collapses": int(state[at.W_COLLAPSES]),
        "opened": bool(found), "first_open": first_open, "open_rounds": sum(open_),
        "formula_rounds": sum(b[WITH_FORMULA] > 0.0 and not b[ON_TABLE] for b in before),
        "episodes": len(found),
        **{f"recognised_{int(100 * t)}": sum(e.at[t] for e in found) for t in THRESHOLDS},
        "seized": any(e.outcome == "seized" for e in found),
        "missed": sum(e.outcome == "missed" for e in found),
        "censored": sum(e.outcome == "censored" for e in found),
        "delay": (signed if signed is not None else len(before)) - first_open if found else -1,
        "delay_ends": bool(found) and signed is not None,
        "mirages_a": mirage[0], "mirages_b": mirage[1],
        "brier_a": error[0], "brier_b": error[1], "line": float(state[at.W_LINE]),
        "casualties": float(sum(came_to.standing[p, at.S_CASUALTIES] for p in arena.belligerent)),
    }  # fmt: skip


def _truce(after: Sequence[Sequence[float]]) -> tuple[int, bool]:
    """Rounds that the first ceasefire lasted, and whether fighting broke out again."""
    for n, line in enumerate(after):
        if line[FIGHTING]:
            return n, True
    return len(after), False


def _mean(values: Sequence[float]) -> float:
    return float(np.array(values, np.float64).sum() / len(values)) if len(values) else 0.0
