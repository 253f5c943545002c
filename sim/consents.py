"""Consents: how likely the others accept terms, by what a seat believes of them.

Summed over every hypothesis about a party, for many terms at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import mixture, put, scaled, taken
from sim.compiled import in_one_pass, rule
from sim.forecasts import answers, placed, zero_of
from sim.hypotheses import GRID
from sim.opponent import Rows, Seen, row_of, rows_of, waits_of, weighty
from sim.preferences import preference

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@rule
def acceptance(arena: Arena, seen: Seen, own: Own, belief: Floats, j: int, here: Ints) -> Floats:
    """Chance that belligerent j would accept the terms `here`, `[N]`, by a belief `[H, C]`."""
    held = rows_of(arena, seen, own, j)
    kept, factor = weighty(arena, belief)
    tables = tables_of(arena, seen, own, j, held, belief, kept)
    total = np.zeros(here.shape[0])
    for k in range(belief.shape[0]):
        if kept[k]:
            row = row_of(held, k)
            zero, per = zero_of(arena, row.minimum), 1.0 / arena.answer_step
            add_answers(total, here, row.value, row.red, tables[k], zero, per)
    return scaled(total, factor)


@rule
def tables_of(
    arena: Arena, seen: Seen, own: Own, j: int, held: Rows, belief: Floats, kept: Bools
) -> Floats:
    """Chance of party j's yes by row and step of surplus, and last a certain no, `[H, STEPS + 1]`.

    Of the rows kept.
    """
    if arena.tier == GRID:
        return mixtures(arena.answer, belief)
    tables = np.zeros((belief.shape[0], arena.answer.shape[1] + 1))
    for k in range(belief.shape[0]):
        if kept[k]:
            waits = waits_of(arena, seen, own, j, row_of(held, k), belief[k])
            put(tables[k], answers(arena, waits))
    return tables


@rule
def mixtures(answer: Floats, weights: Floats) -> Floats:
    """Tables of answers mixed by weights, `[W, STEPS]` and `[H, W]`: see `tables_of`."""
    tables = np.zeros((weights.shape[0], answer.shape[1] + 1))
    for k in range(weights.shape[0]):
        tables[k, :-1] = mixture(answer, weights[k])
    return tables


@in_one_pass(mixtures)
def _mixtures(answer: Floats, weights: Floats) -> Floats:
    tables = np.zeros((weights.shape[0], answer.shape[1] + 1))
    for k in range(weights.shape[0]):
        table = tables[k]
        for w in range(weights.shape[1]):
            weight, chances = weights[k, w], answer[w]
            if weight != 0.0:
                for m in range(chances.shape[0]):
                    table[m] += chances[m] * weight
    return tables


@rule
def add_answers(
    total: Floats, here: Ints, value: Floats, barred: Bools, table: Floats, zero: float, per: float
) -> None:
    """Add to a sum over the terms `here`, `[N]`, what a table of answers says of their values."""
    total += table[placed(value[here], barred[here], zero, per, table.shape[0] - 1)]


@in_one_pass(add_answers)
def _add_answers(
    total: Floats, here: Ints, value: Floats, barred: Bools, table: Floats, zero: float, per: float
) -> None:
    last = table.shape[0] - 1
    for n in range(here.shape[0]):
        terms = here[n]
        row = int(min(max((value[terms] - zero) * per, 0.0), last - 1.0))
        total[n] += table[last] if barred[terms] else table[row]


@rule
def consent(arena: Arena, seen: Seen, own: Own, j: int, here: Ints, likely: Bools) -> Floats:
    """Chance that backer j consents to the terms `here`, `[N]`.

    `likely`, `[T]`, are those that would pass, as far as fewer consents go.
    """
    total, per = np.zeros(here.shape[0]), 1.0 / arena.answer_step
    held, belief = rows_of(arena, seen, own, j), own.belief[j]
    without = taken(arena.without[j], here)
    passing = taken(likely, without)
    lapse = arena.common[at.C_BELIEF_LAPSE] / 2.0
    profiles = arena.chance.shape[1]
    kept, factor = weighty(arena, belief)
    tables = tables_of(arena, seen, own, j, held, belief, kept)
    for k in range(belief.shape[0]):
        if not kept[k]:
            continue
        mass = 0.0
        for g in range(belief.shape[1]):
            mass += belief[k, g]
        table, row = tables[k], row_of(held, k)
        zero = zero_of(arena, row.minimum)
        if k == profiles or (k < profiles and seen.placebo):
            add_comparisons(
                total, here, without, passing, row.value, row.red, mass, lapse, table, zero, per
            )
        else:
            better = arena.better[j, k if k < profiles else k - 1]
            add_consents(total, here, passing, better, row.value, row.red, mass, table, zero, per)
    return scaled(total, factor)


@rule
def add_consents(
    total: Floats,
    here: Ints,
    passing: Bools,
    better: Floats,
    value: Floats,
    barred: Bools,
    mass: float,
    table: Floats,
    zero: float,
    per: float,
) -> None:
    """Add to a sum over the terms `here`, `[N]`, one row's chances of a backer's yes.

    Where the terms would pass without it, `better`, `[T]`, times the row's mass; else what the
    table of answers says of them against its present course.
    """
    course = table[placed(value[here], barred[here], zero, per, table.shape[0] - 1)]
    total += np.where(passing, mass * better[here], course)


@in_one_pass(add_consents)
def _add_consents(
    total: Floats,
    here: Ints,
    passing: Bools,
    better: Floats,
    value: Floats,
    barred: Bools,
    mass: float,
    table: Floats,
    zero: float,
    per: float,
) -> None:
    last = table.shape[0] - 1
    for n in range(here.shape[0]):
        terms = here[n]
        if passing[n]:
            total[n] += mass * better[terms]
        else:
            row = int(min(max((value[terms] - zero) * per, 0.0), last - 1.0))
            total[n] += table[last] if barred[terms] else table[row]


@rule
def add_comparisons(
    total: Floats,
    here: Ints,
    without: Ints,
    passing: Bools,
    value: Floats,
    barred: Bools,
    mass: float,
    lapse: float,
    table: Floats,
    zero: float,
    per: float,
) -> None:
    """The same of a row whose comparisons nobody made before: with the terms `without`, `[N]`."""
    better = preference(value[here], value[without], barred[here], lapse)
    course = table[placed(value[here], barred[here], zero, per, table.shape[0] - 1)]
    total += np.where(passing, mass * better, course)


@in_one_pass(add_comparisons)
def _add_comparisons(
    total: Floats,
    here: Ints,
    without: Ints,
    passing: Bools,
    value: Floats,
    barred: Bools,
    mass: float,
    lapse: float,
    table: Floats,
    zero: float,
    per: float,
) -> None:
    last = table.shape[0] - 1
    for n in range(here.shape[0]):
        terms = here[n]
        if passing[n]:
            better = 1.0 - lapse if value[terms] >= value[without[n]] else lapse
            total[n] += mass * (0.0 if barred[terms] else better)
        else:
            row = int(min(max((value[terms] - zero) * per, 0.0), last - 1.0))
            total[n] += table[last] if barred[terms] else table[row]


@rule
def likely(arena: Arena, seen: Seen, own: Own, i: int, terms: int, mine: bool) -> bool:
    """Whether the seat takes both belligerents' acceptance of terms for likelier than not.

    `mine` is its own, where it is one of them.
    """
    chance = 1.0
    for side in range(2):
        j = arena.belligerent[side]
        if j == i:
            chance *= 1.0 if mine else 0.0
            continue
        total, held, answer = 0.0, rows_of(arena, seen, own, j), arena.answer
        for k in range(own.belief.shape[1]):
            row = row_of(held, k)
            if not row.red[terms]:
                zero = zero_of(arena, row.minimum)
                place = (row.value[terms] - zero) / arena.answer_step
                step = int(min(max(place, 0.0), answer.shape[1] - 1.0))
                waits = waits_of(arena, seen, own, j, row, own.belief[j, k])
                for w in range(waits.shape[0]):
                    total += answer[w, step] * waits[w]
        chance *= total
    return chance >= 0.5
