"""Likelihoods: how likely each hypothesis about a party makes what it was seen to do.

What `sim.opponent.correct` multiplies a belief by: one array over hypotheses,
`[H, C]`, for an offer, an answer, a posture and a public demand.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import best_of, fill, put, scaled, within
from sim.behaviour import ERRATIC, attack_likelihood, choice, of_erratic, offer_likelihood, wanted
from sim.compiled import rule
from sim.forecasts import level_at
from sim.hypotheses import GRID, LEVELS, POINTS
from sim.opponent import Guess, Seen, crowd_of, given, row_of, rows_of, weight_of

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@rule
def saw_offer(arena: Arena, public: Public, seen: Seen, own: Own, j: int, terms: int) -> Floats:
    """Likelihood, `[H, C]`, of party j's offering these terms now."""
    rows = arena.rows.shape[1] + 1
    elapsed = public.state[at.W_ROUND] / arena.rounds
    fights = j == arena.belligerent[arena.side[j]]
    typed = fights and arena.tier != GRID
    voiced = within(arena.latent, public.voiced)
    likelihood = np.empty((rows, arena.grid.shape[0]))
    held = rows_of(arena, seen, own, j)
    for k in range(rows):
        row = row_of(held, k)
        if typed:
            put(likelihood[k], _chosen(arena, seen, own, j, k, row, terms))
        elif row.red[terms]:
            fill(likelihood[k], arena.common[at.C_BELIEF_LAPSE])
        else:
            top = row.top
            if fights and math.isnan(top):
                top = best_of(voiced, row.red, row.value)
            likely = offer_likelihood(
                arena.common, scaled(arena.grid, row.spread), row.value[terms], top, row.minimum,
                elapsed,
            )  # fmt: skip
            put(likelihood[k], likely)
    return likelihood


@rule
def saw_silence(arena: Arena, public: Public, seen: Seen, own: Own, j: int) -> Floats:
    """Likelihood, `[H, C]`, of belligerent j's tabling nothing now.

    Where some voiced terms beat its minimum it tables some with chance `belief.silence`: one
    less that times its yes to the best of them. The erratic are as silent as all others together.
    """
    rows = arena.rows.shape[1] + 1
    voiced = within(arena.latent, public.voiced)
    gains, held = np.empty((rows, arena.grid.shape[0])), rows_of(arena, seen, own, j)
    for k in range(rows):
        row = row_of(held, k)
        top = best_of(voiced, row.red, row.value) if math.isnan(row.top) else row.top
        least = scaled(arena.grid, row.spread)
        put(gains[k], yeses_at(arena, _beyond(top, row.minimum, least)))
    as_usual(arena, own.belief[j], gains)
    silent: Floats = 1.0 - arena.common[at.C_BELIEF_SILENCE] * gains
    return silent


@rule
def as_usual(arena: Arena, belief: Floats, likely: Floats) -> None:
    """Give the erratic what is expected of all others together, `[H, C]`.

    So it says nothing of them. In tier grid there are no types.
    """
    if arena.tier != GRID:
        usual = _usual(arena.kind, belief, likely)
        for k in range(likely.shape[0]):
            of_erratic(arena.kind, likely[k], usual)


@rule
def _usual(kind: Ints, belief: Floats, likely: Floats) -> float:
    """What all hypotheses but the erratic together expect: weights and chances `[H, C]`."""
    mass, total = 1e-300, 0.0
    for k in range(belief.shape[0]):
        for c in range(belief.shape[1]):
            if kind[c] != ERRATIC:
                mass += belief[k, c]
                total += belief[k, c] * likely[k, c]
    return total / mass


