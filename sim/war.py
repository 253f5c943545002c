"""War: how a round of fighting moves the public state.

Only + - * / and comparisons, so that a record replays exactly on any machine.
Stalemate is a region of the state (no side's advantage exceeds the dead band,
the line entrenched), not a switch; intensity can fall without peace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.compiled import rule

if TYPE_CHECKING:
    from sim.arena import Arena

Floats = NDArray[np.float64]


@rule
def clamp(x: float, low: float, high: float) -> float:
    """x held between low and high."""
    return max(low, min(high, x))


@rule
def effort(common: Floats, posture: float) -> float:
    """Effort of a posture: stand down, hold, attack."""
    if posture < 0.5:
        return float(common[at.C_WAR_EFFORT_LOW])
    if posture < 1.5:
        return float(common[at.C_WAR_EFFORT_HOLD])
    return float(common[at.C_WAR_EFFORT_ATTACK])


@rule
def share(standing: Floats, a: int, b: int) -> float:
    """The first belligerent's share of all fighting strength."""
    both = standing[a, at.S_STRENGTH] + standing[b, at.S_STRENGTH]
    return float(standing[a, at.S_STRENGTH] / both) if both > 0.0 else 0.5


@rule
def fight(arena: Arena, public: Floats, standing: Floats, shock: float) -> None:
    """One round of war, in place on fresh copies of the public state."""
    common = arena.common
    a, b = arena.belligerent[0], arena.belligerent[1]
    effort_a = effort(common, standing[a, at.S_POSTURE])
    effort_b = effort(common, standing[b, at.S_POSTURE])
    power_a = standing[a, at.S_STRENGTH] * effort_a * morale(arena, standing, a)
    power_b = standing[b, at.S_STRENGTH] * effort_b * morale(arena, standing, b)
    intensity = clamp((effort_a + effort_b) / 2.0, 0.0, 1.0)
    if overrun(common, public, 0) or overrun(common, public, 1):
        intensity *= common[at.C_WAR_INSURGENCY]
    odds = power_a / (power_a + power_b) if power_a + power_b > 0.0 else 0.5
    result = clamp(odds + common[at.C_WAR_NOISE] * shock, 0.0, 1.0)
    public[at.W_INTENSITY] = intensity
    seen = common[at.C_WAR_BATTLES_PER_ROUND] * intensity
    public[at.W_BATTLES] += seen
    public[at.W_WINS] += seen * result
    if common[at.C_CEASEFIRE_SWING_EFFECT] > 0.0:
        if (result - 0.5) * public[at.W_EDGE] < 0.0:
            public[at.W_SWINGS] += 1.0
        public[at.W_EDGE] = result - 0.5
    _move_line(common, public, result, intensity)
    for side in range(2):
        own, other = (a, b) if side == 0 else (b, a)
        price = 1.0
        if standing[own, at.S_POSTURE] > 1.5:
            price += common[at.C_WAR_ATTACK_PRICE]
        facing = power_b if side == 0 else power_a
        standing[own, at.S_VIOLENCE] = facing * intensity * price
        _suffer(arena, standing, own, other, overrun(common, public, side))


@rule
def morale(arena: Arena, standing: Floats, p: int) -> float:
    """Share of its power that a belligerent's soldiers bring to bear in its posture.

    In an attack they withhold `war.reluctance`, and more as discontent grows.
    """
    if standing[p, at.S_POSTURE] < 1.5:
        return 1.0
    withheld = arena.middle[p, at.P_WAR_RELUCTANCE] * (1.0 + standing[p, at.S_DISCONTENT])
    return float(1.0 - clamp(withheld, 0.0, 1.0))


@rule
def overrun(common: Floats, public: Floats, side: int) -> bool:
    """Whether a side has lost the ground and fights on as insurgents, among its people."""
    if common[at.C_WAR_INSURGENCY] <= 0.0:
        return False
    line = public[at.W_LINE]
    if side == 0:
        return bool(line <= common[at.C_WAR_DECIDED_LOW])
    return bool(line >= common[at.C_WAR_DECIDED_HIGH])


@rule
def _move_line(common: Floats, public: Floats, result: float, intensity: float) -> None:
    """The line follows an advantage beyond the dead band; a still line entrenches."""
    edge = result - 0.5
    band = common[at.C_WAR_DEADBAND]
    push = 0.0
    if edge > band:
        push = edge - band
    elif edge < -band:
        push = edge + band
    dug = public[at.W_ENTRENCHMENT]
    step = common[at.C_WAR_MOBILITY] * intensity * push
    step *= 1.0 - common[at.C_WAR_ENTRENCHED_EFFECT] * dug
    public[at.W_LINE] = clamp(public[at.W_LINE] + step, 0.0, 1.0)
    still = 1.0 - min(1.0, abs(push) * 2.0)
    public[at.W_ENTRENCHMENT] = clamp(
        dug + common[at.C_WAR_ENTRENCHING] * (still * (1.0 - dug) - (1.0 - still) * dug), 0.0, 1.0
    )


