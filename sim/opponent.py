"""The opponent model: a joint posterior over utility and reservation point.

A hypothesis about party j is a row (a named profile, the believer's mirror
image, or uniform weights) and an offset of j's reservation point from what
that row forecasts from the public war state. *Predict* lets the offset
drift; *correct* multiplies by the likelihood of j's acts (`sim.likelihoods`), each once.
Empathy is the prior weight of j's own profiles against the mirror.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import best_of, put, within
from sim.compiled import entry, rule
from sim.preferences import effective, reservation, shift

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Steps = NDArray[np.int16]

PROFILES, PLACEBO, LEFT_OUT = 0, 1, 2  # mind.support
FIXED_PIE, SAME_PRIORITIES, OWN_LIMIT = 0, 1, 2  # mind.mirror
_FLOOR = 1e-300


class Forecast(NamedTuple):
    """What public knowledge says of every party under the shared hypotheses, now."""

    value: Floats  # [2, H, T] effective value of terms to each belligerent
    minimum: Floats  # [P, H] reservation point at the middle of its ranges
    shift: Floats  # [2]
    top: Floats  # [2, H] most that voiced terms could give each belligerent
    step: Steps  # [P, H, T] row of the table of answers that each terms' surplus falls in


@entry
def forecast(arena: Arena, public: Public) -> Forecast:
    """Public forecast of values and reservation points."""
    parties, rows, terms = arena.rows.shape
    profiles = arena.chance.shape[1]
    value = np.empty((2, rows, terms))
    minimum = np.empty((parties, rows))
    moved, top = np.empty(2), np.empty((2, rows))
    step = np.empty((parties, rows, terms), np.int16)
    voiced = within(arena.latent, public.voiced)
    for side in range(2):
        moved[side] = shift(arena, public.standing, side)
    for p in range(parties):
        for k in range(rows):
            floor, scale = arena.floor[p, k], arena.scale[p, k]
            minimum[p, k] = reservation(
                arena.middle[p], public.standing[p], public.state, arena.side[p], floor, scale
            )
    for side in range(2):
        p = arena.belligerent[side]
        for k in range(rows):
            put(value[side, k], effective(
                arena, arena.rows[p, k], arena.middle[p], arena.weights[p, k],
                arena.values[p, min(k, profiles - 1)], arena.scale[p, k], arena.floor[p, k], p,
                moved[side], public.standing[p, at.S_EXIT], public.commit[p], public.demand[p],
            ))  # fmt: skip
            red = arena.red[p, k] if k < profiles else arena.never
            top[side, k] = best_of(voiced, red, value[side, k])
    for p in range(parties):
        for k in range(rows):
            worth = arena.rows[p, k]
            if p == arena.belligerent[arena.side[p]]:
                worth = value[arena.side[p], k]
            red = arena.red[p, k] if k < profiles else arena.never
            put(step[p, k], steps(arena, worth, minimum[p, k], red))
    return Forecast(value, minimum, moved, top, step)


@rule
def steps(arena: Arena, value: Floats, minimum: float, barred: Bools) -> Steps:
    """The row of the table of answers for each terms' surplus over a minimum, `[T]`.

    One row past the table, which stands for a certain no, where something bars.
    """
    zero, per = minimum + arena.answer_low - 0.5 * arena.answer_step, 1.0 / arena.answer_step
    last = float(arena.answer.shape[1])
    place = np.minimum(np.maximum((value - zero) * per, 0.0), last - 1.0)
    found: Steps = np.where(barred, last, place).astype(np.int16)
    return found


@rule
def step_of(arena: Arena, seen: Seen, j: int, k: int) -> Steps:
    """The row of the table of answers for each terms under row k of belligerent j, `[T]`."""
    profiles, side = arena.chance.shape[1], arena.side[j]
    if k == profiles or (k < profiles and seen.placebo):
        imagined: Steps = seen.imagined_step[side, 0 if k == profiles else 1 + k]
        return imagined
    shared: Steps = seen.step[j, k if k < profiles else k - 1]
    return shared


class Seen(NamedTuple):
    """A forecast with one believer's own imagination of the others added."""

    value: Floats  # [2, H, T]
    minimum: Floats  # [P, H]
    shift: Floats  # [2]
    top: Floats  # [2, H]
    step: Steps  # [P, H, T]
    imagined: Floats  # [2, R, T] effective value to each belligerent under mirror and placebos
    imagined_minimum: Floats  # [P, R]
    imagined_top: Floats  # [2, R]
    imagined_step: Steps  # [2, R, T]
    placebo: bool  # whether placebos stand in for the named profiles


class Guess(NamedTuple):
    """One hypothesis row of a believer about a party: values of terms and forecast minimum."""

    value: Floats  # [T]
    minimum: float
    red: Bools  # [T]
    weights: Floats  # [I]
    top: float  # most that voiced terms could give it


