"""The onlooker: what public acts alone teach of every party.

The second order of a mind needs what the other believes of oneself. That is
the other's own filter run on one's public acts (de Weerd, Verbrugge & Verheij
2017): public ranges as prior, the likelihoods of `sim.opponent`, no insight and
nothing said in private. As it rests on public things alone it is one belief
for everybody, and any seat may see it. The depth stops here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import put
from sim.compiled import rule
from sim.forecasts import Forecast
from sim.knowledge import LETTER, Own, Public
from sim.opponent import SAME_PRIORITIES, Seen, prior, see

if TYPE_CHECKING:
    from sim.arena import Arena

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@rule
def looked_on(public: Public, belief: Floats, tabled: Ints, declined: Ints) -> Public:
    """The public world with another onlooker's belief and memory."""
    return Public(
        public.state, public.standing, public.commit, public.demand, public.voiced, public.fired,
        belief, tabled, declined,
    )  # fmt: skip


@rule
def unprejudiced(arena: Arena, public: Public, spreads: Floats) -> Public:
    """The public world with the onlooker's prior, `[P, H, C]`.

    Of each party: `prior` at the empathy in the middle of its adversary's public range.
    """
    belief = public.onlooker.copy()
    for j in range(belief.shape[0]):
        rival = arena.belligerent[1 - arena.side[j]]
        put(belief[j], prior(arena, arena.middle[rival], spreads, -1, j))
    return looked_on(public, belief, public.tabled, public.declined)


@rule
def unwatched(public: Public) -> bool:
    """Whether nobody asks what public acts teach, so that nothing is kept of it."""
    return bool(public.onlooker.shape[0] == 0)


@rule
def chair(arena: Arena, public: Public) -> Own:
    """The onlooker's chair: no values, no experts, no formulas but voiced ones.

    Its mirror image of a party has the public priorities of that party's adversary.
    """
    own = np.zeros(at.P_SIZE)
    own[at.P_MIND_MIRROR] = float(SAME_PRIORITIES)
    own[at.P_MIND_ATTENTION] = 1.0
    own[at.P_MIND_ALARM] = 0.5
    parties, issues, options = arena.stream.shape[0], arena.first.shape[0], arena.issue_of.shape[0]
    return Own(
        own, int(arena.first[0]), np.zeros(issues), np.zeros(options), np.zeros(arena.never.shape),
        0.0, 1.0, arena.never, public.voiced, np.zeros(3), public.onlooker, arena.image,
        arena.image_weights, arena.image_values, arena.image_floor, arena.image_scale,
        np.zeros((parties, 3)), public.tabled, public.declined,
        np.zeros(public.onlooker.shape[1:]), np.zeros(parties), 0, np.zeros(0),
        np.full((1, LETTER), -1, np.int64),
    )  # fmt: skip


@rule
def reading(arena: Arena, public: Public, forecast: Forecast, chair_: Own) -> Seen:
    """The public forecast as the onlooker reads it, with its mirror images."""
    return see(arena, public, forecast, chair_, arena.none)
