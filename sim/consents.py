"""Consents: how likely the others accept terms, by what a seat believes of them.

Summed over every hypothesis about a party, for many terms at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import plus, scaled, taken
from sim.compiled import in_one_pass, rule
from sim.forecasts import answers, placed, zero_of
from sim.opponent import Guess, Seen, row_of, rows_of, waits_of, weighty
from sim.preferences import preference

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
# below so many readings a table of answers is not made
_FEW = 24


@rule
def acceptance(arena: Arena, seen: Seen, own: Own, belief: Floats, j: int, here: Ints) -> Floats:
    """Chance that belligerent j would accept the terms `here`, `[N]`, by a belief `[H, C]`."""
    held = rows_of(arena, seen, own, j)
    kept, factor = weighty(arena, belief)
    total = np.zeros(here.shape[0])
    for k in range(belief.shape[0]):
        if kept[k]:
            total = plus(total, _course(arena, seen, own, j, row_of(held, k), belief[k], here))
    return scaled(total, factor)


@rule
def _course(
    arena: Arena, seen: Seen, own: Own, j: int, row: Guess, weights: Floats, here: Ints
) -> Floats:
    """What one row with its cells' weights, `[C]`, adds to the chance that j takes `here`, `[N]`.

    Rather than its present course, or fighting on.
    """
    waits = waits_of(arena, seen, own, j, row, weights)
    zero, per = zero_of(arena, row.minimum), 1.0 / arena.answer_step
    return taking(here, row.value, row.red, arena.answer, waits, zero, per)


@rule
def taking(
    here: Ints,
    value: Floats,
    barred: Bools,
    answer: Floats,
    waits: Floats,
    zero: float,
    per: float,
) -> Floats:
    """How likely an answerer takes the terms `here`, `[N]`, of values and bars `[T]`.

    `answer` and `waits` as in `sim.forecasts.answers`; a value is placed by `zero` and `per`.
    """
    steps = placed(value[here], barred[here], zero, per, answer.shape[1])
    found: Floats = answers(answer, waits)[steps]
    return found


@in_one_pass(taking)
def _taking(
    here: Ints,
    value: Floats,
    barred: Bools,
    answer: Floats,
    waits: Floats,
    zero: float,
    per: float,
) -> Floats:
    found, last = np.zeros(here.shape[0]), answer.shape[1]
    if here.shape[0] < _FEW:
        for n in range(here.shape[0]):
            if not barred[here[n]]:
                step = int(min(max((value[here[n]] - zero) * per, 0.0), last - 1.0))
                for w in range(waits.shape[0]):
                    if waits[w] != 0.0:
                        found[n] += answer[w, step] * waits[w]
        return found
    table = answers(answer, waits)
    for n in range(here.shape[0]):
        terms = np.uint64(here[n])
        step = int(min(max((value[terms] - zero) * per, 0.0), last - 1.0))
        found[n] = table[np.uint64(last if barred[terms] else step)]
    return found


@rule
def consent(arena: Arena, seen: Seen, own: Own, j: int, here: Ints, likely: Bools) -> Floats:
    """Chance that backer j consents to the terms `here`, `[N]`.

    `likely`, `[T]`, are those that would pass, as far as fewer consents go.
    """
    total = np.zeros(here.shape[0])
    held, belief = rows_of(arena, seen, own, j), own.belief[j]
    without = taken(arena.without[j], here)
    passing = taken(likely, without)
    lapse = arena.common[at.C_BELIEF_LAPSE] / 2.0
    profiles = arena.chance.shape[1]
    kept, factor = weighty(arena, belief)
    for k in range(belief.shape[0]):
        if not kept[k]:
            continue
        mass = 0.0
        for g in range(belief.shape[1]):
            mass += belief[k, g]
        row = row_of(held, k)
        course = _course(arena, seen, own, j, row, belief[k], here)
        if k == profiles or (k < profiles and seen.placebo):
            add_compared(total, here, without, passing, row.value, row.red, mass, lapse, course)
        else:
            better = arena.better[j, k if k < profiles else k - 1]
            add_consents(total, here, passing, better, mass, course)
    return scaled(total, factor)


@rule
def add_consents(
    total: Floats, here: Ints, passing: Bools, better: Floats, mass: float, against: Floats
) -> None:
    """Add to a sum over the terms `here`, `[N]`, one row's chances of a backer's yes.

    Where the terms would pass without it, `better`, `[T]`, times the row's mass; else what it
    makes of them against its present course, `[N]`.
    """
    total += np.where(passing, mass * better[here], against)


@in_one_pass(add_consents)
def _add_consents(
    total: Floats, here: Ints, passing: Bools, better: Floats, mass: float, against: Floats
) -> None:
    for n in range(here.shape[0]):
        total[n] += mass * better[here[n]] if passing[n] else against[n]


@rule
def add_compared(
    total: Floats,
    here: Ints,
    without: Ints,
    passing: Bools,
    value: Floats,
    barred: Bools,
    mass: float,
    lapse: float,
    against: Floats,
) -> None:
    """The same of a row whose comparisons nobody made before: with the terms `without`, `[N]`."""
    better = preference(value[here], value[without], barred[here], lapse)
    total += np.where(passing, mass * better, against)


@in_one_pass(add_compared)
def _add_compared(
    total: Floats,
    here: Ints,
    without: Ints,
    passing: Bools,
    value: Floats,
    barred: Bools,
    mass: float,
    lapse: float,
    against: Floats,
) -> None:
    for n in range(here.shape[0]):
        terms = here[n]
        if passing[n]:
            better = 1.0 - lapse if value[terms] >= value[without[n]] else lapse
            total[n] += mass * (0.0 if barred[terms] else better)
        else:
            total[n] += against[n]


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
