"""The opponent model: a joint posterior over utility and reservation point.

A hypothesis about party j is a row (a named profile, the believer's mirror
image, or weights of nobody's) and a cell: an offset of j's reservation point
from what that row forecasts from the public war state and, in tier full, a
type of negotiator. *Predict* (`sim.drift`) lets them drift; *correct* multiplies
by the likelihood of j's acts (`sim.likelihoods`), each once.
Empathy is the prior weight of j's own profiles against the mirror.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import best_of, ones, put, where, within
from sim.compiled import rule, structure
from sim.forecasts import (
    Crowd,
    Forecast,
    by_level,
    ranges,
    spread_of,
    steps,
    waiting,
)
from sim.hypotheses import GRID, LEVELS, NEGLIGIBLE, POINTS
from sim.preferences import write_effective
from sim.reservation import reservation

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

PROFILES, PLACEBO, LEFT_OUT = 0, 1, 2  # mind.support
FIXED_PIE, SAME_PRIORITIES, OWN_LIMIT = 0, 1, 2  # mind.mirror
_FLOOR = 1e-300


@structure
class Seen(NamedTuple):
    """A forecast with one believer's own imagination of the others added."""

    value: Floats  # [2, H, T]
    minimum: Floats  # [P, H]
    shift: Floats  # [2]
    top: Floats  # [2, H] nan where a forecast was not asked for it
    spread: Floats  # [P, H]
    crowd: Crowd
    elapsed: float
    imagined: Floats  # [2, R, T] effective value to each other belligerent; R = 1 less placebos
    imagined_minimum: Floats  # [P, R]
    imagined_top: Floats  # [2, R]
    imagined_spread: Floats  # [P, R]
    imagined_plain: Floats  # [2, R, LEVELS]
    imagined_liked: Floats  # [2, R, LEVELS]
    placebo: bool  # whether placebos stand in for the named profiles


class Rows(NamedTuple):
    """All that a believer holds possible of one party: H rows of hypotheses, see `row_of`."""

    value: Floats  # [S, T] effective values of the rows that all share
    imagined: Floats  # [R, T] of the believer's own
    place: Ints  # [H] the row of `value`, or -1 less the row of `imagined`
    red: Bools  # [K, T] terms across the red lines of each profile
    never: Bools  # [T] none
    bars: Ints  # [H] the row of `red`, -1 for none
    minimum: Floats  # [H] forecast of the reservation point
    spread: Floats  # [H] utility per unit of a cell's offset
    top: Floats  # [H] most that voiced terms could give it; nan where nobody asked


class Guess(NamedTuple):
    """One hypothesis row of a believer about a party: values of terms and forecast minimum."""

    value: Floats  # [T]
    minimum: float
    spread: float  # utility per unit of a cell's offset
    red: Bools  # [T]
    top: float  # most that voiced terms could give it; nan where nobody asked


@rule
def see(arena: Arena, public: Public, forecast_: Forecast, own: Own, i: int) -> Seen:
    """What party i makes of the public forecast: its mirror image and placebos, now."""
    parties, kinds, terms = own.imagined.shape
    possible, placebo = ranges(arena, public), int(own.own[at.P_MIND_SUPPORT]) == PLACEBO
    imagined = np.zeros((2, kinds if placebo else 1, terms))
    lowest, top = np.empty((parties, kinds)), np.full((2, kinds), np.nan)
    spread = np.empty((parties, kinds))
    voiced, full = within(arena.latent, public.voiced), arena.tier != GRID
    for j in range(parties):
        for r in range(kinds):
            floor, scale = own.imagined_floor[j, r], own.imagined_scale[j, r]
            lowest[j, r] = possible[j, 0] * scale + reservation(
                arena.middle[j], public.standing[j], public.state, arena.side[j], floor, scale
            )
            spread[j, r] = spread_of(arena, possible[j, 1], scale)
        if int(own.own[at.P_MIND_MIRROR]) == OWN_LIMIT:
            lowest[j, 0] = reservation(
                own.own, public.standing[i], public.state, arena.side[i], own.floor, own.scale
            )
            spread[j, 0] = spread_of(arena, arena.common[at.C_BELIEF_SPREAD], 1.0)
    levels = LEVELS if full else 0
    plain, liked = np.zeros((2, kinds, levels)), np.zeros((2, kinds, levels))
    for side in range(2):
        j = arena.belligerent[side]
        for r in range(imagined.shape[1]):
            if j == i:
                continue
            write_effective(
                imagined[side, r], arena, own.imagined[j, r], arena.middle[j],
                own.imagined_weights[j, r], own.imagined_values[j, r], own.imagined_scale[j, r],
                own.imagined_floor[j, r], j, forecast_.shift[side],
                public.standing[j, at.S_EXIT], public.commit[j], public.demand[j],
            )  # fmt: skip
            if full:
                red = arena.red[j, r - 1] if r > 0 else arena.never
                top[side, r] = best_of(voiced, red, imagined[side, r])
                step = steps(arena, imagined[side, r], lowest[j, r], red)
                put(plain[side, r], by_level(step, ones(voiced)))
                weight = where(voiced, forecast_.crowd.liking[1 - side], 0.0)
                put(liked[side, r], by_level(step, weight))
    return Seen(
        forecast_.value, forecast_.minimum, forecast_.shift, forecast_.top, forecast_.spread,
        forecast_.crowd, forecast_.elapsed, imagined, lowest, top, spread, plain, liked, placebo,
    )  # fmt: skip


