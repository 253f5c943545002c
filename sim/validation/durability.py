"""What makes a ceasefire last, and what ambiguity does to it: the signs of the literature."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim import columns as at
from sim import game, scenario
from sim.arena import arena
from sim.game import Game
from sim.rules import hazard
from sim.validation import abstract
from sim.validation.oracle import Check, number, oracle, ordered

EFFECTS = {
    "ceasefire.hazard": 0.2, "ceasefire.margin_effect": 3.0, "ceasefire.protection_effect": 0.7,
    "ceasefire.monitoring_effect": 0.4, "ceasefire.ambiguity_effect": 1.0,
    "ceasefire.shift_effect": 1.0, "ceasefire.imposed_effect": 1.0,
    "ceasefire.provocation_effect": 1.0, "ambiguity.risk": 0.2,
}  # fmt: skip
"""Effects switched on; their sizes are by construction, the signs are what is held to theory."""


def _begun() -> Game:
    return game.begin(scenario.load("lab").with_values(EFFECTS), 1)


def _hazard(begun: Game, margin: float = 0.1, imposed: bool = False, **terms: float) -> float:
    found = begun.arena._replace(
        protection=np.array([terms.get("protection", 0.0)]),
        monitoring=np.array([terms.get("monitoring", 0.0)]),
        ambiguity=np.array([terms.get("ambiguity", 0.0)]),
    )
    public = begun.world.public
    state, standing = public.state.copy(), public.standing.copy()
    state[at.W_SIGNED] = 0
    standing[:, at.S_POSTURE] = 1.0
    return float(hazard(found, public._replace(state=state, standing=standing), margin, imposed))


def _guarded(begun: Game, name: str, share: float) -> float:
    if name == "protection":
        return _hazard(begun, protection=share)
    return _hazard(begun, monitoring=share)


@oracle("T12", "werner-yuen-2005", "engine")
def imposed() -> Iterator[Check]:
    """Imposed ceasefires fail more than those that both sides' interests carry."""
    begun = _begun()
    yield ordered("hazard: imposed against natural, at margin 0", ">",
                  [_hazard(begun, 0.0, True), _hazard(begun, 0.0)])  # fmt: skip
    yield ordered("hazard by what the terms are worth to the least content signer: 0, .1, .3, .8",
                  ">", [_hazard(begun, m) for m in (0.0, 0.1, 0.3, 0.8)])  # fmt: skip


@oracle("T13", "fortna-2003", "engine")
def mechanisms() -> Iterator[Check]:
    """Every further guarantee and observer lengthens a peace."""
    begun = _begun()
    for name in ("protection", "monitoring"):
        found = [_guarded(begun, name, x) for x in (0.0, 0.3, 0.6, 1.0)]
        yield ordered(f"hazard by {name} 0, .3, .6, 1", ">", found)
    both = [_hazard(begun), _hazard(begun, monitoring=0.5),
            _hazard(begun, monitoring=0.5, protection=0.5)]  # fmt: skip
    yield ordered("hazard with none, one and two of them", ">", both)


@oracle("T14", "werner-yuen-2005", "engine")
def right_terms() -> Iterator[Check]:
    """Terms that match what the sides can get matter more than strong text."""
    begun = _begun()
    yield ordered("right terms, weak text against wrong terms, strong text", "<",
                  [_hazard(begun, 0.8), _hazard(begun, -0.2, True, protection=0.5)])  # fmt: skip


@oracle("T23", "pehar-2001", "engine")
def ambiguity() -> Iterator[Check]:
    """One text, two readings: worth more to both than judgement, and likelier to break."""
    for strength, risk, expected in ((0.8, 0.25, 0.8), (1.0, 0.0, 1.0), (0.0, 0.25, 0.5)):
        found = arena(abstract.family().with_values(
            {"ambiguity.strength": strength, "ambiguity.risk": risk}
        ))  # fmt: skip
        clause = [o for o in range(found.option_latent.shape[0]) if found.option_latent[o] != 0]
        for side in (0, 1):
            worth = float(found.values[side, 0, clause[0]])
            yield number(f"strength {strength}, risk {risk}: worth to side {side + 1}", expected,
                         worth, 1e-12)  # fmt: skip
    begun = _begun()
    yield ordered("hazard by share of issues left ambiguous 0, .25, .5, 1", "<",
                  [_hazard(begun, ambiguity=a) for a in (0.0, 0.25, 0.5, 1.0)])  # fmt: skip
