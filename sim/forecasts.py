"""Forecasts: what public knowledge says of every party, under the hypotheses all believers share.

Computed once a stage. Effective values and reservation points of every row; in
tier full also how far private numbers can move a minimum, how a type of
negotiator answers, and what a belligerent could have offered instead.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import best_of, fill, mixture, ones, plus, put, scaled, where, within
from sim.behaviour import ERRATIC, wanted
from sim.compiled import entry, in_one_pass, rule, structure
from sim.hypotheses import GRID, LEVELS, POINTS, STEPS, THINNEST
from sim.preferences import shift, write_effective
from sim.reservation import reservation

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Public

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Steps = NDArray[np.int16]


@structure
class Forecast(NamedTuple):
    """What public knowledge says of every party under the shared hypotheses, now."""

    value: Floats  # [2, H, T] effective value of terms to each belligerent
    minimum: Floats  # [P, H] reservation point: its mean, in tier grid at the middle of its ranges
    spread: Floats  # [P, H] utility per unit of a cell's offset: its deviation; 1 in tier grid
    shift: Floats  # [2]
    top: Floats  # [2, H] most that voiced terms could give each belligerent; nan: see `with_top`
    crowd: Crowd
    elapsed: float  # share of the scenario's rounds begun


@structure
class Crowd(NamedTuple):
    """What each belligerent could have offered, in tier full: voiced terms by level of surplus."""

    liking: Floats  # [2, T] fourth power of the chance that each accepts, by public knowledge
    plain: Floats  # [2, H, LEVELS] number of terms at each level
    liked: Floats  # [2, H, LEVELS] their sum of the other's liking


@entry
def forecast(arena: Arena, public: Public) -> Forecast:
    """Public forecast of values and reservation points."""
    parties, rows, terms = arena.rows.shape
    value = np.empty((2, rows, terms))
    minimum, spread = np.empty((parties, rows)), np.empty((parties, rows))
    moved, top = np.empty(2), np.full((2, rows), np.nan)
    voiced = within(arena.latent, public.voiced)
    possible = ranges(arena, public)
    for side in range(2):
        moved[side] = shift(arena, public.standing, side)
    for p in range(parties):
        for k in range(rows):
            floor, scale = arena.floor[p, k], arena.scale[p, k]
            minimum[p, k] = possible[p, 0] * scale + reservation(
                arena.middle[p], public.standing[p], public.state, arena.side[p], floor, scale
            )
            spread[p, k] = spread_of(arena, possible[p, 1], scale)
    for side in range(2):
        p = arena.belligerent[side]
        for k in range(rows):
            write_effective(
                value[side, k], arena, arena.rows[p, k], arena.middle[p], arena.weights[p, k],
                arena.values[p, k], arena.scale[p, k], arena.floor[p, k], p,
                moved[side], public.standing[p, at.S_EXIT], public.commit[p], public.demand[p],
            )  # fmt: skip
            if arena.tier != GRID:
                top[side, k] = best_of(voiced, barred(arena, p, k), value[side, k])
    elapsed = public.state[at.W_ROUND] / arena.rounds
    crowd = _crowd(arena, voiced, value, minimum, spread, top, elapsed)
    return Forecast(value, minimum, spread, moved, top, crowd, elapsed)


@rule
def with_top(arena: Arena, public: Public, now: Forecast) -> Forecast:
    """The same forecast with the most that voiced terms could give each belligerent.

    Tier grid asks for it only where somebody offers.
    """
    if arena.tier != GRID:
        return now
    rows, voiced = arena.rows.shape[1], within(arena.latent, public.voiced)
    top = np.empty((2, rows))
    for side in range(2):
        p = arena.belligerent[side]
        for k in range(rows):
            top[side, k] = best_of(voiced, barred(arena, p, k), now.value[side, k])
    return Forecast(now.value, now.minimum, now.spread, now.shift, top, now.crowd, now.elapsed)


@rule
def barred(arena: Arena, p: int, k: int) -> Bools:
    """Terms across a red line of party p under shared row k, `[T]`."""
    red: Bools = arena.red[p, arena.kin[p, k]] if arena.kin[p, k] >= 0 else arena.never
    return red


@rule
def ranges(arena: Arena, public: Public) -> Floats:
    """Mean and deviation of each party's minimum about that of its middle numbers, `[P, 2]`.

    Raw utility, now, over a lattice of what its private numbers may be; 0 and 1
    in tier grid, whose cells hold offsets as they are.
    """
    found = np.zeros((arena.stream.shape[0], 2))
    fill(found[:, 1], 1.0)
    samples = arena.lattice.shape[1]
    if arena.tier == GRID:
        return found
    for p in range(found.shape[0]):
        offset = offsets(arena, public, p)
        total, squares = 0.0, 0.0
        for n in range(samples):
            total += offset[n]
            squares += offset[n] * offset[n]
        found[p, 0] = total / samples
        found[p, 1] = math.sqrt(max(0.0, squares / samples - found[p, 0] * found[p, 0]))
    return found


@rule
def offsets(arena: Arena, public: Public, p: int) -> Floats:
    """How far party p's minimum lies off that of its middle numbers, `[SAMPLES]`, raw utility."""
    side, standing = arena.side[p], public.standing[p]
    middle = reservation(arena.middle[p], standing, public.state, side, 0.0, 1.0)
    found = np.empty(arena.lattice.shape[1])
    for n in range(found.shape[0]):
        point = arena.lattice[p, n]
        found[n] = reservation(point, standing, public.state, side, 0.0, 1.0) - middle
    return found


@rule
def spread_of(arena: Arena, deviation: float, scale: float) -> float:
    """Utility per unit of a cell's offset: 1 in tier grid, else the deviation."""
    if arena.tier == GRID:
        return 1.0
    return float(max(THINNEST * arena.common[at.C_BELIEF_SPREAD], deviation * scale))