@rule
def _chosen(arena: Arena, seen: Seen, own: Own, j: int, k: int, row: Guess, terms: int) -> Floats:
    """Chance, `[C]`, that belligerent j under one row chooses these terms among all voiced ones.

    `lapse/T + (1 - lapse) f(terms) / sum over levels of f(level) * terms at it`, f of
    `sim.behaviour.choice`; a maximiser's f is weighed by how the other side likes each terms. The
    erratic choose evenly among those short of the row's red lines.
    """
    lapse, total = arena.common[at.C_BELIEF_LAPSE], arena.needs.shape[0]
    likelihood = np.empty(arena.grid.shape[0])
    fill(likelihood, lapse / total)
    if row.red[terms]:
        return likelihood
    plain, liked = crowd_of(arena, seen, j, k)
    here, types = scaled(arena.grid[:POINTS], row.spread), arena.type_chance.shape[0]
    level = wanted(
        arena.common, here, types, row.top - row.minimum, seen.elapsed,
        arena.middle[j, at.P_MIND_HOLD], given(arena, own, j, row) - row.minimum, False,
    )  # fmt: skip
    least = scaled(arena.grid, row.spread)
    among = np.zeros(likelihood.shape[0])
    for place in range(LEVELS):
        if plain[place] > 0.0:
            here = choice(level_at(arena, place), least, level, arena.width, arena.gains)
            among = _add(among, here, arena.gains, plain[place], liked[place])
    surplus = row.value[terms] - row.minimum
    mine = choice(surplus, least, level, arena.width, arena.gains)
    liking = seen.crowd.liking[1 - arena.side[j], terms]
    mine = _add(scaled(mine, 0.0), mine, arena.gains, 1.0, liking)
    likelihood = _share(likelihood, mine, among, 1.0 - lapse)
    of_erratic(arena.kind, likelihood, 1.0 / max(1.0, plain.sum()))
    return likelihood


@rule
def _add(total: Floats, more: Floats, gains: Floats, plain: float, liked: float) -> Floats:
    """A sum and more of it: times `liked` for maximisers, times `plain` for others."""
    return total + more * (gains * liked + (1.0 - gains) * plain)


@rule
def _share(least: Floats, mine: Floats, among: Floats, factor: float) -> Floats:
    """A least chance and a factor times one part of a sum; the part is never above the sum."""
    return least + factor * (mine / np.maximum(np.maximum(among, mine), 1e-300))


@rule
def saw_answer(
    arena: Arena,
    seen: Seen,
    own: Own,
    j: int,
    terms: int,
    instead: int,
    accepted: bool,
) -> Floats:
    """Likelihood, `[H, C]`, of party j's yes or no to terms; `instead` as in `agrees`."""
    yes = agrees(arena, seen, own, j, terms, instead)
    if accepted:
        return yes
    no: Floats = 1.0 - yes
    return no


@rule
def agrees(arena: Arena, seen: Seen, own: Own, j: int, terms: int, instead: int) -> Floats:
    """Chance, `[H, C]`, that party j says yes to terms.

    `instead` is the number of the terms that would pass without j's options (j
    compares with them), or -1 (j compares with fighting on or its present course).
    """
    rows = arena.rows.shape[1] + 1
    likely = np.empty((rows, arena.grid.shape[0]))
    lapse = arena.common[at.C_BELIEF_LAPSE] / 2.0
    held = rows_of(arena, seen, own, j)
    for k in range(rows):
        row = row_of(held, k)
        yes = likely[k]
        fill(yes, lapse)
        if not row.red[terms] and instead >= 0:
            fill(yes, yes_at(arena, row.value[terms] - row.value[instead]))
        elif not row.red[terms]:
            put(yes, yeses_at(arena, awaited(arena, seen, own, j, row, row.value[terms])))
    as_usual(arena, own.belief[j], likely)
    return likely


@rule
def awaited(arena: Arena, seen: Seen, own: Own, j: int, row: Guess, value: float) -> Floats:
    """Surplus of a value over what party j waits for in each cell of a row, `[C]`."""
    if arena.tier == GRID or j != arena.belligerent[arena.side[j]]:
        return _beyond(value, row.minimum, scaled(arena.grid, row.spread))
    here, types = scaled(arena.grid[:POINTS], row.spread), arena.type_chance.shape[0]
    level = wanted(
        arena.common, here, types, row.top - row.minimum, seen.elapsed,
        arena.middle[j, at.P_MIND_HOLD], given(arena, own, j, row) - row.minimum, True,
    )  # fmt: skip
    return _beyond(value, row.minimum, level)


