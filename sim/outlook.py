"""Outlook: what follows from a party's belief, for one seat and one moment.

Who would accept which terms, how likely some terms pass (the believed
window), and which. Third parties' hypotheses are drawn jointly at fixed
lattice points; the other belligerent's are summed exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import (
    both,
    from_level,
    ones,
    plus,
    put,
    reaches,
    scaled,
    times,
    unless,
    where,
    within,
)
from sim.compiled import rule
from sim.opponent import Seen, guess
from sim.preferences import backer_surplus, effective, reservation

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_DRAWS = 8
# Generators of a rank-1 lattice: fractional parts of square roots of primes.
_LATTICE = (0.4142135623730951, 0.7320508075688772, 0.2360679774997898, 0.6457513110645907,
            0.3166247903553998, 0.605551275463989, 0.1231056256176605, 0.358898943540674,
)  # fmt: skip


class Outlook(NamedTuple):
    """One seat's judgement now. Arrays over all terms; unusable terms have chance 0."""

    value: Floats  # [T] own effective value
    minimum: float  # own reservation point
    usable: Bools  # [T] made of options the seat knows
    open: Bools  # [T] made of voiced options only
    own: Bools  # [T] acceptable to the seat
    accept: Floats  # [P, T] chance that each party accepts; own is 0 or 1
    passes: Floats  # [T] chance that all required accept
    window: float  # chance that some voiced terms would pass
    window_formula: float  # the same with the formulas this seat knows


@rule
def minimum(arena: Arena, public: Public, own: Own, i: int) -> float:
    """The seat's own reservation point now."""
    return reservation(
        own.own, public.standing[i], public.state, arena.side[i], own.floor, own.scale
    )


@rule
def worth(arena: Arena, public: Public, shift: Floats, own: Own, i: int) -> Floats:
    """The seat's own effective value of all terms, `[T]`."""
    if i != arena.belligerent[arena.side[i]]:
        return own.utility
    return effective(
        arena, own.utility, own.own, own.weights, own.values, own.scale, own.floor, i,
        shift[arena.side[i]], public.standing[i, at.S_EXIT], public.commit[i],
        public.demand[i],
    )  # fmt: skip


@rule
def outlook(arena: Arena, public: Public, seen: Seen, own: Own, i: int, whole: bool) -> Outlook:
    """The seat's judgement of every terms and, if `whole`, of the window."""
    parties, terms = arena.without.shape
    value, mine = worth(arena, public, seen.shift, own, i), minimum(arena, public, own, i)
    voiced = within(arena.latent, public.voiced)
    usable = within(arena.latent, public.voiced | own.knows)
    accept = np.ones((parties, terms))
    sides = np.ones(terms)
    for side in range(2):
        p = arena.belligerent[side]
        if p == i:
            put(accept[p], ones(reaches(value, mine, own.red)))
        else:
            put(accept[p], _acceptance(arena, seen, own, p))
        sides = times(sides, accept[p])
    likely = from_level(sides, 0.5)
    for group in range(arena.masks.shape[0]):
        start, end = arena.starts[group], arena.starts[group + 1]
        for p in range(parties):
            if (arena.masks[group] >> p) & 1:
                if p == i:
                    surplus = backer_surplus(arena, i, start, end, value, mine, own.red, likely)
                    put(accept[p, start:end], ones(from_level(surplus, 0.0)))
                else:
                    put(accept[p, start:end], _consent(arena, seen, own, p, start, end, likely))
                put(sides[start:end], times(sides[start:end], accept[p, start:end]))
        put(likely[start:end], from_level(sides[start:end], 0.5))
    passes = where(usable, sides, 0.0)
    on_table, formula = 0.0, 0.0
    if whole:
        on_table, formula = _window(arena, seen, own, i, accept[i], voiced, usable)
    willing = from_level(accept[i], 1.0)
    return Outlook(value, mine, usable, voiced, willing, accept, passes, on_table, formula)


@rule
def _answers(arena: Arena, weights: Floats) -> Floats:
    """Chance of a yes by step of surplus over the forecast minimum, `[STEPS]`."""
    table = np.zeros(arena.answer.shape[1])
    for g in range(weights.shape[0]):
        table = plus(table, scaled(arena.answer[g], weights[g]))
    return table


@rule
def _look_up(arena: Arena, table: Floats, value: Floats, minimum: float) -> Floats:
    """The table's value at each surplus over a minimum, nearest step."""
    zero, per = minimum + arena.answer_low - 0.5 * arena.answer_step, 1.0 / arena.answer_step
    last = arena.answer.shape[1] - 1.0
    step = np.minimum(np.maximum((value - zero) * per, 0.0), last).astype(np.int64)
    found: Floats = table[step]
    return found


@rule
def _add_unless(total: Floats, barred: Bools, more: Floats) -> Floats:
    """A sum that grows where nothing bars."""
    return total + np.where(barred, 0.0, more)


@rule
def _acceptance(arena: Arena, seen: Seen, own: Own, j: int) -> Floats:
    """Chance that belligerent j would accept each terms, `[T]`."""
    total = np.zeros(arena.needs.shape[0])
    for k in range(own.belief.shape[1]):
        row = guess(arena, seen, own, j, k)
        table = _answers(arena, own.belief[j, k])
        total = _add_unless(total, row.red, _look_up(arena, table, row.value, row.minimum))
    return total


@rule
def _preferred(
    passing: Bools, value: Floats, instead: Floats, mass: float, lapse: float, course: Floats
) -> Floats:
    """Chance of a yes: the better of two terms where the lesser would pass, else `course`."""
    better = np.where(value >= instead, mass * (1.0 - lapse), mass * lapse)
    return np.where(passing, better, course)


