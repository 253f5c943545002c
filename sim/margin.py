"""The margin: by how much terms beat going on for whoever of those they need likes them least.

What `sim.round.real_surplus` says of all terms, of one of them: a ceasefire asks every
round how much its signers still gain by the terms that they signed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.arrays import put, taken
from sim.compiled import rule
from sim.outlook import minimum as least
from sim.outlook import worth
from sim.preferences import shift
from sim.view import own_of

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.world import World

Ints = NDArray[np.int64]


@rule
def margin_alone(arena: Arena, world: World, terms: int) -> float:
    """The smallest real surplus among those whose consent the terms need. Referee only.

    As if no coalition blocked any; see `sim.preferences.surpluses`.
    """
    parties, here = arena.without.shape[0], _compared_with(arena, terms)
    value, minimum, moved = np.empty((parties, here.shape[0])), np.empty(parties), np.empty(2)
    for side in range(2):
        moved[side] = shift(arena, world.public.standing, side)
    for p in range(parties):
        own = own_of(world.private, p)
        put(value[p], taken(worth(arena, world.public, moved, own, p), here))
        minimum[p] = least(arena, world.public, own, p)
    smallest = np.full(here.shape[0], np.inf)
    for n in range(here.shape[0]):
        for p in range(parties):
            otherwise = minimum[p]
            if p != arena.belligerent[arena.side[p]]:
                if not (arena.needs[here[n]] >> p) & 1:
                    continue
                instead = np.searchsorted(here, arena.without[p, here[n]])
                otherwise = value[p, instead] if smallest[instead] >= 0.0 else minimum[p]
            beyond = -np.inf if world.private.red[p, here[n]] else value[p, n] - otherwise
            smallest[n] = min(smallest[n], beyond)
    return float(smallest[-1])


@rule
def _compared_with(arena: Arena, terms: int) -> Ints:
    """Terms, `[N]`, after all that they are compared with: themselves without parties' options."""
    found = np.full(1, terms)
    for p in range(arena.without.shape[0]):
        found = np.append(found, arena.without[p][found])
    return np.unique(found)
