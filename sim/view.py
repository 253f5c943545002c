"""The view: the one place where secrets are cut."""

from __future__ import annotations

from sim.compiled import rule
from sim.knowledge import Own
from sim.world import Private


@rule
def own_of(private: Private, i: int) -> Own:
    """Party i's row of the private world, and nothing else of it."""
    return Own(
        private.own[i], private.profile[i], private.weights[i], private.values[i],
        private.utility[i], private.floor[i], private.scale[i], private.red[i], private.knows[i],
        private.experts[i], private.belief[i], private.imagined[i], private.imagined_weights[i],
        private.imagined_values[i], private.imagined_floor[i], private.imagined_scale[i],
        private.told[i], private.offered[i], private.refused[i],
    )