@rule
def _crowd(
    arena: Arena,
    voiced: Bools,
    value: Floats,
    minimum: Floats,
    spread: Floats,
    top: Floats,
    elapsed: float,
) -> Crowd:
    """The voiced terms by level of surplus, of both belligerents under every shared row."""
    rows, terms = arena.rows.shape[1], arena.rows.shape[2]
    if arena.tier == GRID:
        none = np.empty((2, rows, 0))
        return Crowd(np.empty((2, 0)), none, none)
    liking, step = np.zeros((2, terms)), np.empty((2, rows, terms), np.int16)
    for side in range(2):
        p = arena.belligerent[side]
        for k in range(rows):
            put(step[side, k], steps(arena, value[side, k], minimum[p, k], barred(arena, p, k)))
        for k in range(arena.chance.shape[1]):
            if arena.chance[p, k] > 0.0:
                waits = waiting(
                    arena, arena.cell_chance, minimum[p, k], spread[p, k], top[side, k],
                    elapsed, arena.middle[p, at.P_MIND_HOLD], np.nan,
                )  # fmt: skip
                chance = scaled(answers(arena.answer, waits)[step[side, k]], arena.chance[p, k])
                put(liking[side], plus(liking[side], chance))
        put(liking[side], _fourth(liking[side]))
    plain, liked = np.empty((2, rows, LEVELS)), np.empty((2, rows, LEVELS))
    for side in range(2):
        number, weight = ones(voiced), where(voiced, liking[1 - side], 0.0)
        for k in range(rows):
            put(plain[side, k], by_level(step[side, k], number))
            put(liked[side, k], by_level(step[side, k], weight))
    return Crowd(liking, plain, liked)


@rule
def _fourth(values: Floats) -> Floats:
    return values * values * values * values


@rule
def by_level(step: Steps, weight: Floats) -> Floats:
    """Sum of a weight of terms at each level of surplus, `[LEVELS]`; what is barred is left out."""
    counted = np.bincount(step, weight, STEPS + 1)
    return np.asarray(counted[0:STEPS:3] + counted[1:STEPS:3] + counted[2:STEPS:3], np.float64)


@rule
def level_at(arena: Arena, level: int) -> float:
    """The middle of a level, as surplus over the forecast minimum."""
    return float(arena.answer_low + (3.0 * level + 1.0) * arena.answer_step)


@rule
def waiting(
    arena: Arena,
    weights: Floats,
    minimum: float,
    spread: float,
    top: float,
    elapsed: float,
    hold: float,
    given: float,
) -> Floats:
    """Weight of each surplus over the forecast minimum that an answerer may wait for, `[W]`.

    `weights`, `[C]`, are those of the cells; `given` is the worth of the other's last offer, nan
    where there is none. Last stand the erratic, who toss a coin. In tier grid everybody waits for
    its minimum alone: the cells themselves.
    """
    if arena.tier == GRID:
        return weights
    here = scaled(arena.grid[:POINTS], spread)
    types = arena.type_chance.shape[0]
    level = wanted(arena.common, here, types, top - minimum, elapsed, hold, given - minimum, True)
    found, last = np.zeros(arena.answer.shape[0]), arena.waits.shape[0] - 1.0
    per = 1.0 / (arena.waits[1] - arena.waits[0])
    for c in range(level.shape[0]):
        if arena.kind[c] == ERRATIC:
            found[-1] += weights[c]
        elif weights[c] > 0.0:
            place = min(max((level[c] - arena.waits[0]) * per, 0.0), last - 1e-9)
            n = int(place)
            found[n] += weights[c] * (1.0 - (place - n))
            found[n + 1] += weights[c] * (place - n)
    return found


@rule
def answers(answer: Floats, waits: Floats) -> Floats:
    """Chance of a yes by step of surplus, and last a certain no, `[STEPS + 1]`.

    `answer`, `[W, STEPS]`, tells it by what an answerer waits for, `waits`, `[W]`, how likely
    it waits for that.
    """
    return np.append(mixture(answer, waits), 0.0)


@in_one_pass(answers)
def _answers(answer: Floats, waits: Floats) -> Floats:
    table = np.zeros(answer.shape[1] + 1)
    for w in range(waits.shape[0]):
        weight, chances = waits[w], answer[w]
        if weight != 0.0:
            for m in range(chances.shape[0]):
                table[m] += chances[m] * weight
    return table


@rule
def steps(arena: Arena, value: Floats, minimum: float, barred: Bools) -> Steps:
    """The row of the table of answers for each terms' surplus over a minimum, `[T]`.

    One row past the table, which stands for a certain no, where something bars.
    """
    zero, per = zero_of(arena, minimum), 1.0 / arena.answer_step
    return placed(value, barred, zero, per, arena.answer.shape[1])


@rule
def zero_of(arena: Arena, minimum: float) -> float:
    """The value at which the table of answers begins, for a minimum."""
    return minimum + arena.answer_low - 0.5 * arena.answer_step


@rule
def placed(value: Floats, barred: Bools, zero: float, per: float, last: int) -> Steps:
    """The row of a table of `last` rows that begins at `zero`, `per` rows a unit, `[N]`."""
    found = np.minimum(np.maximum((value - zero) * per, 0.0), last - 1.0).astype(np.int16)
    return np.where(barred, np.int16(last), found)


@in_one_pass(placed)
def _placed(value: Floats, barred: Bools, zero: float, per: float, last: int) -> Steps:
    found = np.empty(value.shape[0], np.int16)
    for n in range(found.shape[0]):
        row = min(max((value[n] - zero) * per, 0.0), last - 1.0)
        found[n] = last if barred[n] else int(row)
    return found
