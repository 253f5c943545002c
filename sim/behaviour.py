"""Behaviour: how an act comes from values, a reservation point and the order of a mind.

What strategies do and what beliefs invert. A believer does not know the
other's order or patience. In tier `grid` the likelihoods here are broad on
purpose; in tier `full` they are mixed over types of negotiator.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import put
from sim.compiled import rule

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Types of negotiator: which share of its possible surplus each asks for at time t in [0, 1], and
# below what it refuses. All but three ask and wait for the same (AC_next: Baarslag et al. 2013).
UNTYPED = 0  # no type: falls from behaviour.first to behaviour.last, broadly; takes any surplus
CONCEDER = 1  # 1 - t^(1/e), e above 1 (Faratin, Sierra & Jennings 1998)
LINEAR = 2  # the same with e = 1
BOULWARE = 3  # the same with e below 1
STAND_FIRM = 4  # behaviour.first for ever: Schelling's commitment (1960)
STALLING = 5  # its best terms whatever its minimum: talks for their side effects (Iklé 1964)
TIT_FOR_TAT = 6  # keeps what the other's last offer keeps from it (Axelrod 1984; Faratin 1998)
MAXIMISER = 7  # order 1: chance of acceptance times own surplus (Zeng & Sycara 1998)
ERRATIC = 8  # every act a lapse: any terms, and answers by a coin; nothing of its minimum shows
TYPES = (
    "untyped", "conceder", "linear", "boulware", "stand_firm", "stalling", "tit_for_tat",
    "maximiser", "erratic",
)  # fmt: skip
NEXT_TO_BEST = 0.05  # how far below its best terms a staller goes
EXPONENTS = np.array([1.0, 4.0, 1.0, 0.25, 1.0, 1.0, 1.0, 1.0, 1.0])  # e of the concession curve


@rule
def aspiration(elapsed: float, exponent: float) -> float:
    """Share of the possible surplus that an order-0 party still asks, `1 - t^(1/e)`.

    Faratin, Sierra & Jennings 1998. Below 1 it concedes late (boulware), above 1 early (conceder).
    """
    return 1.0 - math.pow(min(1.0, max(0.0, elapsed)), 1.0 / exponent)


@rule
def expected_demand(common: Floats, elapsed: float) -> float:
    """Share of the possible surplus that an offer is expected to ask at this time."""
    first, last = common[at.C_BEHAVIOUR_FIRST], common[at.C_BEHAVIOUR_LAST]
    return float(first + (last - first) * min(1.0, elapsed))


@rule
def share(common: Floats, kind: int, elapsed: float, hold: float, waiting: bool) -> float:
    """Share of its possible surplus that a type asks for, or waits for if `waiting`, now.

    `hold` is what is publicly known of `mind.hold`. Not for stalling, tit for tat and the
    erratic, whose levels are no share: see `wanted`.
    """
    if kind == UNTYPED:
        return 0.0 if waiting else expected_demand(common, elapsed)
    if kind == STAND_FIRM:
        return float(common[at.C_BEHAVIOUR_FIRST])
    if kind == MAXIMISER:
        return 0.5 * hold
    return aspiration(elapsed, EXPONENTS[kind])


@rule
def wanted(
    common: Floats,
    offsets: Floats,
    types: int,
    span: float,
    elapsed: float,
    hold: float,
    given: float,
    waiting: bool,
) -> Floats:
    """Surplus over the forecast minimum that each type asks for, or waits for, `[types * G]`.

    `offsets`, `[G]`, are those of the minimum from its forecast, `span` the best terms' surplus
    over the forecast, `given` that of the other's last offer (nan where there is none). The
    erratic want nothing in particular: their minimum stands for it.
    """
    points = offsets.shape[0]
    found = np.empty(types * points)
    for kind in range(types):
        block = found[kind * points : (kind + 1) * points]
        if kind == STALLING:
            put(block, at_least(offsets, span - NEXT_TO_BEST))
        elif kind == TIT_FOR_TAT:
            put(block, reciprocal(offsets, span, offsets[0] if math.isnan(given) else given))
        elif kind == ERRATIC:
            put(block, offsets)
        else:
            put(block, levels(offsets, span, share(common, kind, elapsed, hold, waiting)))
    return found


@rule
def of_erratic(kind: Ints, likelihood: Floats, chance: float) -> None:
    """Give the cells of the erratic, by the type of each, `[C]`, one and the same chance."""
    for c in range(kind.shape[0]):
        if kind[c] == ERRATIC:
            likelihood[c] = chance


@rule
def at_least(offsets: Floats, level: float) -> Floats:
    """A level, or the minimum where that is higher, `[G]`."""
    return np.maximum(offsets, level)


@rule
def levels(offsets: Floats, span: float, part: float) -> Floats:
    """A part of the possible surplus, as surplus over the forecast minimum, `[G]`."""
    return offsets + part * np.maximum(0.0, span - offsets)


@rule
def reciprocal(offsets: Floats, span: float, given: float) -> Floats:
    """Tit for tat: it asks to keep as much as the other's last offer keeps from it, `[G]`."""
    room = np.maximum(0.0, span - offsets)
    return offsets + room - np.minimum(room, np.maximum(0.0, given - offsets))


@rule
def choice(surplus: float, offsets: Floats, level: Floats, width: Floats, gains: Floats) -> Floats:
    """How a type weighs terms of this surplus over the forecast minimum among others, `[C]`.

    Student's t with 3 degrees of freedom about the level it asks for, cut off below its
    minimum; for a maximiser (`gains` 1) the fourth power of its surplus: a softmax of the
    logarithm of expected gain with inverse temperature 4 (quantal response: McKelvey &
    Palfrey 1995). Rational on purpose: both forms of a rule agree on + - * /.
    """
    own = np.maximum(0.0, surplus - offsets)
    z = (surplus - level) / width
    near = 1.0 / (1.0 + z * z / 3.0)
    chosen = gains * own * own * own * own + (1.0 - gains) * near * near
    return np.where(surplus >= offsets, chosen, 0.0)


@rule
def offer_likelihood(
    common: Floats, offsets: Floats, value: float, top: float, forecast: float, elapsed: float
) -> Floats:
    """Likelihood of offering terms worth `value`, for every offset of the minimum, `[G]`.

    Gaussian about the expected demand (Hindriks & Tykhonov 2008), with a lapse:
    nobody knowingly offers terms below its own minimum, but models err.
    """
    likelihood = np.empty(offsets.shape[0])
    width, lapse = common[at.C_BELIEF_OFFER_WIDTH], common[at.C_BELIEF_LAPSE]
    asked = expected_demand(common, elapsed)
    for g in range(offsets.shape[0]):
        minimum = forecast + offsets[g]
        likelihood[g] = lapse
        if value >= minimum:
            z = (value - minimum - asked * max(0.0, top - minimum)) / width
            likelihood[g] += (1.0 - lapse) * math.exp(-0.5 * z * z)
    return likelihood


@rule
def attack_likelihood(common: Floats, offsets: Floats, forecast: float, attacks: bool) -> Floats:
    """Likelihood of attacking or not: those who ask much for peace fight harder."""
    likelihood = np.empty(offsets.shape[0])
    for g in range(offsets.shape[0]):
        z = (forecast + offsets[g] - 0.5) / common[at.C_BELIEF_POSTURE_WIDTH]
        yes = 1.0 / (1.0 + math.exp(-z))
        likelihood[g] = yes if attacks else 1.0 - yes
    return likelihood
