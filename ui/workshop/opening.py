"""How a draft stands at its start: the plane of its terms in one world, as its referee sees it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from sim import game as games
from sim import windows
from sim.scenario import Scenario

from ..charts.truth import scene
from .sheet import MOST_TERMS

log = logging.getLogger("ceasefire.workshop")

MOST_SEED = 2**31


def plane(found: Scenario, axes: Sequence[str] = (), seed: int = 0) -> dict[str, Any] | None:
    """The plane of two parties in the first round of a world; None where none is drawn.

    Which numbers a world draws follows from its seed. Parties that are not there, or one twice,
    are taken for the two that fight.
    """
    if found.terms_count > MOST_TERMS:
        return None
    chosen = [one for one in axes if one in found.parties][:2]
    if len(set(chosen)) != 2:
        chosen = list(found.belligerents)
    begun = games.begin(found, seed % MOST_SEED)
    drawn = scene(begun, windows.truth(begun), 1, (), (chosen[0], chosen[1]))
    return {"axes": chosen, "seed": seed % MOST_SEED, "scene": drawn}