@rule
def _suffer(arena: Arena, standing: Floats, own: int, other: int, overrun: bool) -> None:
    """What a round of violence does to one belligerent; overrun, all of it meets its people."""
    common = arena.common
    row = standing[own]
    violence = row[at.S_VIOLENCE]
    exposed = violence if overrun else violence * arena.middle[own, at.P_WAR_EXPOSURE]
    gained = arena.middle[own, at.P_WAR_REPLENISHMENT] + row[at.S_AID]
    kept = row[at.S_STRENGTH] * (1.0 - common[at.C_WAR_ATTRITION] * violence)
    row[at.S_STRENGTH] = clamp(kept + gained, 0.0, common[at.C_WAR_STRENGTH_CAP])
    row[at.S_CASUALTIES] += common[at.C_WAR_CASUALTIES] * violence
    row[at.S_CIVILIANS] += common[at.C_WAR_CIVILIANS] * exposed
    row[at.S_HATRED] = clamp(row[at.S_HATRED] + common[at.C_WAR_HATRED_GAIN] * exposed, 0.0, 1.0)
    upset = common[at.C_WAR_DISCONTENT_GAIN] * (violence + row[at.S_ECONOMY])
    row[at.S_DISCONTENT] = clamp(row[at.S_DISCONTENT] + upset, 0.0, 1.0)


@rule
def rest(arena: Arena, public: Floats, standing: Floats) -> None:
    """One round of ceasefire: strength returns; violence stays what war would bring."""
    public[at.W_INTENSITY] = 0.0
    for side in range(2):
        row = standing[arena.belligerent[side]]
        gained = arena.middle[arena.belligerent[side], at.P_WAR_REPLENISHMENT] + row[at.S_AID]
        row[at.S_STRENGTH] = clamp(
            row[at.S_STRENGTH] + gained, 0.0, arena.common[at.C_WAR_STRENGTH_CAP]
        )


@rule
def society(arena: Arena, public: Floats, standing: Floats) -> None:
    """What goes on in war and ceasefire alike: sanctions, aid, economies, memory, attention."""
    common = arena.common
    war = 1.0 if public[at.W_PHASE] < 0.5 else 0.0
    for side in range(2):
        own = arena.belligerent[side]
        row = standing[own]
        row[at.S_AID] = 0.0
        row[at.S_PRESSURE] = 0.0
        for p in range(standing.shape[0]):
            if p == own:
                continue
            if arena.side[p] == side:
                capacity = arena.middle[p, at.P_BACKING_AID_CAPACITY]
                row[at.S_AID] += standing[p, at.S_GIVING] * capacity
            else:
                weight = arena.middle[p, at.P_BACKING_SANCTIONS_WEIGHT]
                row[at.S_PRESSURE] += standing[p, at.S_SANCTIONS] * weight
        row[at.S_PRESSURE] = clamp(row[at.S_PRESSURE], 0.0, 1.0)
        exposed = war * row[at.S_VIOLENCE] * arena.middle[own, at.P_WAR_EXPOSURE]
        bound = common[at.C_WAR_ECONOMY_PRESSURE] * row[at.S_PRESSURE]
        bound = clamp(bound + common[at.C_WAR_ECONOMY_DRAIN] * exposed, 0.0, 1.0)
        row[at.S_ECONOMY] += common[at.C_WAR_ECONOMY_RATE] * (bound - row[at.S_ECONOMY])
    for p in range(standing.shape[0]):
        row = standing[p]
        row[at.S_HATRED] *= 1.0 - common[at.C_WAR_HATRED_DECAY]
        row[at.S_DISCONTENT] *= 1.0 - common[at.C_WAR_DISCONTENT_DECAY]
        row[at.S_ATTENTION] *= 1.0 - arena.middle[p, at.P_BACKING_ATTENTION_DECAY]
        adversary = arena.belligerent[1 - arena.side[p]]
        strain = row[at.S_SANCTIONS] * arena.middle[p, at.P_TRACK_RETALIATION]
        row[at.S_TRACK] -= strain * row[at.S_TRACK]
        if standing[adversary, at.S_POSTURE] < 1.5:
            mending = arena.middle[p, at.P_TRACK_REPAIR] * (1.0 - row[at.S_SANCTIONS])
            row[at.S_TRACK] += mending * (1.0 - row[at.S_TRACK])
        row[at.S_TRACK] = clamp(row[at.S_TRACK], 0.0, 1.0)


@rule
def decided(common: Floats, public: Floats) -> bool:
    """Whether one side has won on the ground."""
    line = public[at.W_LINE]
    return bool(line >= common[at.C_WAR_DECIDED_HIGH] or line <= common[at.C_WAR_DECIDED_LOW])
