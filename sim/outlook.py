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
    less,
    ones,
    plus,
    put,
    put_at,
    reaches,
    scaled,
    times,
    unless,
    where,
    within,
)
from sim.coalitions import blocked
from sim.compiled import rule, structure
from sim.forecasts import answers, steps
from sim.opponent import Seen, guess, waits_of, weighty
from sim.preferences import backer_surplus, effective, preference, reservation

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_DRAWS = 8
# Generators of a rank-1 lattice: fractional parts of square roots of primes.
_LATTICE = (0.4142135623730951, 0.7320508075688772, 0.2360679774997898, 0.6457513110645907,
            0.3166247903553998, 0.605551275463989, 0.1231056256176605, 0.358898943540674,
)  # fmt: skip


@structure
class Outlook(NamedTuple):
    """One seat's judgement now. Arrays over all terms; unusable terms have chance 0."""

    value: Floats  # [T] own effective value
    minimum: float  # own reservation point
    usable: Bools  # [T] made of options the seat knows
    open: Bools  # [T] made of voiced options only
    own: Bools  # [T] acceptable to the seat
    accept: Floats  # [P, T] chance that each party accepts; own is 0 or 1; of what was judged
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
def everything(arena: Arena) -> Bools:
    """All terms, `[T]`."""
    return ~arena.never


@rule
def willing(arena: Arena, public: Public, seen: Seen, own: Own, i: int) -> Bools:
    """The terms that a belligerent itself accepts, `[T]`."""
    value = worth(arena, public, seen.shift, own, i)
    return reaches(value, minimum(arena, public, own, i), own.red)


@rule
def decisive(arena: Arena, public: Public, seen: Seen, own: Own, i: int) -> Bools:
    """The terms on whose judgement a machine's decision rests, `[T]`: no others can pass for it."""
    usable = within(arena.latent, public.voiced | own.knows)
    if i != arena.belligerent[arena.side[i]]:
        return usable
    return both(usable, willing(arena, public, seen, own, i))


@rule
def compared(arena: Arena, terms: Bools) -> Bools:
    """Some terms with all that they are compared with: those without some parties' options."""
    found = terms.copy()
    for p in range(arena.without.shape[0]):
        found[arena.without[p][np.nonzero(found)[0]]] = True
    return found


@rule
def outlook(arena: Arena, public: Public, seen: Seen, own: Own, i: int, judged: Bools) -> Outlook:
    """The seat's judgement of the terms in `judged`, `[T]`, with chances of a window of 0.

    What is not judged has chance 0 of passing; what others would say of it is not told.
    See `with_window`.
    """
    parties, terms = arena.without.shape
    value, least = worth(arena, public, seen.shift, own, i), minimum(arena, public, own, i)
    usable = within(arena.latent, public.voiced | own.knows)
    accept, sides = np.ones((parties, terms)), np.zeros(terms)
    here = np.nonzero(judged)[0]
    chance = np.ones(here.shape[0])
    for side in range(2):
        p = arena.belligerent[side]
        if p == i:
            put(accept[p], ones(reaches(value, least, own.red)))
        else:
            put_at(accept[p], here, acceptance(arena, seen, own, own.belief[p], p, here))
        chance = times(chance, accept[p][here])
    put_at(sides, here, chance)
    likely = from_level(sides, 0.5)
    for group in range(arena.masks.shape[0]):
        among = here[arena.starts[group] <= here]
        among = among[among < arena.starts[group + 1]]
        for p in range(parties):
            if (arena.masks[group] >> p) & 1:
                if p == i:
                    surplus = backer_surplus(arena, i, among, value, least, own.red, likely)
                    put_at(accept[p], among, ones(from_level(surplus, 0.0)))
                else:
                    put_at(accept[p], among, _consent(arena, seen, own, p, among, likely))
                put_at(sides, among, times(sides[among], accept[p][among]))
        put_at(likely, among, from_level(sides[among], 0.5))
    for n in range(arena.coalitions.member.shape[0]):
        barred = _blocked(arena, seen, own, i, value, n)
        put(sides, unless(barred, sides, 0.0))
        for p in range(parties):
            if arena.coalitions.member[n, p]:
                put(accept[p], unless(barred, accept[p], 0.0))
    passes = where(usable, sides, 0.0)
    voiced = within(arena.latent, public.voiced)
    accepts = from_level(accept[i], 1.0)
    return Outlook(value, least, usable, voiced, accepts, accept, passes, 0.0, 0.0)