@rule
def _consent(
    arena: Arena,
    seen: Seen,
    own: Own,
    j: int,
    start: int,
    end: int,
    likely: Bools,
) -> Floats:
    """Chance that backer j consents to terms `start:end`, `[end - start]`."""
    total = np.zeros(end - start)
    without = arena.without[j, start:end]
    passing = likely[without]
    lapse = arena.common[at.C_BELIEF_LAPSE] / 2.0
    for k in range(own.belief.shape[1]):
        row = guess(arena, seen, own, j, k)
        value = row.value[start:end]
        mass = 0.0
        for g in range(own.belief.shape[2]):
            mass += own.belief[j, k, g]
        table = _answers(arena, own.belief[j, k])
        course = _look_up(arena, table, value, row.minimum)
        yes = _preferred(passing, value, row.value[without], mass, lapse, course)
        total = _add_unless(total, row.red[start:end], yes)
    return total


@rule
def likely(arena: Arena, public: Public, seen: Seen, own: Own, i: int, terms: int) -> bool:
    """Whether the seat takes both belligerents' acceptance of terms for likelier than not."""
    chance = 1.0
    for side in range(2):
        j = arena.belligerent[side]
        if j == i:
            value = worth(arena, public, seen.shift, own, i)
            yes = value[terms] >= minimum(arena, public, own, i) and not own.red[terms]
            chance *= 1.0 if yes else 0.0
            continue
        total = 0.0
        for k in range(own.belief.shape[1]):
            row = guess(arena, seen, own, j, k)
            if not row.red[terms]:
                zero = row.minimum + arena.answer_low - 0.5 * arena.answer_step
                place = (row.value[terms] - zero) / arena.answer_step
                step = int(min(max(place, 0.0), arena.answer.shape[1] - 1.0))
                for g in range(own.belief.shape[2]):
                    total += arena.answer[g, step] * own.belief[j, k, g]
        chance *= total
    return chance >= 0.5


@rule
def _window(
    arena: Arena,
    seen: Seen,
    own: Own,
    i: int,
    accept: Floats,
    voiced: Bools,
    usable: Bools,
) -> tuple[float, float]:
    """`sum_k w_k 1[some T that i knows of: i accepts, every other required party accepts under k]`.

    On the table (voiced options only), and with the formulas the seat knows.
    """
    pivot = arena.belligerent[1]
    if pivot == i:
        pivot = arena.belligerent[0]
    rows = own.belief.shape[1]
    draws = _DRAWS
    if arena.masks.shape[0] == 1 and i == arena.belligerent[arena.side[i]]:
        draws = 1
    possible = both(usable, from_level(accept, 1.0))
    on_table, formula = 0.0, 0.0
    for m in range(draws):
        idx = np.nonzero(_others_agree(arena, seen, own, i, pivot, m, possible))[0]
        if idx.shape[0] == 0:
            continue
        spoken = np.nonzero(voiced[idx])[0]
        same = spoken.shape[0] == idx.shape[0]
        for k in range(rows):
            row = guess(arena, seen, own, pivot, k)
            here = unless(row.red[idx], row.value[idx], -np.inf)
            best = here.max()
            formula += _below(arena, own.belief[pivot, k], best - row.minimum)
            if same:
                on_table += _below(arena, own.belief[pivot, k], best - row.minimum)
            elif spoken.shape[0] > 0:
                best = here[spoken].max()
                on_table += _below(arena, own.belief[pivot, k], best - row.minimum)
    return on_table / draws, formula / draws


@rule
def _below(arena: Arena, weights: Floats, best: float) -> float:
    """Weight of offsets at or below the best surplus over the forecast minimum."""
    total = 0.0
    for g in range(weights.shape[0]):
        if arena.grid[g] <= best:
            total += weights[g]
    return total


@rule
def _others_agree(
    arena: Arena,
    seen: Seen,
    own: Own,
    i: int,
    pivot: int,
    m: int,
    possible: Bools,
) -> Bools:
    """Terms that seat i and, under joint draw m, all but the pivot accept, `[T]`."""
    agree = possible.copy()
    for side in range(2):
        p = arena.belligerent[side]
        if p != i and p != pivot:
            k, g = _drawn(own.belief[p], m, p)
            row = guess(arena, seen, own, p, k)
            agree = both(agree, reaches(row.value, row.minimum + arena.grid[g], row.red))
    for group in range(arena.masks.shape[0]):
        start, end = arena.starts[group], arena.starts[group + 1]
        for p in range(arena.without.shape[0]):
            if p != i and (arena.masks[group] >> p) & 1:
                k, g = _drawn(own.belief[p], m, p)
                row = guess(arena, seen, own, p, k)
                surplus = backer_surplus(
                    arena, p, start, end, row.value, row.minimum + arena.grid[g], row.red, agree
                )
                put(agree[start:end], both(agree[start:end], from_level(surplus, 0.0)))
    return agree


@rule
def _drawn(belief: Floats, m: int, p: int) -> tuple[int, int]:
    """Hypothesis and offset at lattice point m of party p's belief, `[H, G]`."""
    point = (m + 0.5) / _DRAWS + m * _LATTICE[p % 8]
    target = point - int(point)
    total = 0.0
    for k in range(belief.shape[0]):
        for g in range(belief.shape[1]):
            total += belief[k, g]
            if total >= target:
                return k, g
    return belief.shape[0] - 1, belief.shape[1] - 1
