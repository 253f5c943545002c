"""Insight: what an informant's word about a party does to a listener's belief.

The word is a log likelihood over hypotheses; a listener takes in what it adds
to what the same informant said before, as far as it believes the informant.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.compiled import rule

if TYPE_CHECKING:
    from sim.arena import Arena

Floats = NDArray[np.float64]


@rule
def word(
    arena: Arena, about: int, places: Floats, experts: Floats, accuracy: float, named: bool
) -> Floats:
    """Log likelihood, `[H, C]`, of what experts report, mixed with 1 % uniform.

    `experts` holds the precision and precision-weighted sum of what was heard of
    the offset of party `about`, and the number of the profile they name or -1;
    `places`, `[H, C]`, are the offsets (`sim.opponent.spots`).
    """
    profiles, rows, points = arena.chance.shape[1], arena.rows.shape[1] + 1, arena.grid.shape[0]
    heard, power, peak = np.empty((rows, points)), np.empty(points), _peak(experts)
    total = 0.0
    for k in range(rows):
        share = 1.0
        if named and experts[2] >= 0.0 and profiles > 1:
            share = 1.0 / profiles
            kin = -1
            if k != profiles:
                kin = arena.kin[about, k if k < profiles else k - 1]
            if kin >= 0:
                wrong = (1.0 - accuracy) / (profiles - 1.0)
                share = accuracy if kin == int(experts[2]) else wrong
        for g in range(points):
            o = places[k, g]
            if k == 0 or o != places[k - 1, g]:
                power[g] = math.exp(experts[1] * o - 0.5 * experts[0] * o * o - peak)
            heard[k, g] = share * power[g]
            total += heard[k, g]
    least, before, after = 0.01 / (rows * points), np.full(points, -1.0), np.empty(points)
    for k in range(rows):
        for g in range(points):
            if heard[k, g] != before[g]:
                before[g] = heard[k, g]
                after[g] = math.log(0.99 * heard[k, g] / total + least)
            heard[k, g] = after[g]
    return heard


@rule
def _peak(experts: Floats) -> float:
    """Largest exponent of what was heard, so that no precision overflows."""
    if experts[0] <= 0.0:
        return 0.0
    return float(0.5 * experts[1] * experts[1] / experts[0])


@rule
def listen(
    arena: Arena,
    about: int,
    places: Floats,
    before: Floats,
    now: Floats,
    accuracy: float,
    credit: float,
    named: bool,
) -> Floats:
    """Likelihood, `[H, C]`, of an informant's word: what it adds to what the same one told before.

    Times credit in [0, 1], as a power. Telling twice is telling once.
    """
    after = word(arena, about, places, now, accuracy, named)
    told = word(arena, about, places, before, accuracy, named)
    likelihood = np.empty(after.shape)
    for k in range(after.shape[0]):
        for g in range(after.shape[1]):
            likelihood[k, g] = math.exp(credit * (after[k, g] - told[k, g]))
    return likelihood


@rule
def credit(arena: Arena, trust: float, informant: int, listener: int) -> float:
    """How far a listener believes an informant: its trust where Kydd's condition holds.

    Truth-telling iff `b >= (1-q)*w / (q*x_big + (1-q)*x_war - x_small)` (Kydd 2003;
    T20), and iff it would not egg a tough side's rival on, `b*((1-q)*x_big + q*x_war -
    x_small) <= q*w`; otherwise both "tough" and "weak" leave beliefs unchanged.
    """
    common = arena.common
    q = common[at.C_CREDIBILITY_ACCURACY]
    gain = q * common[at.C_CREDIBILITY_BIG] + (1.0 - q) * common[at.C_CREDIBILITY_WAR]
    gain -= common[at.C_CREDIBILITY_SMALL]
    if gain <= 0.0:
        return 0.0
    aversion, bias = common[at.C_CREDIBILITY_AVERSION], arena.alignment[informant, listener]
    if bias < (1.0 - q) * aversion / gain:
        return 0.0
    bluff = (1.0 - q) * common[at.C_CREDIBILITY_BIG] + q * common[at.C_CREDIBILITY_WAR]
    if bias * (bluff - common[at.C_CREDIBILITY_SMALL]) > q * aversion:
        return 0.0
    return trust


@rule
def track_record(trust: float, aided: float, unaided: float) -> float:
    """Trust in informants after an act that was this likely with their word, and without it.

    The share of a pool that their word deserves, by Bayes' rule: either it says
    something, or it says nothing. Trust of 0 or 1 never changes.
    """
    total = trust * aided + (1.0 - trust) * unaided
    return trust * aided / total if total > 0.0 else trust
