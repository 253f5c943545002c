"""Bootstrap intervals of statistics of means, resampling whole blocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.draws import RESAMPLE, SPLIT, generator

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RESAMPLES = 1000
_AT_ONCE = 50


def means(columns: Floats, seed: int = 0, resamples: int = RESAMPLES) -> Floats:
    """Means of columns in resamples of the rows: `[rows, columns]` to `[resamples, columns]`."""
    rows = len(columns)
    random = generator(seed, RESAMPLE)
    found = []
    for start in range(0, resamples, _AT_ONCE):
        count = min(_AT_ONCE, resamples - start)
        weights = random.multinomial(rows, np.full(rows, 1 / rows), count)
        found.append(weights @ columns / rows)
    return np.concatenate(found)


def interval(draws: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """The percentile interval of each column of draws; no number where there is none."""
    tail = 50 * (1 - level)
    low, high = np.nanpercentile(draws, [tail, 100 - tail], axis=0)
    return np.asarray(low), np.asarray(high)


def mean_interval(values: Floats, seed: int = 0) -> tuple[float, float, float]:
    """A mean and its 95 % interval; values are independent.

    >>> mean_interval(np.array([1.0, 1.0, 1.0]))
    (1.0, 1.0, 1.0)
    """
    if not len(values):
        return float("nan"), float("nan"), float("nan")
    low, high = interval(means(values[:, None], seed))
    return float(values.mean()), float(low[0]), float(high[0])


def ratio_interval(sums: Floats, seed: int = 0) -> tuple[float, float, float]:
    """A share of sums, `[draws, 2]`, and its 95 % interval; draws are independent.

    >>> ratio_interval(np.array([[1.0, 2.0], [1.0, 2.0]]))
    (0.5, 0.5, 0.5)
    """
    inside, among = sums.sum(axis=0)
    drawn = means(sums, seed)
    known = drawn[drawn[:, 1] > 0]
    low, high = interval((known[:, 0] / known[:, 1])[:, None])
    return float(inside / among), float(low[0]), float(high[0])


def numbered(groups: Ints | None, rows: int) -> Ints:
    """Groups numbered from 0; each row its own group if there are none."""
    if groups is None:
        return np.arange(rows)
    return np.unique(groups, return_inverse=True)[1].astype(np.int64)


def halves(number: Ints, seed: int = 0) -> NDArray[np.bool_]:
    """One half of the rows, groups kept together: nothing held out was seen under another lever."""
    order = generator(seed, SPLIT).permutation(int(number.max()) + 1)
    return np.asarray(order[number] % 2 == 0)


def drawn_rows(number: Ints, random: np.random.Generator) -> Ints:
    """Rows of a resample that draws whole groups."""
    groups = int(number.max()) + 1
    counts = random.multinomial(groups, np.full(groups, 1 / groups))
    return np.repeat(np.arange(len(number)), counts[number])
