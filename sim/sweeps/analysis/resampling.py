"""Bootstrap intervals of statistics of means, resampling whole blocks."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.draws import HANDFUL, RESAMPLE, SPLIT, generator

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RESAMPLES = 1000
MOST_DRAWS = 2048
"""Draws beyond which random handfuls of them are resampled: intervals of means stay the same."""
_AT_ONCE = 50


def means(columns: Floats, seed: int = 0, resamples: int = RESAMPLES) -> Floats:
    """Means of columns in resamples of the rows: `[rows, columns]` to `[resamples, columns]`."""
    sums, counts = handfuls(columns, seed)
    taken = weights(len(sums), seed, resamples)
    found = []
    for start in range(0, resamples, _AT_ONCE):
        drawn = taken[start : start + _AT_ONCE]
        found.append(drawn @ sums / (drawn @ counts)[:, None])
    return np.concatenate(found)


def handfuls(columns: Floats, seed: int = 0) -> tuple[Floats, Floats]:
    """Rows, or sums of random handfuls of them if there are many, and how many rows each is."""
    hand, count = in_hands(np.arange(len(columns)), seed)
    if count == len(columns):
        return columns, np.ones(count)
    sums = [np.bincount(hand, column, count) for column in columns.T]
    return np.stack(sums, axis=1), np.bincount(hand, minlength=count).astype(np.float64)


def in_hands(number: Ints, seed: int = 0, most: int = MOST_DRAWS) -> tuple[Ints, int]:
    """The draw of each row, at most `most` of them, and how many: groups, or handfuls of groups.

    Handfuls are random, because groups that follow one another in a design are no chance sample.
    """
    groups = int(number.max(initial=-1)) + 1
    if groups <= most:
        return number, groups
    return (generator(seed, HANDFUL).permutation(groups) % most)[number], most


@functools.lru_cache(maxsize=4)
def weights(draws: int, seed: int = 0, resamples: int = RESAMPLES) -> Floats:
    """How often each draw is taken in each resample, `[resamples, draws]`."""
    random, found = generator(seed, RESAMPLE), []
    for start in range(0, resamples, _AT_ONCE):
        count = min(_AT_ONCE, resamples - start)
        found.append(random.multinomial(draws, np.full(draws, 1 / draws), count))
    return np.concatenate(found).astype(np.float64)


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


def part(number: Ints, most: int, seed: int = 0) -> NDArray[np.bool_]:
    """A random part of the groups with about `most` rows; all if there are no more."""
    groups = int(number.max()) + 1
    order = generator(seed, HANDFUL).permutation(groups)
    return np.asarray(order[number] < groups * min(1.0, most / len(number)))


def drawn_rows(number: Ints, random: np.random.Generator) -> Ints:
    """Rows of a resample that draws whole groups."""
    groups = int(number.max()) + 1
    counts = random.multinomial(groups, np.full(groups, 1 / groups))
    return np.repeat(np.arange(len(number)), counts[number])
