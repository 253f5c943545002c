"""The margin: by how much terms beat going on for whoever of those they need likes them least.

What `sim.round.real_surplus` says of all terms, of one of them: a ceasefire asks every
round how much its signers still gain by the terms that they signed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.compiled import rule
from sim.preferences import beyond_course

if TYPE_CHECKING:
    from sim.arena import Arena

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@rule
def margin_alone(arena: Arena, value: Floats, minimum: Floats, red: Bools, terms: int) -> float:
    """The smallest surplus among those whose consent the terms need: `sim.preferences.surpluses`.

    By everybody's values of all terms and red lines, `[P, T]`, and minimums, `[P]`; as if no
    coalition blocked any.
    """
    here, passes, smallest = _compared_with(arena, terms), arena.never.copy(), np.inf
    for n in range(here.shape[0]):
        one, smallest = here[n : n + 1], np.inf
        for p in range(minimum.shape[0]):
            fights = p == arena.belligerent[arena.side[p]]
            if fights or (arena.needs[here[n]] >> p) & 1:
                # a belligerent compares all with fighting on
                fewer = arena.never if fights else passes
                beyond = beyond_course(
                    one, arena.without[p], value[p], minimum[p], red[p], fewer
                )  # fmt: skip
                smallest = min(smallest, beyond[0])
        passes[here[n]] = smallest >= 0.0
    return float(smallest)


@rule
def _compared_with(arena: Arena, terms: int) -> Ints:
    """Terms, `[N]`, after all that they are compared with: themselves without parties' options."""
    found = np.full(1, terms)
    for p in range(arena.without.shape[0]):
        found = np.append(found, arena.without[p][found])
    return np.unique(found)
