"""Bargaining over a frontier without gaps: a curve, or lotteries over points.

Two parties. A `Frontier` says what b can get at most for what a gets; both may
also throw utility away. This is the textbook setting of Nash, Kalai and
Smorodinsky, and Kalai; `sim.bargaining` has the same solutions over a finite
set of terms. Keys in brackets are entries of docs/bibliography.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

Point = tuple[float, float]


@dataclass(frozen=True)
class Frontier:
    """The most that b can get when a gets x: `best(x)`, for x from `low` to `high`.

    `best` is concave and falls strictly; a has its all at `high`, b at `low`.
    """

    best: Callable[[float], float]
    low: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise ValueError(f"a frontier runs from low to high, not {self.low} to {self.high}")

    def at(self, x: float) -> float:
        """What b can get at most if a gets at least x <= high."""
        return self.best(max(x, self.low))


def through(points: ArrayLike) -> Frontier:
    """The frontier of all lotteries over `points[n, 2]`: their upper right hull.

    ValueError: not a finite table of two columns with at least one row.

    >>> through([[0, 1], [0.25, 0.5], [1, 0], [0.75, 0.75]]).at(0.375)
    0.875
    """
    table = np.asarray(points, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != 2 or not table.size or not np.isfinite(table).all():
        raise ValueError("points are a finite table [n, 2] of at least one row")
    corners: list[Point] = []
    for x, y in table[np.lexsort((table[:, 1], table[:, 0]))].tolist():
        while corners and (
            y >= corners[-1][1] or (len(corners) > 1 and _under(corners[-2], corners[-1], (x, y)))
        ):
            corners.pop()
        corners.append((x, y))
    xs, ys = (np.array(side) for side in zip(*corners, strict=True))
    return Frontier(lambda x: float(np.interp(x, xs, ys)), float(xs[0]), float(xs[-1]))


def _under(start: Point, middle: Point, end: Point) -> bool:
    """Whether `middle` lies on or under the line from start to end."""
    height = (middle[1] - start[1]) * (end[0] - start[0])
    return height <= (end[1] - start[1]) * (middle[0] - start[0])


def nash(frontier: Frontier, disagreement: Point) -> Point | None:
    """The point with the largest product of gains, `max (x - da)(best(x) - db)` [nash-1950].

    None if no point gives both at least disagreement. Good to about 1e-8, as a
    maximum is found by comparing products (golden section).

    >>> x, y = nash(Frontier(lambda x: 1 - x * x, 0, 1), (0, 0))
    >>> print(f"{x:.5f} {y:.5f}")
    0.57735 0.66667
    """
    ideal = _ideal(frontier, disagreement)
    if ideal is None:
        return None
    low, high = max(frontier.low, disagreement[0]), ideal[0]

    def product(x: float) -> float:
        return (x - disagreement[0]) * (frontier.at(x) - disagreement[1])

    ratio = (math.sqrt(5.0) - 1.0) / 2.0
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    while low < left < right < high:
        if product(left) < product(right):
            low, left = left, right
            right = low + ratio * (high - low)
        else:
            high, right = right, left
            left = high - ratio * (high - low)
    x = max((low, high, left, right), key=product)
    return x, frontier.at(x)


def kalai_smorodinsky(frontier: Frontier, disagreement: Point) -> Point | None:
    """The point that gives both the same share of their ideal gain [kalai-smorodinsky-1975].

    A party's ideal is the most it can get while the other keeps disagreement.
    None if no point gives both at least disagreement.

    >>> x, y = kalai_smorodinsky(Frontier(lambda x: 1 - x * x, 0, 1), (0, 0))
    >>> print(f"{x:.6f} {y:.6f}")
    0.618034 0.618034
    """
    ideal = _ideal(frontier, disagreement)
    if ideal is None:
        return None
    steps = ideal[0] - disagreement[0], ideal[1] - disagreement[1]
    return _along(frontier, disagreement, steps, ideal[0])


def egalitarian(frontier: Frontier, disagreement: Point) -> Point | None:
    """The point that gives both the same gain, in units as they stand [kalai-1977].

    Where the frontier ends before gains are equal, its end: nobody is held back
    for equality's sake [imai-1983]. None if no point gives both at least
    disagreement.

    >>> egalitarian(Frontier(lambda x: 3 - 3 * x, 0, 1), (0, 0))
    (0.75, 0.75)
    """
    ideal = _ideal(frontier, disagreement)
    if ideal is None:
        return None
    return _along(frontier, disagreement, (1.0, 1.0), ideal[0])


def _ideal(frontier: Frontier, disagreement: Point) -> Point | None:
    """The most each can get while the other keeps disagreement; None if they cannot both."""
    a, b = disagreement
    if not (math.isfinite(a) and math.isfinite(b)):
        raise ValueError(f"disagreement is finite, not {disagreement}")
    if a > frontier.high or frontier.at(a) < b:
        return None
    most, _ = turning_point(lambda x: frontier.at(x) < b, a, frontier.high)
    return most, frontier.at(a)


def _along(frontier: Frontier, start: Point, steps: Point, most: float) -> Point:
    """Where the way from `start` in these steps meets the frontier, or its end at `most`."""
    _, x = turning_point(
        lambda x: (x - start[0]) * steps[1] >= (frontier.at(x) - start[1]) * steps[0],
        start[0],
        most,
    )
    return max(x, frontier.low), frontier.at(x)


def turning_point(reached: Callable[[float], bool], low: float, high: float) -> Point:
    """Neighbouring floats between which `reached` turns true: (last not, first reached).

    Both are `low` if it is reached at once, both `high` if it never is.

    >>> turning_point(lambda x: x * 4 >= 3, 0, 1)[1]
    0.75
    """
    if reached(low):
        return low, low
    if not reached(high):
        return high, high
    while low < (middle := low + (high - low) / 2.0) < high:
        low, high = (low, middle) if reached(middle) else (middle, high)
    return low, high
