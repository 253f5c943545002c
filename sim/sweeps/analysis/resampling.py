"""Bootstrap intervals of statistics of means, resampling whole blocks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.draws import RESAMPLE, generator

Floats = NDArray[np.float64]

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


Statistic = Callable[[Floats], Floats]
