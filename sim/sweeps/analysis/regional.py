"""Regional sensitivity: whether an input lies otherwise where an outcome happens.

The greatest distance between an input's two distributions, with and without
the outcome (Kolmogorov and Smirnov). [spear-hornberger-1980] And main effects:
the share of an outcome's variance that an input explains by itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.analysis.resampling import in_hands, numbered, weights

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
    bins = int(place.max()) + 1
    hand, draws = in_hands(numbered(groups, len(column)), seed)
    tables = _tables(place, bins, outcome - outcome.mean(), hand, draws)
    drawn = weights(draws, seed, RESAMPLES) @ tables.reshape(draws, -1)
    share, each = _share(tables.sum(axis=0)[None])[0], _share(drawn.reshape(-1, 3, bins))
    # a resample holds rows twice, which looks like more between bins: what that adds is taken off
    low, high = np.nanpercentile(each, [2.5, 97.5]) + share - np.nanmean(each)
    return _least(share), _least(low), _least(high)


def _least(share: float) -> float:
    """Chance can make a corrected share negative; never what it stands for."""
    return float(share) if share > 0 or np.isnan(share) else 0.0


def _tables(place: Ints, bins: int, outcome: Floats, hand: Ints, draws: int) -> Floats:
    """Rows, their outcomes and squares of outcomes by draw and bin, `[draws, 3, bins]`."""
    cell, shape = hand * bins + place, (draws, bins)
    sums = [np.bincount(cell, w, draws * bins) for w in (None, outcome, outcome * outcome)]
    return np.stack([each.reshape(shape) for each in sums], axis=1).astype(np.float64)


def _share(tables: Floats) -> Floats:
    """Share of the variance that lies between bins, of tables `[resamples, 3, bins]`."""
    count, total, squares = tables[:, 0], tables[:, 1], tables[:, 2]
    n, groups = count.sum(axis=1), (count > 0).sum(axis=1)
    mean = total.sum(axis=1) / np.maximum(n, 1)
    whole = squares.sum(axis=1) - n * mean * mean
    within = (squares - total * total / np.maximum(count, 1)).sum(axis=1)
    known = (whole > 1e-12 * squares.sum(axis=1)) & (n > groups)
    rest = np.maximum(n - groups, 1) * np.maximum(whole, 1e-300)
    return np.asarray(np.where(known, 1 - within * (n - 1) / rest, np.nan))
