"""How one mind reasons about another: Bayes' rule, and minds of mixed depth; and survival.

Plain arithmetic on arrays; `sim.beliefs` is where parties use it on what they
see. Keys in brackets are entries of docs/bibliography.md.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray


def posterior(prior: ArrayLike, likelihood: ArrayLike) -> NDArray[np.float64]:
    """Bayes' rule over hypotheses, the last axis: `P(H|e) = P(e|H) P(H) / sum` [zeng-sycara-1998].

    The two broadcast; a prior need not sum to 1. ValueError: a negative number
    or one that is not finite, or evidence that no hypothesis allows.

    >>> posterior([0.5, 0.5], [0.95, 0.75]).round(4)
    array([0.5588, 0.4412])
    """
    before = np.asarray(prior, dtype=np.float64)
    chance = np.asarray(likelihood, dtype=np.float64)
    for name, array in (("prior", before), ("likelihood", chance)):
        if not (np.isfinite(array).all() and (array >= 0.0).all()):
            raise ValueError(f"{name} must be finite and not negative")
    joint = before * chance
    total = joint.sum(axis=-1, keepdims=True)
    if not (total > 0.0).all():
        raise ValueError("no hypothesis allows this evidence")
    result: NDArray[np.float64] = joint / total
    return result


def lower_orders(tau: float, order: int) -> NDArray[np.float64]:
    """What a mind of this order takes the other's order to be: weights of 0 to order - 1.

    Cognitive hierarchy [camerer-ho-chong-2004]: orders are Poisson with mean
    tau, and each mind believes all others are of lower order than its own.
    ValueError: tau negative or not finite, order below 1.

    >>> lower_orders(1.5, 2)
    array([0.4, 0.6])
    """
    if not 0.0 <= tau < math.inf:
        raise ValueError(f"tau is at least 0 and finite, not {tau}")
    if order < 1:
        raise ValueError("a mind of order 0 has no model of the other")
    weights = np.cumprod(np.r_[1.0, tau / np.arange(1, order)])
    result: NDArray[np.float64] = weights / weights.sum()
    return result


def survive(ended_at: ArrayLike, of: ArrayLike) -> NDArray[np.float64]:
    """Kaplan and Meier's product, from events and cases at risk by time, the last axis.

    What was lost from sight counts as at risk until then. [kaplan-meier-1958]

    >>> survive([0, 1, 1], [4, 4, 2])
    array([1.   , 0.75 , 0.375])
    """
    events, risk = np.asarray(ended_at, np.float64), np.asarray(of, np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        stays = np.where(risk > 0, 1 - events / risk, 1.0)
    return np.asarray(np.cumprod(stays, axis=-1))