@rule
def _beyond(value: float, minimum: float, level: Floats) -> Floats:
    """A value less a minimum and levels above it, `[C]`."""
    return value - (minimum + level)


@rule
def yes_at(arena: Arena, surplus: float) -> float:
    """Chance of a yes at a surplus over what is waited for, from the table of answers."""
    x = (surplus - arena.answer_low) / arena.answer_step + 0.5
    row = int(min(max(x, 0.0), arena.answer.shape[1] - 1.0))
    return float(arena.answer[arena.unmoved, row])


@rule
def yeses_at(arena: Arena, surplus: Floats) -> Floats:
    """The same at many surpluses, `[C]`."""
    table = arena.answer[arena.unmoved]
    low, step, last = arena.answer_low, arena.answer_step, table.shape[0] - 1.0
    found = np.empty(surplus.shape[0])
    for c in range(found.shape[0]):
        found[c] = table[int(min(max((surplus[c] - low) / step + 0.5, 0.0), last))]
    return found


@rule
def saw_posture(arena: Arena, seen: Seen, own: Own, j: int, attacks: bool) -> Floats:
    """Likelihood, `[H, C]`, of party j's posture."""
    rows = arena.rows.shape[1] + 1
    likelihood = np.empty((rows, arena.grid.shape[0]))
    held = rows_of(arena, seen, own, j)
    for k in range(rows):
        row = row_of(held, k)
        places = scaled(arena.grid, row.spread)
        put(likelihood[k], attack_likelihood(arena.common, places, row.minimum, attacks))
    return likelihood


@rule
def leanings(arena: Arena, own: Own, signal: int) -> Floats:
    """Weight that a seat gives to each reading before it looks, `[readings]`; 0 of other signals.

    The scenario's prior, times `mind.alarm` for readings that speak for a higher minimum,
    its complement for those that speak for a lower one, one half for the rest; normalised.
    """
    weights, total = np.zeros(arena.reading_prior.shape[0]), 0.0
    for n in range(weights.shape[0]):
        if arena.reading_signal[n] == signal:
            lean, strength = 0.5, arena.reading_strength[n]
            if strength > 0.0:
                lean = own.own[at.P_MIND_ALARM]
            elif strength < 0.0:
                lean = 1.0 - own.own[at.P_MIND_ALARM]
            weights[n] = arena.reading_prior[n] * lean
            total += weights[n]
    return scaled(weights, 1.0 / total) if total > 0.0 else weights


@rule
def read_as(arena: Arena, places: Floats, reading: int) -> Floats:
    """Likelihood of a signal under one of its readings, `[H, C]`.

    Logistic in the offset of the minimum, `places` of `sim.opponent.spots`, in `belief.spread`s.
    """
    likelihood = np.empty(places.shape)
    slope = arena.reading_strength[reading] / arena.common[at.C_BELIEF_SPREAD]
    for k in range(places.shape[0]):
        for c in range(places.shape[1]):
            likelihood[k, c] = 1.0 / (1.0 + math.exp(-slope * places[k, c]))
    return likelihood


@rule
def saw_signal(arena: Arena, own: Own, places: Floats, signal: int) -> Floats:
    """Likelihood, `[H, C]`, of a signal: its readings mixed by the seat's leanings.

    All ones where a seat gives no reading any weight: it looks away.
    """
    weights, found = leanings(arena, own, signal), np.zeros(places.shape)
    if weights.sum() <= 0.0:
        return found + 1.0
    for n in range(weights.shape[0]):
        if weights[n] > 0.0:
            found = found + weights[n] * read_as(arena, places, n)
    return found


@rule
def heard_demand(arena: Arena, seen: Seen, own: Own, j: int, issue: int) -> Floats:
    """Likelihood, `[H, C]`, of j's demanding this issue in public: cheap talk, so weak."""
    rows = arena.rows.shape[1] + 1
    likelihood = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        weight = weight_of(arena, seen, own, j, k, issue)
        fill(likelihood[k], math.exp(arena.common[at.C_BELIEF_STATEMENT_WEIGHT] * weight))
    return likelihood
