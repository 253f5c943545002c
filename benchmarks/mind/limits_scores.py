"""Scores of estimates and probabilities, with intervals bootstrapped over scenarios."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

RESAMPLES = 400
LEVEL = 0.8


def rmse(error: np.ndarray) -> float:
    """Root of the mean squared error."""
    return float(np.sqrt(np.mean(error * error)))


def balanced_accuracy(probability: np.ndarray, truth: np.ndarray, from_: float = 0.5) -> float:
    """Mean of the shares of yes and of no that are told right; NaN with one class.

    Yes is said from the probability `from_` on.
    """
    if truth.all() or not truth.any():
        return float("nan")
    said = probability >= from_
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2)


def brier(probability: np.ndarray, truth: np.ndarray) -> float:
    """Mean squared distance of probability and truth."""
    return float(np.mean((probability - truth) ** 2))


def interval_score(low: np.ndarray, high: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Width, plus 2/(1 - level) times by how much the truth is missed: small is good."""
    missed = np.maximum(low - truth, 0.0) + np.maximum(truth - high, 0.0)
    return high - low + 2.0 / (1.0 - LEVEL) * missed


def reliability(
    probability: np.ndarray, truth: np.ndarray, bins: int = 5
) -> list[dict[str, float]]:
    """For every bin of forecasts: the mean forecast, how often it came true, and how many."""
    number = np.minimum((probability * bins).astype(int), bins - 1)
    return [
        {
            "forecast": round(float(probability[number == b].mean()), 3),
            "true": round(float(truth[number == b].mean()), 3),
            "n": int((number == b).sum()),
        }
        for b in range(bins)
        if (number == b).any()
    ]


def with_interval(
    score: Callable[[np.ndarray], float], scenario: np.ndarray, seed: int = 1
) -> list[float]:
    """A score of rows with its 95 % interval, by drawing scenarios with replacement."""
    rng = np.random.default_rng(seed)
    rows = [np.flatnonzero(scenario == s) for s in np.unique(scenario)]
    drawn = []
    for _ in range(RESAMPLES):
        picked = rng.integers(0, len(rows), len(rows))
        drawn.append(score(np.concatenate([rows[i] for i in picked])))
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return [round(x, 4) for x in (score(np.arange(len(scenario))), float(low), float(high))]