@rule
def with_window(arena: Arena, seen: Seen, own: Own, i: int, look: Outlook) -> Outlook:
    """The same judgement with the chances that there is a window."""
    accept = look.accept[i]
    for n in range(arena.coalitions.member.shape[0]):
        accept = unless(_blocked(arena, seen, own, i, look.value, n), accept, 0.0)
    on_table, formula = _window(arena, seen, own, i, accept, look.open, look.usable)
    return Outlook(
        look.value, look.minimum, look.usable, look.open, look.own, look.accept, look.passes,
        on_table, formula,
    )  # fmt: skip


@rule
def _blocked(arena: Arena, seen: Seen, own: Own, i: int, value: Floats, n: int) -> Bools:
    """Terms that coalition n blocks, `[T]`: by a seat's own value and the mean of its beliefs."""
    parties = arena.without.shape[0]
    raw, floor, scale = np.zeros(arena.without.shape), np.zeros(parties), np.ones(parties)
    for p in range(parties):
        if p == i:
            put(raw[p], value)
            floor[p], scale[p] = own.floor, own.scale
        elif arena.coalitions.member[n, p]:
            scale[p] = _believed(arena, seen, own, p, raw[p])
    return blocked(arena.coalitions, n, raw, floor, scale)


@rule
def _believed(arena: Arena, seen: Seen, own: Own, j: int, found: Floats) -> float:
    """Write the mean of party j's raw value of all terms into `found`, `[T]`; its mean scale."""
    profiles, unit = arena.chance.shape[1], 0.0
    for k in range(own.belief.shape[1]):
        mass = 0.0
        for c in range(own.belief.shape[2]):
            mass += own.belief[j, k, c]
        floor, scale = own.imagined_floor[j, 0], own.imagined_scale[j, 0]
        if k < profiles and seen.placebo:
            floor, scale = own.imagined_floor[j, 1 + k], own.imagined_scale[j, 1 + k]
        elif k != profiles:
            shared = k if k < profiles else k - 1
            floor, scale = arena.floor[j, shared], arena.scale[j, shared]
        row = guess(arena, seen, own, j, k)
        put(found, plus(found, scaled(less(row.value, -floor * scale), mass / scale)))
        unit += mass * scale
    put(found, scaled(found, unit))
    return unit


@rule
def acceptance(arena: Arena, seen: Seen, own: Own, belief: Floats, j: int, here: Ints) -> Floats:
    """Chance that belligerent j would accept the terms `here`, `[N]`, by a belief `[H, C]`."""
    total = np.zeros(here.shape[0])
    kept, factor = weighty(arena, belief)
    for k in range(belief.shape[0]):
        if kept[k]:
            row = guess(arena, seen, own, j, k)
            table = answers(arena, waits_of(arena, seen, own, j, k, belief[k]))
            total = plus(total, table[steps(arena, row.value[here], row.minimum, row.red[here])])
    return scaled(total, factor)


@rule
def _add_consent(
    total: Floats, passing: Bools, mass: float, better: Floats, course: Floats
) -> Floats:
    """A sum that grows by `better` where the terms would pass without it, else by `course`."""
    return total + np.where(passing, mass * better, course)


