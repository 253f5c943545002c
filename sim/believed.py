"""The believed window: how likely some terms would pass, by what a seat believes.

Third parties' hypotheses are drawn jointly at fixed lattice points; the other
belligerent's are summed exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.arrays import among, best_at, differ, put_at, taken
from sim.compiled import in_one_pass, rule
from sim.opponent import Rows, Seen, row_of, rows_of
from sim.preferences import keep_backed

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_DRAWS = 8
# of so few terms everybody is asked about all
_FEW = 128
# Generators of a rank-1 lattice: fractional parts of square roots of primes.
_LATTICE = (0.4142135623730951, 0.7320508075688772, 0.2360679774997898, 0.6457513110645907,
            0.3166247903553998, 0.605551275463989, 0.1231056256176605, 0.358898943540674,
)  # fmt: skip


@rule
def believed_window(
    arena: Arena,
    seen: Seen,
    own: Own,
    i: int,
    possible: Bools,
    voiced: Bools,
) -> tuple[float, float]:
    """`sum_k w_k 1[some T that i knows of: i accepts, every other required party accepts under k]`.

    On the table (voiced options only), and with the formulas the seat knows; `possible`, `[T]`,
    are all terms that it knows of and accepts.
    """
    pivot = arena.belligerent[1]
    if pivot == i:
        pivot = arena.belligerent[0]
    draws = _DRAWS
    if arena.masks.shape[0] == 1 and i == arena.belligerent[arena.side[i]]:
        draws = 1
    here, agree = np.nonzero(possible)[0], possible.copy()
    if draws > 1 and here.shape[0] > _FEW and i == arena.belligerent[arena.side[i]]:
        here = _in_question(arena, seen, own, pivot, here, voiced)
    before, gained = taken(possible, here), (0.0, 0.0)
    on_table, formula = 0.0, 0.0
    for m in range(draws):
        put_at(agree, here, taken(possible, here))
        _others_agree(arena, seen, own, i, pivot, m, here, agree)
        agreed = taken(agree, here)
        if m == 0 or differ(agreed, before):
            gained = _pivot_agrees(
                arena, seen, own, pivot, taken(here, np.nonzero(agreed)[0]), voiced
            )
            before = agreed
        on_table += gained[0]
        formula += gained[1]
    return on_table / draws, formula / draws


@rule
def _in_question(arena: Arena, seen: Seen, own: Own, pivot: int, here: Ints, voiced: Bools) -> Ints:
    """Of the terms `here` those on which a window can depend, for a belligerent.

    Terms that need no third party, and what reaches a cell of the pivot's belief that voiced ones
    of these do not, with all that it is compared with. What reaches no further changes nothing.
    """
    alone = among(here, 0, arena.starts[1] if arena.masks[0] == 0 else 0)
    sure = taken(alone, np.nonzero(taken(voiced, alone))[0])
    held, asked = rows_of(arena, seen, own, pivot), np.zeros(voiced.shape[0], np.bool_)
    put_at(asked, alone, np.ones(alone.shape[0], np.bool_))
    for k in range(own.belief.shape[1]):
        row, short = row_of(held, k), np.inf
        best = best_at(row.value, row.red, sure) - row.minimum
        for g in range(arena.grid.shape[0]):
            if row.spread * arena.grid[g] > best:
                short = min(short, row.spread * arena.grid[g])
        mark_reaching(asked, here, row.value, row.red, row.minimum, short)
    for group in range(arena.masks.shape[0] - 1, -1, -1):
        there = among(here, arena.starts[group], arena.starts[group + 1])
        for p in range(arena.without.shape[0]):
            if (arena.masks[group] >> p) & 1:
                mark_compared(asked, there, arena.without[p])
    left: Ints = taken(here, np.nonzero(taken(asked, here))[0])
    return left


@rule
def mark_reaching(
    mask: Bools, here: Ints, value: Floats, barred: Bools, course: float, level: float
) -> None:
    """Mark those of the terms `here` that are worth a level more than a course."""
    mask[here] |= (value[here] - course >= level) & ~barred[here]


@in_one_pass(mark_reaching)
def _mark_reaching(
    mask: Bools, here: Ints, value: Floats, barred: Bools, course: float, level: float
) -> None:
    for n in range(here.shape[0]):
        terms = np.uint64(here[n])
        if value[terms] - course >= level and not barred[terms]:
            mask[terms] = True


@rule
def mark_compared(mask: Bools, here: Ints, without: Ints) -> None:
    """Mark what those of the terms `here` that are marked are compared with, `without`, `[T]`."""
    mask[without[here[mask[here]]]] = True


@in_one_pass(mark_compared)
def _mark_compared(mask: Bools, here: Ints, without: Ints) -> None:
    for n in range(here.shape[0]):
        if mask[here[n]]:
            mask[without[here[n]]] = True


@rule
def _pivot_agrees(
    arena: Arena, seen: Seen, own: Own, pivot: int, here: Ints, voiced: Bools
) -> tuple[float, float]:
    """Chance that the pivot accepts some of the terms `here`, on which all others agree.

    Of voiced ones, and of all that the seat knows.
    """
    on_table, formula = 0.0, 0.0
    if here.shape[0] == 0:
        return on_table, formula
    spoken = taken(here, np.nonzero(taken(voiced, here))[0])
    same = spoken.shape[0] == here.shape[0]
    held = rows_of(arena, seen, own, pivot)
    formula = _reached(arena.grid, own.belief[pivot], held, here)
    if same:
        on_table = formula
    elif spoken.shape[0] > 0:
        on_table = _reached(arena.grid, own.belief[pivot], held, spoken)
    return on_table, formula


@rule
def _reached(grid: Floats, belief: Floats, held: Rows, here: Ints) -> float:
    """Weight of the hypotheses, `[H, C]`, under which some of the terms `here` are enough."""
    total = 0.0
    for k in range(belief.shape[0]):
        row, mass = row_of(held, k), 0.0
        best = best_at(row.value, row.red, here) - row.minimum
        for g in range(belief.shape[1]):
            if row.spread * grid[g] <= best:
                mass += belief[k, g]
        total += mass
    return total


@rule
def _others_agree(
    arena: Arena,
    seen: Seen,
    own: Own,
    i: int,
    pivot: int,
    m: int,
    here: Ints,
    agree: Bools,
) -> None:
    """Strike from the terms agreed on, `[T]`, what all but i and the pivot do not take in draw m.

    `here` are the numbers of those agreed on.
    """
    for side in range(2):
        p = arena.belligerent[side]
        if p != i and p != pivot:
            k, g = _drawn(own.belief[p], m, p)
            row = row_of(rows_of(arena, seen, own, p), k)
            least = row.minimum + row.spread * arena.grid[g]
            keep_reached(agree, here, row.value, row.red, least)
    for group in range(arena.masks.shape[0]):
        there = among(here, arena.starts[group], arena.starts[group + 1])
        for p in range(arena.without.shape[0]):
            if p != i and (arena.masks[group] >> p) & 1:
                k, g = _drawn(own.belief[p], m, p)
                row = row_of(rows_of(arena, seen, own, p), k)
                least = row.minimum + row.spread * arena.grid[g]
                keep_backed(agree, there, arena.without[p], row.value, row.red, least)


@rule
def keep_reached(agree: Bools, here: Ints, value: Floats, barred: Bools, level: float) -> None:
    """Strike from the terms agreed on those of `here` that do not reach a level."""
    agree[here] &= (value[here] >= level) & ~barred[here]


@in_one_pass(keep_reached)
def _keep_reached(agree: Bools, here: Ints, value: Floats, barred: Bools, level: float) -> None:
    for n in range(here.shape[0]):
        terms = here[n]
        if agree[terms]:
            agree[terms] = value[terms] >= level and not barred[terms]


@rule
def _drawn(belief: Floats, m: int, p: int) -> tuple[int, int]:
    """Row and cell at lattice point m of party p's belief, `[H, C]`."""
    point = (m + 0.5) / _DRAWS + m * _LATTICE[p % 8]
    target = point - int(point)
    total = 0.0
    for k in range(belief.shape[0]):
        for g in range(belief.shape[1]):
            total += belief[k, g]
            if total >= target:
                return k, g
    return belief.shape[0] - 1, belief.shape[1] - 1
