"""The reservation point: below what a party fights on, on the scale of its terms.

The gamble of war and its costs, carried by the party's own affine map.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.compiled import rule

Floats = NDArray[np.float64]

_GRAIN = 1099511627776.0  # 2**40: values that rules read are rounded, for other machines' libm


@rule
def grain(x: float) -> float:
    """x rounded to 2^-40, so that rules agree where libraries differ in the last bit."""
    return math.floor(x * _GRAIN + 0.5) / _GRAIN


@rule
def chance(own: Floats, public: Floats, side: int) -> float:
    """A party's probability that its side prevails: a Beta prior and the shared battles.

    With priors of equal strength n0 the gap between the sides after n battles
    is gap0*n0/(n0+n), whatever the outcomes (Smith & Stam 2004; T4b).
    """
    wins = public[at.W_WINS]
    if side == 1:
        wins = public[at.W_BATTLES] - wins
    evidence = own[at.P_WAR_EVIDENCE]
    weight = evidence + public[at.W_BATTLES]
    if weight <= 0.0:
        return float(own[at.P_WAR_OPTIMISM])
    return float((evidence * own[at.P_WAR_OPTIMISM] + wins) / weight)


@rule
def burden(own: Floats, standing: Floats, round_: float) -> float:
    """Felt cost of aid given and sanctions imposed.

    It grows as attention fades, and toward an election at home.
    """
    felt = own[at.P_BACKING_AID_BURDEN] * standing[at.S_GIVING]
    felt += own[at.P_BACKING_SANCTIONS_BURDEN] * standing[at.S_SANCTIONS]
    felt *= 1.0 + own[at.P_BACKING_FATIGUE] * (1.0 - standing[at.S_ATTENTION])
    election = own[at.P_BACKING_ELECTION]
    if 0.0 < round_ <= election:
        felt *= 1.0 + own[at.P_BACKING_SALIENCE] * round_ / election
    return float(felt)


@rule
def worth_of_change(own: Floats, x: float) -> float:
    """What a gain x, or a loss -x, counts: x^a, -lambda*(-x)^a [kahneman-tversky-1979]."""
    power = own[at.P_WAR_SENSITIVITY]
    if x >= 0.0:
        return math.pow(x, power)
    return -float(own[at.P_WAR_LOSS_AVERSION]) * math.pow(-x, power)


@rule
def gamble(own: Floats, p: float) -> float:
    """The raw utility of certain terms that are worth as much as winning with chance p.

    Expected utility (Fearon 1995) at the neutral values; else the certainty
    equivalent of prospect theory about `war.reference`, without weights of
    probability: who sees losses alone is drawn to the gamble (Levy 1996; T15).
    """
    won, lost = own[at.P_WAR_VICTORY], own[at.P_WAR_DEFEAT]
    aversion, sensitivity = own[at.P_WAR_LOSS_AVERSION], own[at.P_WAR_SENSITIVITY]
    # an onlooker's row has no numbers: 0 is off as well
    if sensitivity <= 0.0 or (aversion == 1.0 and sensitivity == 1.0):
        return float(p * won + (1.0 - p) * lost)
    reference, power = own[at.P_WAR_REFERENCE], 1.0 / sensitivity
    felt = p * worth_of_change(own, won - reference)
    felt += (1.0 - p) * worth_of_change(own, lost - reference)
    if felt >= 0.0:
        return float(reference + math.pow(felt, power))
    return float(reference - math.pow(-felt / aversion, power))


@rule
def going_on(own: Floats, standing: Floats) -> float:
    """The cost of going on, before its weight: violence up to theta, the economy, discontent.

    Aid received lightens it by `war.support` (Clayton et al. on foreign support; our form).
    """
    cost = min(standing[at.S_VIOLENCE], own[at.P_WAR_THRESHOLD]) + standing[at.S_ECONOMY]
    cost += own[at.P_WAR_PASSTHROUGH] * standing[at.S_DISCONTENT]
    return float(cost / (1.0 + own[at.P_WAR_SUPPORT] * standing[at.S_AID]))


@rule
def reservation(
    own: Floats, standing: Floats, public: Floats, side: int, floor: float, scale: float
) -> float:
    """The reservation point now, on the party's 0..1 scale of terms, not clipped.

    `p*V(victory) + (1-p)*V(defeat) - c*cost(min(violence, theta)) +
    b*max(0, violence - theta) + h*hatred - g*(1-p)*K` (Fearon 1995; Goemans
    2000; the resolve cliff is ours), plus sunk cost, a backer's burdens, its own
    file with the adversary and what its public wants, each zero at its neutral value.
    """
    p = chance(own, public, side)
    raw = gamble(own, p)
    raw -= own[at.P_WAR_COST_WEIGHT] * going_on(own, standing)
    raw += own[at.P_WAR_RESOLVE] * max(0.0, standing[at.S_VIOLENCE] - own[at.P_WAR_THRESHOLD])
    raw += own[at.P_WAR_HATRED_WEIGHT] * standing[at.S_HATRED]
    stake = own[at.P_LEADER_ACCOUNTABILITY] * (1.0 - standing[at.S_EXIT])
    raw -= stake * (1.0 - p) * own[at.P_LEADER_DISASTER]
    if own[at.P_WAR_SUNK_COST] > 0.0:
        raw += own[at.P_WAR_SUNK_COST] * math.log(1.0 + standing[at.S_CASUALTIES])
    round_ = public[at.W_ROUND]
    raw += own[at.P_TRACK_WEIGHT] * standing[at.S_TRACK] - burden(own, standing, round_)
    raw += own[at.P_AUDIENCE_SANCTIONS] * standing[at.S_SANCTIONS]
    raw -= own[at.P_AUDIENCE_PEACE]
    return grain((raw - floor) * scale)