@rule
def _consent(arena: Arena, seen: Seen, own: Own, j: int, here: Ints, likely: Bools) -> Floats:
    """Chance that backer j consents to the terms `here`, `[N]`."""
    total = np.zeros(here.shape[0])
    without = arena.without[j][here]
    passing = likely[without]
    profiles = arena.chance.shape[1]
    kept, factor = weighty(arena, own.belief[j])
    for k in range(own.belief.shape[1]):
        if not kept[k]:
            continue
        mass = 0.0
        for g in range(own.belief.shape[2]):
            mass += own.belief[j, k, g]
        table = answers(arena, waits_of(arena, seen, own, j, k, own.belief[j, k]))
        row = guess(arena, seen, own, j, k)
        value, red = row.value[here], row.red[here]
        course = table[steps(arena, value, row.minimum, red)]
        if k == profiles or (k < profiles and seen.placebo):
            lapse = arena.common[at.C_BELIEF_LAPSE] / 2.0
            better = preference(value, row.value[without], red, lapse)
        else:
            better = arena.better[j, k if k < profiles else k - 1][here]
        total = _add_consent(total, passing, mass, better, course)
    return scaled(total, factor)


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
        total = 0.0
        for k in range(own.belief.shape[1]):
            row = guess(arena, seen, own, j, k)
            if not row.red[terms]:
                zero = row.minimum + arena.answer_low - 0.5 * arena.answer_step
                place = (row.value[terms] - zero) / arena.answer_step
                step = int(min(max(place, 0.0), arena.answer.shape[1] - 1.0))
                waits = waits_of(arena, seen, own, j, k, own.belief[j, k])
                for w in range(waits.shape[0]):
                    total += arena.answer[w, step] * waits[w]
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
    draws = _DRAWS
    if arena.masks.shape[0] == 1 and i == arena.belligerent[arena.side[i]]:
        draws = 1
    possible = both(usable, from_level(accept, 1.0))
    here = np.nonzero(possible)[0]
    on_table, formula = 0.0, 0.0
    before, gained = ~possible, (0.0, 0.0)
    for m in range(draws):
        agree = _others_agree(arena, seen, own, i, pivot, m, possible, here)
        if m == 0 or (agree != before).any():
            gained = _pivot_agrees(arena, seen, own, pivot, agree, voiced)
            before = agree
        on_table += gained[0]
        formula += gained[1]
    return on_table / draws, formula / draws


@rule
def _pivot_agrees(
    arena: Arena, seen: Seen, own: Own, pivot: int, agree: Bools, voiced: Bools
) -> tuple[float, float]:
    """Chance that the pivot accepts some of the terms on which all others agree.

    Of voiced ones, and of all that the seat knows.
    """
    on_table, formula = 0.0, 0.0
    idx = np.nonzero(agree)[0]
    if idx.shape[0] == 0:
        return on_table, formula
    spoken = np.nonzero(voiced[idx])[0]
    same = spoken.shape[0] == idx.shape[0]
    for k in range(own.belief.shape[1]):
        row = guess(arena, seen, own, pivot, k)
        here = unless(row.red[idx], row.value[idx], -np.inf)
        best = here.max()
        chance = _below(arena, own.belief[pivot, k], row.spread, best - row.minimum)
        formula += chance
        if same:
            on_table += chance
        elif spoken.shape[0] > 0:
            best = here[spoken].max()
            on_table += _below(arena, own.belief[pivot, k], row.spread, best - row.minimum)
    return on_table, formula


@rule
def _below(arena: Arena, weights: Floats, spread: float, best: float) -> float:
    """Weight of offsets at or below the best surplus over the forecast minimum."""
    total = 0.0
    for g in range(weights.shape[0]):
        if spread * arena.grid[g] <= best:
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
    here: Ints,
) -> Bools:
    """Terms that seat i and, under joint draw m, all but the pivot accept, `[T]`.

    `possible`, `[T]`, are those that seat i knows and accepts, `here` their numbers.
    """
    agree = possible.copy()
    for side in range(2):
        p = arena.belligerent[side]
        if p != i and p != pivot:
            k, g = _drawn(own.belief[p], m, p)
            row = guess(arena, seen, own, p, k)
            least = row.minimum + row.spread * arena.grid[g]
            put_at(agree, here, reaches(row.value[here], least, row.red[here]))
    for group in range(arena.masks.shape[0]):
        among = here[arena.starts[group] <= here]
        among = among[among < arena.starts[group + 1]]
        for p in range(arena.without.shape[0]):
            if p != i and (arena.masks[group] >> p) & 1:
                k, g = _drawn(own.belief[p], m, p)
                row = guess(arena, seen, own, p, k)
                least = row.minimum + row.spread * arena.grid[g]
                surplus = backer_surplus(arena, p, among, row.value, least, row.red, agree)
                put_at(agree, among, both(agree[among], from_level(surplus, 0.0)))
    return agree


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
