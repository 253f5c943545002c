"""Behaviour: how an act comes from values, a reservation point and the order of a mind.

What strategies do and what beliefs invert. A believer does not know the
other's order or patience, so the likelihoods here are broad on purpose.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.compiled import rule

Floats = NDArray[np.float64]


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
def offer_likelihood(
    common: Floats, grid: Floats, value: float, top: float, forecast: float, elapsed: float
) -> Floats:
    """Likelihood of offering terms worth `value`, for every offset of the minimum, `[G]`.

    Gaussian about the expected demand (Hindriks & Tykhonov 2008), with a lapse:
    nobody knowingly offers terms below its own minimum, but models err.
    """
    likelihood = np.empty(grid.shape[0])
    width, lapse = common[at.C_BELIEF_OFFER_WIDTH], common[at.C_BELIEF_LAPSE]
    asked = expected_demand(common, elapsed)
    for g in range(grid.shape[0]):
        minimum = forecast + grid[g]
        likelihood[g] = lapse
        if value >= minimum:
            z = (value - minimum - asked * max(0.0, top - minimum)) / width
            likelihood[g] += (1.0 - lapse) * math.exp(-0.5 * z * z)
    return likelihood


@rule
def attack_likelihood(common: Floats, grid: Floats, forecast: float, attacks: bool) -> Floats:
    """Likelihood of attacking or not: those who ask much for peace fight harder."""
    likelihood = np.empty(grid.shape[0])
    for g in range(grid.shape[0]):
        z = (forecast + grid[g] - 0.5) / common[at.C_BELIEF_POSTURE_WIDTH]
        yes = 1.0 / (1.0 + math.exp(-z))
        likelihood[g] = yes if attacks else 1.0 - yes
    return likelihood
