"""Regional sensitivity: whether an input lies otherwise where an outcome happens.

The greatest distance between an input's two distributions, with and without
the outcome (Kolmogorov and Smirnov). [spear-hornberger-1980] And main effects:
the share of an outcome's variance that an input explains by itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.analysis.resampling import drawn_rows, numbered
from sim.sweeps.draws import RESAMPLE, generator

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
RESAMPLES = 200
BINS = 20


def distance(column: Floats, happens: Bools) -> float:
    """The greatest distance between the two distributions of an input.

    >>> distance(np.array([1.0, 2.0, 3.0, 4.0]), np.array([False, False, True, True]))
    1.0
    """
    if happens.all() or not happens.any():
        return float("nan")
    from scipy.stats import ks_2samp

    return float(ks_2samp(column[happens], column[~happens], method="asymp").statistic)


def limit(happens: Bools, groups: Ints | None = None) -> float:
    """The distance that chance exceeds in one of a hundred cases; rows of a group count once."""
    number = numbered(groups, len(happens))
    weight = (int(number.max()) + 1) / len(happens)
    n, m = happens.sum() * weight, (~happens).sum() * weight
    return float(1.628 * np.sqrt((n + m) / (n * m))) if n and m else float("nan")


def main_effect(
    column: Floats, outcome: Floats, seed: int = 0, groups: Ints | None = None
) -> tuple[float, float, float]:
    """Share of variance between the values of an input (or twenty bins), with its interval.

    Corrected for what chance alone would explain; below 0 it is told as 0.
    """
    values = np.unique(column)
    if len(values) > BINS:
        bounds = np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1])
        place = np.searchsorted(bounds, column, side="right")
    else:
        place = np.searchsorted(values, column)
    random = generator(seed, RESAMPLE)
    number = numbered(groups, len(column))
    draws = []
    for _ in range(RESAMPLES):
        rows = drawn_rows(number, random)
        draws.append(_share(place[rows], outcome[rows]))
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return _share(place, outcome), float(low), float(high)


def _share(place: NDArray[np.int64], outcome: Floats) -> float:
    n = len(outcome)
    count = np.bincount(place)
    mean = np.bincount(place, outcome) / np.maximum(count, 1)
    within = float(((outcome - mean[place]) ** 2).sum())
    whole = float(((outcome - outcome.mean()) ** 2).sum())
    groups = int((count > 0).sum())
    if whole <= 0 or n <= groups:
        return float("nan")
    return max(0.0, 1 - (within / (n - groups)) / (whole / (n - 1)))
