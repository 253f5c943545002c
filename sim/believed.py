"""The believed window: how likely some terms would pass, by what a seat believes.

Third parties' hypotheses are drawn jointly at fixed lattice points; the other
belligerent's are summed exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.arrays import put, taken
from sim.compiled import in_one_pass, rule
from sim.opponent import Seen, row_of, rows_of
from sim.preferences import keep_backed

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_DRAWS = 8
# Generators of a rank-1 lattice: fractional parts of square roots of primes.
_LATTICE = (0.4142135623730951, 0.7320508075688772, 0.2360679774997898, 0.6457513110645907,
            0.3166247903553998, 0.605551275463989, 0.1231056256176605, 0.358898943540674,
)  # fmt: skip
# what is known of whether terms are agreed on
_UNKNOWN, _NO, _YES = 0, 1, 2
# of which terms the most is asked
_VOICED, _ALL = 0, 1


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
    parties, here = arena.without.shape[0], np.nonzero(possible)[0]
    agree = np.empty((draws, possible.shape[0]), np.bool_)
    place, bars = np.zeros((draws, parties), np.int64), np.zeros((draws, parties), np.int64)
    courses = np.zeros((draws, parties))
    for m in range(draws):
        put(agree[m], possible)
    for p in range(parties):
        if p != i and p != pivot:
            theirs = rows_of(arena, seen, own, p)
            for m in range(draws):
                k, g = _drawn(own.belief[p], m, p)
                row = row_of(theirs, k)
                place[m, p], bars[m, p] = theirs.place[k], theirs.bars[k]
                courses[m, p] = row.minimum + row.spread * arena.grid[g]
                if p == arena.belligerent[arena.side[p]]:
                    keep_reached(agree[m], here, row.value, row.red, courses[m, p])
    held = rows_of(arena, seen, own, pivot)
    surplus = np.empty((own.belief.shape[1], here.shape[0]))
    for k in range(surplus.shape[0]):
        row = row_of(held, k)
        put(surplus[k], above(here, row.value, row.red, row.minimum))
    most = most_agreed(
        here, surplus, taken(voiced, here), agree, arena.needs & ~(1 << i), arena.without,
        arena.rows, own.imagined, place, arena.red, bars, courses,
    )  # fmt: skip
    on_table, formula = 0.0, 0.0
    for m in range(draws):
        on_table += _reached(arena.grid, own.belief[pivot], held.spread, most[m, _VOICED])
        formula += _reached(arena.grid, own.belief[pivot], held.spread, most[m, _ALL])
    return on_table / draws, formula / draws


@rule
def _reached(grid: Floats, belief: Floats, spread: Floats, most: Floats) -> float:
    """Weight of the hypotheses, `[H, C]`, for which a surplus by row, `[H]`, is enough."""
    total = 0.0
    for k in range(belief.shape[0]):
        mass = 0.0
        for g in range(belief.shape[1]):
            if spread[k] * grid[g] <= most[k]:
                mass += belief[k, g]
        total += mass
    return total


@rule
def above(here: Ints, value: Floats, barred: Bools, level: float) -> Floats:
    """How far the values of terms `here` are above a level, `[N]`; -inf where something bars."""
    return np.where(barred[here], -np.inf, value[here] - level)


@in_one_pass(above)
def _above(here: Ints, value: Floats, barred: Bools, level: float) -> Floats:
    found = np.empty(here.shape[0])
    for n in range(here.shape[0]):
        found[n] = -np.inf if barred[here[n]] else value[here[n]] - level
    return found


@rule
def most_agreed(
    here: Ints,
    surplus: Floats,
    spoken: Bools,
    possible: Bools,
    asked: Ints,
    instead: Ints,
    shared: Floats,
    imagined: Floats,
    place: Ints,
    lines: Bools,
    bars: Ints,
    courses: Floats,
) -> Floats:
    """The most that each of the pivot's rows gets from agreed terms, by draw, `[D, 2, H]`.

    First of `spoken` ones, then of all; -inf where none are agreed on. `surplus`, `[H, N]`, is
    the pivot's in the terms `here`, which all others may agree on where `possible`, `[D, T]`.
    The backers `asked`, `[T]`, compare terms with those without their options, `instead`, `[P, T]`,
    under the row and red lines drawn for each, `place` and `bars`, `[D, P]`, or with its course.
    """
    found = np.full((place.shape[0], 2, surplus.shape[0]), -np.inf)
    groups = np.split(here, np.flatnonzero(np.diff(asked[here])) + 1)
    for m in range(place.shape[0]):
        agree = possible[m].copy()
        for there in groups:
            for p in range(instead.shape[0]):
                if there.shape[0] > 0 and (asked[there[0]] >> p) & 1:
                    k, bar = place[m, p], bars[m, p]
                    value = shared[p, k] if k >= 0 else imagined[p, -1 - k]
                    barred = lines[p, bar] if bar >= 0 else np.zeros(agree.shape, np.bool_)
                    keep_backed(agree, there, instead[p], value, barred, courses[m, p])
        agreed = agree[here]
        found[m, _VOICED] = surplus[:, agreed & spoken].max(axis=1, initial=-np.inf)
        found[m, _ALL] = surplus[:, agreed].max(axis=1, initial=-np.inf)
    return found


@in_one_pass(most_agreed)
def _most_agreed(
    here: Ints,
    surplus: Floats,
    spoken: Bools,
    possible: Bools,
    asked: Ints,
    instead: Ints,
    shared: Floats,
    imagined: Floats,
    place: Ints,
    lines: Bools,
    bars: Ints,
    courses: Floats,
) -> Floats:
    # backers are asked only about terms that would give some row more than those agreed on
    draws, rows = place.shape[0], surplus.shape[0]
    found, least = np.full((draws, 2, rows), -np.inf), np.full((1, 2, rows), -np.inf)
    known = np.zeros(possible.shape, np.int8)
    for n in range(here.shape[0]):
        kind, better = _VOICED if spoken[n] else _ALL, False
        if not _improves(surplus, n, least, 0, kind):
            continue
        for m in range(draws):
            if _improves(surplus, n, found, m, kind) and _settled(
                here[n], m, known, possible, asked, instead, shared, imagined, place, lines,
                bars, courses,
            ):  # fmt: skip
                better = True
                for k in range(rows):
                    found[m, _ALL, k] = max(found[m, _ALL, k], surplus[k, n])
                    if spoken[n]:
                        found[m, _VOICED, k] = max(found[m, _VOICED, k], surplus[k, n])
        if better:
            for kind in range(2):
                for k in range(rows):
                    least[0, kind, k] = found[:, kind, k].min()
    return found


@rule
def _improves(surplus: Floats, n: int, found: Floats, m: int, kind: int) -> bool:
    """Whether terms give any row more than was found in a draw."""
    k = 0
    while k < surplus.shape[0] and surplus[k, n] <= found[m, kind, k]:
        k += 1
    return bool(k < surplus.shape[0])


@rule
def _settled(
    terms: int,
    m: int,
    known: NDArray[np.int8],
    possible: Bools,
    asked: Ints,
    instead: Ints,
    shared: Floats,
    imagined: Floats,
    place: Ints,
    lines: Bools,
    bars: Ints,
    courses: Floats,
) -> bool:
    """Whether all agree on terms in draw m: `known`, `[D, T]`, once it was asked.

    What they are compared with is settled first; that needs ever fewer parties.
    """
    waiting, depth = np.empty(instead.shape[0] + 1, np.int64), 1
    waiting[0] = terms
    while depth > 0 and known[m, terms] == _UNKNOWN:
        here, first = waiting[depth - 1], -1
        verdict = _YES if possible[m, here] else _NO
        for p in range(instead.shape[0]):
            if verdict == _NO or first >= 0 or not (asked[here] >> p) & 1:
                continue
            other, k, bar = instead[p, here], place[m, p], bars[m, p]
            if known[m, other] == _UNKNOWN:
                first = other
            elif bar >= 0 and lines[p, bar, here]:
                verdict = _NO
            else:
                value = shared[p, k, here] if k >= 0 else imagined[p, -1 - k, here]
                otherwise = courses[m, p]
                if known[m, other] == _YES:
                    otherwise = shared[p, k, other] if k >= 0 else imagined[p, -1 - k, other]
                verdict = _YES if value - otherwise >= 0.0 else _NO
        if first >= 0 and verdict == _YES:
            waiting[depth] = first
            depth += 1
        else:
            known[m, here] = verdict
            depth -= 1
    return bool(known[m, terms] == _YES)


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
