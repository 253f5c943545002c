"""What is publicly known of reservation values before anybody has spoken."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Uniform(NamedTuple):
    """What is publicly known of a reservation value: uniform between two utilities."""

    low: float = 0.0
    high: float = 1.0


def below_nash(nash: float) -> Uniform:
    """The rule of the negotiation league of 2024: uniform from 0 to the Nash point's utility."""
    return Uniform(0.0, nash)


def usual_zone(own: Floats, other: Floats, mine: Uniform, its: Uniform) -> float:
    """How often some outcome is acceptable to both, by what is public of both minimums.

    `own` and `other` are utilities of the same outcomes, `[T]`. Who wants to be right as often
    where there is a zone as where there is none says that there is one from this probability
    on, not from 1/2: then what it has seen speaks for a zone.

    >>> usual_zone(np.array([0.0, 1.0]), np.array([1.0, 0.0]), Uniform(0, 1), Uniform(0, 1))
    0.0
    """
    order = np.argsort(-own)
    best = np.append(-1.0, np.maximum.accumulate(other[order]))
    minimums = mine.low + (mine.high - mine.low) * (np.arange(200) + 0.5) / 200
    count = np.searchsorted(-own[order], -minimums, side="right")
    return float(np.clip((best[count] - its.low) / (its.high - its.low), 0.0, 1.0).mean())


def spread_over(edges: Floats, known: Uniform) -> Floats:
    """Probability of every cell under a uniform distribution, `[G]`."""
    inside = np.minimum(edges[1:], known.high) - np.maximum(edges[:-1], known.low)
    mass = np.maximum(inside, 0.0)
    if not mass.sum() > 0.0:
        raise ValueError(f"a reservation value between {known.low} and {known.high}")
    result: Floats = mass / mass.sum()
    return result