@rule
def rows_of(arena: Arena, seen: Seen, own: Own, j: int) -> Rows:
    """What a believer holds possible of party j."""
    profiles, side = arena.chance.shape[1], arena.side[j]
    fights = j == arena.belligerent[side]
    many = arena.rows.shape[1] + 1
    place, bars = np.empty(many, np.int64), np.empty(many, np.int64)
    minimum, spread, top = np.empty(many), np.empty(many), np.ones(many)
    kin, placebo = arena.kin[j], seen.placebo
    shared_minimum, shared_spread = seen.minimum[j], seen.spread[j]
    own_minimum, own_spread = seen.imagined_minimum[j], seen.imagined_spread[j]
    shared_top, own_top = seen.top[side], seen.imagined_top[side]
    for k in range(many):
        if k == profiles or (k < profiles and placebo):
            r = 0 if k == profiles else 1 + k
            place[k], bars[k] = -1 - r, k if k < profiles else -1
            minimum[k], spread[k] = own_minimum[r], own_spread[r]
            if fights:
                top[k] = own_top[r]
        else:
            shared = k if k < profiles else k - 1
            place[k], bars[k] = shared, kin[shared]
            minimum[k], spread[k] = shared_minimum[shared], shared_spread[shared]
            if fights:
                top[k] = shared_top[shared]
    value = seen.value[side] if fights else arena.rows[j]
    imagined = seen.imagined[side] if fights else own.imagined[j]
    return Rows(
        value, imagined, place, arena.red[j], arena.never, bars, minimum, spread, top
    )  # fmt: skip


@rule
def row_of(rows: Rows, k: int) -> Guess:
    """Row k of what a believer holds possible of a party."""
    place, bar = rows.place[k], rows.bars[k]
    value = rows.value[place] if place >= 0 else rows.imagined[-1 - place]
    red = rows.red[bar] if bar >= 0 else rows.never
    return Guess(value, rows.minimum[k], rows.spread[k], red, rows.top[k])


@rule
def weight_of(arena: Arena, seen: Seen, own: Own, j: int, k: int, issue: int) -> float:
    """Weight of an issue to party j in row k of what a believer holds possible of it."""
    profiles = arena.chance.shape[1]
    if k == profiles or (k < profiles and seen.placebo):
        return float(own.imagined_weights[j, 0 if k == profiles else 1 + k, issue])
    return float(arena.weights[j, k if k < profiles else k - 1, issue])


def every_row(arena: Arena, seen: Seen, own: Own, j: int) -> list[Guess]:
    """All rows of what a believer holds possible of party j."""
    held = rows_of.plain(arena, seen, own, j)
    return [row_of.plain(held, k) for k in range(own.belief.shape[1])]


def every_weight(arena: Arena, seen: Seen, own: Own, j: int) -> Floats:
    """Weights of all issues to party j in every row, `[H, I]`."""
    rows, issues = range(own.belief.shape[1]), range(own.weights.shape[0])
    return np.array([[weight_of.plain(arena, seen, own, j, k, n) for n in issues] for k in rows])


@rule
def crowd_of(arena: Arena, seen: Seen, j: int, k: int) -> tuple[Floats, Floats]:
    """Voiced terms by level of surplus under row k of belligerent j, plain and by liking."""
    profiles, side = arena.chance.shape[1], arena.side[j]
    if k == profiles or (k < profiles and seen.placebo):
        r = 0 if k == profiles else 1 + k
        return seen.imagined_plain[side, r], seen.imagined_liked[side, r]
    shared = k if k < profiles else k - 1
    return seen.crowd.plain[side, shared], seen.crowd.liked[side, shared]


@rule
def given(arena: Arena, own: Own, j: int, row: Guess) -> float:
    """What the last offer of party j's adversary is worth to j under one row; nan without one."""
    terms = own.offered[arena.belligerent[1 - arena.side[j]]]
    return float(row.value[terms]) if terms >= 0 else np.nan


@rule
def weighty(arena: Arena, belief: Floats) -> tuple[Bools, float]:
    """Rows of a belief, `[H, C]`, that a judgement of all terms looks at, and 1 over their share.

    All in tier grid; in tier full those that weigh something.
    """
    kept = np.ones(belief.shape[0], np.bool_)
    if arena.tier == GRID:
        return kept, 1.0
    share = 0.0
    for k in range(belief.shape[0]):
        mass = 0.0
        for c in range(belief.shape[1]):
            mass += belief[k, c]
        kept[k] = mass >= NEGLIGIBLE
        share += mass if kept[k] else 0.0
    return kept, 1.0 / share


