"""Readiness: when a machine comes to the table, and when it only seems to.

Ripeness needs a hurting stalemate on both sides and a way out, each as it is
perceived [zartman-1989]; readiness is motivation times optimism [pruitt-1997].
All of it is off at the neutral values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.compiled import rule
from sim.reservation import chance, going_on
from sim.war import clamp

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]


@rule
def motivation(arena: Arena, public: Public, numbers: Floats, p: int) -> float:
    """How much belligerent p, with these numbers, wants to end the war: hurt times stuck.

    Hurt is the felt cost of going on against `behaviour.hurt`; stuck is 1 where its
    chance of victory is at most even and falls to 0 where it is sure to win.
    """
    enough = arena.common[at.C_BEHAVIOUR_HURT]
    hurt = 1.0
    if enough > 0.0:
        felt = numbers[at.P_WAR_COST_WEIGHT] * going_on(numbers, public.standing[p])
        hurt = clamp(felt / enough, 0.0, 1.0)
    p_win = chance(numbers, public.state, arena.side[p])
    return float(hurt * clamp(2.0 * (1.0 - p_win), 0.0, 1.0))


@rule
def optimism(arena: Arena, own: Own, window: float, p: int) -> float:
    """Belligerent p's hope of an agreement: its believed window, talks under way, good offices."""
    hope = window
    if own.offered[arena.belligerent[1 - arena.side[p]]] >= 0:
        hope += arena.common[at.C_BEHAVIOUR_RAPPORT]
    for q in range(arena.stream.shape[0]):
        hope += arena.middle[q, at.P_BACKING_OFFICES]
    return float(min(1.0, hope))


@rule
def readiness(arena: Arena, public: Public, own: Own, window: float, p: int) -> float:
    """Motivation times optimism of belligerent p [pruitt-1997]."""
    return motivation(arena, public, own.own, p) * optimism(arena, own, window, p)


@rule
def pressed(arena: Arena, public: Public) -> float:
    """How far third parties make both sides talk, 0 to 1; it fades with their attention."""
    total = 0.0
    for q in range(arena.stream.shape[0]):
        total += arena.middle[q, at.P_BACKING_PRESS] * public.standing[q, at.S_ATTENTION]
    return float(clamp(total, 0.0, 1.0))


@rule
def asks_ready(arena: Arena, p: int) -> bool:
    """Whether readiness matters to party p: to belligerents, where the scenario asks for it."""
    return bool(arena.common[at.C_BEHAVIOUR_READY] > 0.0 and p == arena.belligerent[arena.side[p]])


@rule
def ready(arena: Arena, public: Public, own: Own, window: float, p: int) -> bool:
    """Whether party p is ready to accept terms; third parties always are."""
    if not asks_ready(arena, p):
        return True
    enough = arena.common[at.C_BEHAVIOUR_READY] * (1.0 - pressed(arena, public))
    return bool(readiness(arena, public, own, window, p) >= enough)


@rule
def sees_way_out(arena: Arena, public: Public, own: Own, window: float, p: int) -> bool:
    """Whether party p would talk of itself: a way out, readiness, and the other hurting as well.

    The other's hurt is what public knowledge says of it.
    """
    if window < arena.common[at.C_BEHAVIOUR_TALK]:
        return False
    if not asks_ready(arena, p):
        return True
    rival = arena.belligerent[1 - arena.side[p]]
    enough = arena.common[at.C_BEHAVIOUR_READY]
    if readiness(arena, public, own, window, p) < enough:
        return False
    return bool(motivation(arena, public, arena.middle[rival], rival) >= enough)


@rule
def comes(arena: Arena, public: Public, own: Own, window: float, p: int) -> bool:
    """Whether party p comes to the table, of itself or because third parties press it."""
    if sees_way_out(arena, public, own, window, p):
        return True
    push = pressed(arena, public)
    if push <= 0.0 or window < arena.common[at.C_BEHAVIOUR_TALK] * (1.0 - push):
        return False
    return ready(arena, public, own, window, p)


@rule
def stalls(arena: Arena, public: Public, own: Own, window: float, p: int) -> bool:
    """Whether party p talks only to gain time: pressed to the table while it is losing.

    The side at a disadvantage stalls, and talks that others force are less sincere [min-2020].
    """
    if p != arena.belligerent[arena.side[p]] or sees_way_out(arena, public, own, window, p):
        return False
    return chance(own.own, public.state, arena.side[p]) < 0.5
