"""Decisive judgement: who is asked about which terms when only a decision is to be made.

A machine asks which terms promise it most, which are likeliest to pass and how likely
some do. Every further consent can but lessen a chance, so of terms whose chance so far
reaches neither the best promise nor the best chance found already nobody else is asked:
branch and bound, exact to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.arrays import (
    among,
    both,
    from_level,
    less,
    ones,
    put_at,
    reaches,
    scaled,
    taken,
    times,
    within,
)
from sim.compiled import rule
from sim.consents import acceptance, consent
from sim.opponent import Seen
from sim.outlook import Outlook, everything, minimum, outlook, worth
from sim.preferences import beyond_course

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
# rounding may carry a product of chances above its first factor by less than this
_HAIR = 1.0 + 1e-9
# of so few terms everybody is asked about all
_FEW = 16
# places of what was found so far: the best chance of passing, and the best times own surplus
_CHANCE, _PROMISE = 0, 1


@rule
def decisive_outlook(arena: Arena, public: Public, seen: Seen, own: Own, i: int) -> Outlook:
    """The seat's judgement as far as a machine's decision rests on it, without the windows.

    Exact are what it accepts itself, the best chance of passing, the best chance times own
    surplus and the first terms that have them. Other terms may have chance 0 of passing though
    they could pass, and what others say of single terms is not told: `accept` has no rows.
    """
    value, least = worth(arena, public, seen.shift, own, i), minimum(arena, public, own, i)
    usable, mine = within(arena.latent, public.voiced | own.knows), everything(arena)
    if i == arena.belligerent[arena.side[i]]:
        mine = reaches(value, least, own.red)
    judged = both(usable, mine)
    if _asks_more(arena, public, own):
        return outlook(arena, public, seen, own, i, judged)
    here, passes = np.nonzero(judged)[0], np.zeros(value.shape[0])
    put_at(passes, here, _of_belligerents(arena, seen, own, i, here))
    passing, found = from_level(passes, 0.5), np.zeros(2)
    for group in range(arena.masks.shape[0]):
        there = among(here, arena.starts[group], arena.starts[group + 1])
        chance, gains = taken(passes, there), less(taken(value, there), least)
        if (arena.masks[group] >> i) & 1:
            surplus = beyond_course(there, arena.without[i], value, least, own.red, passing)
            put_at(mine, there, from_level(surplus, 0.0))
            chance = times(chance, ones(taken(mine, there)))
        chance = _of_backers(arena, seen, own, i, group, there, chance, gains, passing, found)
        put_at(passes, there, chance)
        put_at(passing, there, from_level(chance, 0.5))
    voiced, untold = within(arena.latent, public.voiced), np.ones((0, value.shape[0]))
    return Outlook(value, least, usable, voiced, mine, untold, passes, 0.0, 0.0)


@rule
def _asks_more(arena: Arena, public: Public, own: Own) -> bool:
    """Whether a decision turns on more: coalitions, and which of several formulas to voice."""
    unspoken = own.knows & ~public.voiced
    return bool(arena.coalitions.member.shape[0] > 0 or unspoken & (unspoken - 1) != 0)


@rule
def _of_belligerents(arena: Arena, seen: Seen, own: Own, i: int, here: Ints) -> Floats:
    """Chance that both belligerents accept the terms `here`, `[N]`, of which i accepts all."""
    chance = np.ones(here.shape[0])
    for side in range(2):
        p = arena.belligerent[side]
        if p != i:
            chance = times(chance, acceptance(arena, seen, own, own.belief[p], p, here))
    return chance


@rule
def _of_backers(
    arena: Arena,
    seen: Seen,
    own: Own,
    i: int,
    group: int,
    there: Ints,
    chance: Floats,
    gains: Floats,
    passing: Bools,
    found: Floats,
) -> Floats:
    """Chance that terms of one group pass, `[N]`; 0 for those about which nobody is asked.

    `chance` and `gains`, `[N]`, are what it is without the backers, and own surplus; `passing`,
    `[T]`, fewer consents' result. The best that was `found` is kept.
    """
    left = np.arange(there.shape[0])
    if arena.masks[group] != 0 and there.shape[0] > _FEW:
        first = _promising(chance, gains)
        asked = _asked(
            arena, seen, own, i, group, taken(there, first), taken(chance, first), passing
        )
        _note(found, asked, taken(gains, first))
        # with these terms others are compared, unless they are of the last group
        level = 0.5 if group + 1 < arena.masks.shape[0] else np.inf
        left = _in_the_running(chance, gains, found[_CHANCE], found[_PROMISE], level)
    asked = _asked(arena, seen, own, i, group, taken(there, left), taken(chance, left), passing)
    _note(found, asked, taken(gains, left))
    passes = np.zeros(there.shape[0])
    put_at(passes, left, asked)
    return passes


@rule
def _asked(
    arena: Arena,
    seen: Seen,
    own: Own,
    i: int,
    group: int,
    there: Ints,
    chance: Floats,
    passing: Bools,
) -> Floats:
    """Chance that terms of one group pass, `[N]`, after all backers but i were asked."""
    for p in range(arena.without.shape[0]):
        if (arena.masks[group] >> p) & 1 and p != i:
            chance = times(chance, consent(arena, seen, own, p, there, passing))
    return chance


@rule
def _promising(chance: Floats, gains: Floats) -> Ints:
    """Where the chance and where chance times gain is largest."""
    return np.array([np.argmax(chance), np.argmax(times(chance, gains))])


@rule
def _note(found: Floats, chance: Floats, gains: Floats) -> None:
    """Note the best chance, and the best times gain, where they are better than those found."""
    if chance.shape[0] > 0:
        found[_CHANCE] = max(found[_CHANCE], chance.max())
        found[_PROMISE] = max(found[_PROMISE], times(chance, gains).max())


@rule
def _in_the_running(
    chance: Floats, gains: Floats, best: float, promise: float, level: float
) -> Ints:
    """Where a chance that can but lessen may still be the best, promise most or reach a level."""
    bound = scaled(chance, _HAIR)
    return np.nonzero((bound >= best) | (bound * gains >= promise) | (chance >= level))[0]