@rule
def waits_of(arena: Arena, seen: Seen, own: Own, j: int, row: Guess, weights: Floats) -> Floats:
    """Weight of each surplus over the forecast minimum that j may wait for under a row, `[W]`.

    `weights`, `[C]`, are those of the row's cells.
    """
    if arena.tier == GRID:
        return weights
    hold, last = arena.middle[j, at.P_MIND_HOLD], given(arena, own, j, row)
    return waiting(arena, weights, row.minimum, row.spread, row.top, seen.elapsed, hold, last)


@rule
def prior(arena: Arena, own: Floats, spreads: Floats, excluded: int, j: int) -> Floats:
    """A believer's prior about party j, `[H, C]`.

    `e*profiles + (1 - e - eta)*mirror + eta*uniform`; a profile shares its weight with its kin.
    `spreads[j, k]` has mean and deviation of the offset under profile k in tier grid; `excluded`
    is a profile left out, or -1. Backers are no type of negotiator.
    """
    points, types = POINTS, arena.type_chance.shape[0]
    weight = _row_weights(arena, own, excluded, j)
    belief = np.zeros((weight.shape[0], arena.grid.shape[0]))
    for k in range(weight.shape[0]):
        mean, deviation = 0.0, arena.wide
        if k < arena.chance.shape[1] and arena.tier == GRID:
            mean, deviation = spreads[j, k, 0], spreads[j, k, 1]
        mass = 0.0
        for g in range(points):
            z = (arena.grid[g] - mean) / deviation
            belief[k, g] = math.exp(-0.5 * z * z) + 1e-6
            mass += belief[k, g]
        for g in range(points):
            belief[k, g] *= weight[k] / mass
        if types > 1 and j == arena.belligerent[arena.side[j]]:
            for m in range(types - 1, -1, -1):
                for g in range(points):
                    belief[k, m * points + g] = belief[k, g] * arena.type_chance[m]
    return belief


@rule
def _row_weights(arena: Arena, own: Floats, excluded: int, j: int) -> Floats:
    """The prior weight of each row about party j, `[H]`."""
    profiles, shared = arena.chance.shape[1], arena.rows.shape[1]
    eta = arena.common[at.C_BELIEF_UNIFORM]
    empathy = min(own[at.P_MIND_EMPATHY], 1.0 - eta)
    placebo = int(own[at.P_MIND_SUPPORT]) == PLACEBO
    members, free = np.zeros(profiles), 0
    for s in range(shared):
        if arena.kin[j, s] < 0:
            free += 1
        elif s < profiles or not placebo:
            members[arena.kin[j, s]] += 1.0
    weight, named = np.zeros(shared + 1), np.zeros(profiles)
    total = 0.0
    for k in range(profiles):
        named[k] = 0.0 if k == excluded else arena.chance[j, k]
        total += named[k]
    for k in range(profiles):
        named[k] = empathy * named[k] / total if total > 0.0 else 0.0
    used = empathy if total > 0.0 else 0.0
    weight[profiles] = 1.0 - eta - used
    for s in range(shared):
        row, kin = s if s < profiles else s + 1, arena.kin[j, s]
        if kin < 0:
            weight[row] = eta / free
        elif s < profiles or not placebo:
            weight[row] = named[kin] / members[kin]
    return weight


@rule
def spots(arena: Arena, public: Public, own: Own, j: int) -> Floats:
    """How far the minimum lies off that of middle numbers in each hypothesis, `[H, C]`: utility."""
    profiles, rows = arena.chance.shape[1], arena.rows.shape[1] + 1
    possible = ranges(arena, public)
    found = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        scale = own.imagined_scale[j, 0]
        if k != profiles:
            scale = arena.scale[j, k if k < profiles else k - 1]
        mean = possible[j, 0] * scale
        put(found[k], from_mean(arena.grid, mean, spread_of(arena, possible[j, 1], scale)))
    return found


@rule
def from_mean(grid: Floats, mean: float, spread: float) -> Floats:
    """Offsets of a mean and spread, `[C]`."""
    return mean + spread * grid


@rule
def attended(likelihood: Floats, attention: float) -> Floats:
    """A likelihood, `[H, C]`, of which a share of the evidence was taken in: its power."""
    if attention >= 1.0:
        return likelihood
    found = np.empty(likelihood.shape)
    for k in range(likelihood.shape[0]):
        for c in range(likelihood.shape[1]):
            found[k, c] = math.pow(likelihood[k, c], attention)
    return found


@rule
def evidence(belief: Floats, likelihood: Floats) -> float:
    """How likely a belief, `[H, C]`, took an act to be."""
    total = 0.0
    for k in range(belief.shape[0]):
        for c in range(belief.shape[1]):
            total += belief[k, c] * likelihood[k, c]
    return total


@rule
def correct(belief: Floats, likelihood: Floats) -> Floats:
    """Bayes: posterior over hypotheses, `[H, C]` times `[H, C]`, normalised."""
    total = evidence(belief, likelihood)
    if total <= _FLOOR:
        return belief
    posterior = np.empty(belief.shape)
    for k in range(belief.shape[0]):
        for g in range(belief.shape[1]):
            posterior[k, g] = belief[k, g] * likelihood[k, g] / total
    return posterior
