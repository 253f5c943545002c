"""Outlook: what follows from a party's belief, for one seat and one moment.

Who would accept which terms (`sim.consents`), which pass, and how likely some do
(`sim.believed`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import (
    among,
    both,
    but_not,
    from_level,
    less,
    ones,
    plus,
    put,
    put_at,
    reaches,
    scaled,
    taken,
    times,
    unless,
    where,
    within,
)
from sim.believed import believed_window
from sim.coalitions import blocked
from sim.compiled import rule, structure
from sim.consents import acceptance, consent
from sim.opponent import Seen, row_of, rows_of
from sim.preferences import beyond_course, effective
from sim.reservation import reservation

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@structure
class Outlook(NamedTuple):
    """One seat's judgement now. Arrays over all terms; unusable terms have chance 0."""

    value: Floats  # [T] own effective value
    minimum: float  # own reservation point
    usable: Bools  # [T] made of options the seat knows
    open: Bools  # [T] made of voiced options only
    own: Bools  # [T] acceptable to the seat
    accept: Floats  # [P, T] chance that each party accepts; own is 0 or 1; of what was judged,
    # no rows where a decision alone was asked for (`sim.decisive`)
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
    value, least = worth(arena, public, seen.shift, own, i), minimum(arena, public, own, i)
    parties, terms = arena.without.shape
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
        chance = times(chance, taken(accept[p], here))
    put_at(sides, here, chance)
    passing = from_level(sides, 0.5)
    for group in range(arena.masks.shape[0]):
        there = among(here, arena.starts[group], arena.starts[group + 1])
        for p in range(parties):
            if (arena.masks[group] >> p) & 1:
                if p == i:
                    without = arena.without[i]
                    surplus = beyond_course(there, without, value, least, own.red, passing)
                    yes = ones(from_level(surplus, 0.0))
                else:
                    yes = consent(arena, seen, own, p, there, passing)
                put_at(accept[p], there, yes)
                put_at(sides, there, times(taken(sides, there), yes))
        put_at(passing, there, from_level(taken(sides, there), 0.5))
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
    possible = both(look.usable, look.own)
    for n in range(arena.coalitions.member.shape[0]):
        possible = but_not(possible, _blocked(arena, seen, own, i, look.value, n))
    on_table, formula = believed_window(arena, seen, own, i, possible, look.open)
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
    profiles, unit, held = arena.chance.shape[1], 0.0, rows_of(arena, seen, own, j)
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
        value = row_of(held, k).value
        put(found, plus(found, scaled(less(value, -floor * scale), mass / scale)))
        unit += mass * scale
    put(found, scaled(found, unit))
    return unit