@rule
def see(arena: Arena, public: Public, forecast_: Forecast, own: Own, i: int) -> Seen:
    """What party i makes of the public forecast: its mirror image and placebos, now."""
    parties, kinds, terms = own.imagined.shape
    imagined = np.empty((2, kinds, terms))
    lowest, top = np.empty((parties, kinds)), np.empty((2, kinds))
    step = np.empty((2, kinds, terms), np.int16)
    voiced = within(arena.latent, public.voiced)
    for j in range(parties):
        for r in range(kinds):
            floor, scale = own.imagined_floor[j, r], own.imagined_scale[j, r]
            lowest[j, r] = reservation(
                arena.middle[j], public.standing[j], public.state, arena.side[j], floor, scale
            )
        if int(own.own[at.P_MIND_MIRROR]) == OWN_LIMIT:
            lowest[j, 0] = reservation(
                own.own, public.standing[i], public.state, arena.side[i], own.floor, own.scale
            )
    for side in range(2):
        j = arena.belligerent[side]
        for r in range(kinds):
            put(imagined[side, r], effective(
                arena, own.imagined[j, r], arena.middle[j], own.imagined_weights[j, r],
                own.imagined_values[j, r], own.imagined_scale[j, r], own.imagined_floor[j, r], j,
                forecast_.shift[side], public.standing[j, at.S_EXIT], public.commit[j],
                public.demand[j],
            ))  # fmt: skip
            red = arena.red[j, r - 1] if r > 0 else arena.never
            top[side, r] = best_of(voiced, red, imagined[side, r])
            put(step[side, r], steps(arena, imagined[side, r], lowest[j, r], red))
    return Seen(
        forecast_.value, forecast_.minimum, forecast_.shift, forecast_.top, forecast_.step,
        imagined, lowest, top, step, int(own.own[at.P_MIND_SUPPORT]) == PLACEBO,
    )  # fmt: skip


@rule
def guess(arena: Arena, seen: Seen, own: Own, j: int, k: int) -> Guess:
    """Row k of what a believer holds possible of party j."""
    profiles = arena.chance.shape[1]
    side = arena.side[j]
    fights = j == arena.belligerent[side]
    if k == profiles or (k < profiles and seen.placebo):
        r = 0 if k == profiles else 1 + k
        value = seen.imagined[side, r] if fights else own.imagined[j, r]
        red = arena.red[j, k] if k < profiles else arena.never
        top = seen.imagined_top[side, r] if fights else 1.0
        return Guess(value, seen.imagined_minimum[j, r], red, own.imagined_weights[j, r], top)
    shared = k if k < profiles else k - 1
    value = seen.value[side, shared] if fights else arena.rows[j, shared]
    red = arena.red[j, k] if k < profiles else arena.never
    top = seen.top[side, shared] if fights else 1.0
    return Guess(value, seen.minimum[j, shared], red, arena.weights[j, shared], top)


@rule
def prior(arena: Arena, own: Floats, spreads: Floats, excluded: int, j: int) -> Floats:
    """A believer's prior about party j, `[H, G]`.

    `e*profiles + (1 - e - eta)*mirror + eta*uniform`; `spreads[j, k]` has mean and
    deviation of the offset under profile k; `excluded` is a profile left out, or -1.
    """
    profiles, rows = arena.chance.shape[1], arena.rows.shape[1] + 1
    eta = arena.common[at.C_BELIEF_UNIFORM]
    empathy = min(own[at.P_MIND_EMPATHY], 1.0 - eta)
    weight = np.zeros(rows)
    total = 0.0
    for k in range(profiles):
        weight[k] = 0.0 if k == excluded else arena.chance[j, k]
        total += weight[k]
    for k in range(profiles):
        weight[k] = empathy * weight[k] / total if total > 0.0 else 0.0
    used = empathy if total > 0.0 else 0.0
    weight[profiles] = 1.0 - eta - used
    for k in range(profiles + 1, rows):
        weight[k] = eta / (rows - profiles - 1)
    belief = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        mean, deviation = 0.0, arena.common[at.C_BELIEF_SPREAD]
        if k < profiles:
            mean, deviation = spreads[j, k, 0], spreads[j, k, 1]
        mass = 0.0
        for g in range(arena.grid.shape[0]):
            z = (arena.grid[g] - mean) / deviation
            belief[k, g] = math.exp(-0.5 * z * z) + 1e-6
            mass += belief[k, g]
        for g in range(arena.grid.shape[0]):
            belief[k, g] *= weight[k] / mass
    return belief


@rule
def predict(arena: Arena, belief: Floats) -> Floats:
    """One round of drift: the offset of the minimum diffuses, ends reflecting, `[P, H, G]`."""
    step = arena.grid[1] - arena.grid[0]
    ratio = arena.common[at.C_BELIEF_DRIFT] / step
    q = min(0.25, 0.5 * ratio * ratio)
    last = belief.shape[2] - 1
    moved = np.empty(belief.shape)
    for j in range(belief.shape[0]):
        for k in range(belief.shape[1]):
            for g in range(last + 1):
                below = belief[j, k, g - 1] if g > 0 else belief[j, k, g]
                above = belief[j, k, g + 1] if g < last else belief[j, k, g]
                moved[j, k, g] = (1.0 - 2.0 * q) * belief[j, k, g] + q * (below + above)
    return moved


@rule
def correct(belief: Floats, likelihood: Floats) -> Floats:
    """Bayes: posterior over hypotheses, `[H, G]` times `[H, G]`, normalised."""
    total = 0.0
    for k in range(belief.shape[0]):
        for g in range(belief.shape[1]):
            total += belief[k, g] * likelihood[k, g]
    if total <= _FLOOR:
        return belief
    posterior = np.empty(belief.shape)
    for k in range(belief.shape[0]):
        for g in range(belief.shape[1]):
            posterior[k, g] = belief[k, g] * likelihood[k, g] / total
    return posterior
