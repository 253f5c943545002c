"""Bargaining theory on plain arrays: what is acceptable, and what theory would pick.

Two shapes, after the two questions. What parties accept is asked party by
party: `values[party, terms]`. What theory would pick is asked of points, one
row each: `points[terms, party]`; so `nash(values.T, reservation)`.

The same solutions over a frontier with no gaps are in `sim.frontier`. Keys in
brackets are entries of docs/bibliography.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.frontier import turning_point

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Indices = NDArray[np.intp]


# -- ranges: a pie of size 1, a's share on the axis


class Range(NamedTuple):
    """A zone of possible agreement: the shares of a from `low` to `high`, both included.

    Empty iff a's least share is above the most that b would give [raiffa-1982].

    >>> Range(0.5, 0.75).width, Range(0.8, 0.75).empty
    (0.25, True)
    """

    low: float
    high: float

    @property
    def empty(self) -> bool:
        """Whether there is no share both accept."""
        return self.low > self.high

    @property
    def width(self) -> float:
        """The surplus to share, in shares of the pie; 0 when empty."""
        return max(0.0, self.high - self.low)


def bargaining_range(
    p: float,
    cost_a: float,
    cost_b: float,
    utility_a: Callable[[float], float] | None = None,
    utility_b: Callable[[float], float] | None = None,
) -> Range:
    """The shares of a that both prefer to war: Fearon's bargaining range [fearon-1995].

    War gives a the whole pie with chance p, else b. A party accepts a share iff
    its utility is at least `u(0) + (chance - cost) * (u(1) - u(0))`: costs are
    in units of its own distance from total defeat to total victory, so an
    affine map of a utility changes nothing. With linear utilities (the default)
    this is `[p - cost_a, p + cost_b]` within [0, 1], of width cost_a + cost_b
    whatever p. A utility is an increasing function of the party's *own* share.

    ValueError: p outside [0, 1], a cost that is negative or not finite, a
    utility that does not rise from 0 to 1.

    >>> bargaining_range(0.6, 0.10, 0.15)
    Range(low=0.5, high=0.75)
    >>> averse = bargaining_range(0.6, 0.10, 0.15, lambda x: x**0.5, lambda x: x**0.5)
    >>> print(f"{averse.low:.4f} {averse.high:.4f}")
    0.2500 0.9375
    """
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"p is a probability, not {p}")
    return Range(_least_share(p, cost_a, utility_a), 1.0 - _least_share(1.0 - p, cost_b, utility_b))


def _least_share(chance: float, cost: float, utility: Callable[[float], float] | None) -> float:
    """The smallest own share that is as good as war."""
    if not 0.0 <= cost < np.inf:
        raise ValueError(f"a cost of war is at least 0 and finite, not {cost}")
    prospect = chance - cost
    if utility is None or prospect <= 0.0:
        return max(0.0, prospect)
    nothing, everything = utility(0.0), utility(1.0)
    if not nothing < everything:
        raise ValueError("a utility rises from a share of 0 to a share of 1")
    reservation = nothing + prospect * (everything - nothing)
    return turning_point(lambda share: utility(share) >= reservation, 0.0, 1.0)[1]


# -- acceptance: party by party


def surplus(values: ArrayLike, reservation: ArrayLike) -> Floats:
    """What terms are worth above the reservation point: `s = v - R`.

    `values[party, terms]` with `reservation[party]`, or `values[terms]` of one
    party with its scalar; same shape as `values` out. ValueError: shapes that
    do not fit, a number that is not one (infinities are allowed).

    >>> surplus([[0.5, 0.75], [0.5, 0.25]], [0.5, 0.25])
    array([[0.  , 0.25],
           [0.25, 0.  ]])
    """
    table = np.asarray(values, dtype=np.float64)
    floor = np.asarray(reservation, dtype=np.float64)
    if floor.shape != table.shape[:-1]:
        raise ValueError(
            f"values {table.shape} want a reservation point for each party, not {floor.shape}"
        )
    result: Floats = table - floor[..., None]
    if np.isnan(result).any():
        raise ValueError("values and reservation points must be numbers")
    return result


def margin(
    values: ArrayLike,
    reservation: ArrayLike,
    required: ArrayLike | None = None,
    red: ArrayLike | None = None,
) -> Floats:
    """How far each of the terms is from refusal: the smallest surplus among those it requires.

    `values[party, terms]`, `reservation[party]`; `required[terms, party]`, or
    `required[party]` for all terms alike, true where consent is needed (None:
    everybody's); `red[party, terms]`, true where terms cross a party's red line
    (None: nowhere), which makes the margin -inf. Terms that require nobody have
    margin +inf. Out: `[terms]`. ValueError: shapes that do not fit, not a number.

    >>> margin([[0.5, 0.75], [0.5, 0.25]], [0.25, 0.25], red=[[False, True], [False, False]])
    array([0.25, -inf])
    """
    gains = surplus(values, reservation)
    if gains.ndim != 2:
        raise ValueError(f"values are [party, terms], not of shape {gains.shape}")
    parties, count = gains.shape
    if red is not None:
        crossed = _mask(red, "red", [(parties, count)])
        gains = np.where(crossed, -np.inf, gains)
    if required is not None:
        needed = _mask(required, "required", [(count, parties), (parties,)])
        gains = np.where(needed.T if needed.ndim == 2 else needed[:, None], gains, np.inf)
    result: Floats = gains.min(axis=0, initial=np.inf)
    return result


def _mask(mask: ArrayLike, name: str, shapes: list[tuple[int, ...]]) -> Bools:
    flags = np.asarray(mask, dtype=np.bool_)
    if flags.shape not in shapes:
        wanted = " or ".join(str(shape) for shape in shapes)
        raise ValueError(f"{name} is of shape {wanted}, not {flags.shape}")
    return flags


def acceptable(
    values: ArrayLike,
    reservation: ArrayLike,
    required: ArrayLike | None = None,
    red: ArrayLike | None = None,
) -> Bools:
    """The window: which terms are acceptable to all they require.

    True iff the margin is at least 0, that is, iff for every required party
    `v >= R` and no red line of its own is crossed. Arguments, shapes and errors
    as for `margin`; out `[terms]`. With every party required this is the zone of
    possible agreement over terms [raiffa-1982].

    >>> acceptable([[0.5, 0.8, 0.2], [0.5, 0.2, 0.8]], [0.5, 0.25])
    array([ True, False, False])
    """
    result: Bools = margin(values, reservation, required, red) >= 0.0
    return result


def pareto_frontier(points: ArrayLike) -> Indices:
    """Rows that no other row dominates (as good for all, better for one), in their order.

    `points[terms, party]`. Equal rows stand or fall together. Two parties: one
    sort, O(n log n) [kung-luccio-preparata-1975]. More: row after row by
    falling sum, each removing what it dominates, O(n * frontier). ValueError: not a finite
    table of at least one column.

    >>> pareto_frontier([[1, 3], [2, 2], [1, 2], [3, 1], [2, 2]])
    array([0, 1, 3, 4])
    """
    table = _points(points)
    if table.shape[1] <= 2:
        return _frontier_of_two(table[:, 0], table[:, -1])
    return _frontier_of_many(table)


def _points(points: ArrayLike) -> Floats:
    table = np.asarray(points, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 1 or not np.isfinite(table).all():
        raise ValueError("points are a finite table [terms, party] of at least one party")
    return table


def _frontier_of_two(first: Floats, second: Floats) -> Indices:
    if first.size == 0:
        return np.empty(0, dtype=np.intp)
    order = np.lexsort((-second, -first))
    first, second = first[order], second[order]
    heads = np.flatnonzero(np.r_[True, first[1:] != first[:-1]])
    group = np.repeat(np.arange(heads.size), np.diff(np.r_[heads, first.size]))
    highest = second[heads]
    before = np.r_[-np.inf, np.maximum.accumulate(highest)[:-1]]
    kept = (second == highest[group]) & (highest > before)[group]
    return np.sort(order[kept])


def _frontier_of_many(table: Floats) -> Indices:
    # A dominating row has no smaller sum, and at an equal (rounded) sum it is larger
    # lexicographically: in this order nothing that comes later dominates the first.
    order = np.lexsort((*-table.T[::-1], -table.sum(axis=1)))
    rows, kept = table[order], [np.empty(0, dtype=np.intp)]
    while order.size:
        first = rows[0]
        kept.append(order[(rows == first).all(axis=1)])
        left = (rows > first).any(axis=1)
        rows, order = rows[left], order[left]
    return np.sort(np.concatenate(kept))


# -- solutions over a finite set of terms


def nash(points: ArrayLike, disagreement: ArrayLike) -> Indices:
    """The terms with the largest product of gains `prod(u_i - d_i)` [nash-1950].

    `points[terms, party]`, `disagreement[party]`. Only points that give nobody
    less than disagreement count; none: an empty array. All that tie are
    returned, so that the answer treats parties alike; if nobody can gain
    together (product 0), those on the frontier. The product over a finite set
    keeps Nash's axioms except uniqueness [kaneko-1980]. ValueError: shapes that
    do not fit, a number that is not finite.

    >>> nash([[0.9, 0.2], [0.6, 0.6], [0.2, 0.9]], [0, 0])
    array([1])
    """
    gains, rational = _gains(points, disagreement)
    product = gains.prod(axis=1)
    best = np.flatnonzero(product == product.max(initial=0.0))
    return rational[best[pareto_frontier(gains[best])]]


def kalai_smorodinsky(points: ArrayLike, disagreement: ArrayLike) -> Indices:
    """The terms that give all the most equal share of their ideal gain [kalai-smorodinsky-1975].

    A party's ideal is the most it can get while nobody falls below
    disagreement. Over a finite set: the largest smallest ratio `(u_i - d_i) /
    (ideal_i - d_i)`, then the largest second smallest, and so on [imai-1983]. A
    party that cannot gain has no say. Shapes, ties, errors as for `nash`.

    >>> kalai_smorodinsky([[1.0, 0.0], [0.5, 0.25], [0.7, 0.2], [0.0, 0.5]], [0, 0])
    array([1])
    """
    gains, rational = _gains(points, disagreement)
    ideal = gains.max(axis=0, initial=0.0)
    gaining = ideal > 0.0
    return rational[_leximin(gains[:, gaining] / ideal[gaining])]


def egalitarian(points: ArrayLike, disagreement: ArrayLike) -> Indices:
    """The terms that give all the most equal gain, in units as they stand [kalai-1977].

    Over a finite set: the largest smallest gain `u_i - d_i`, then the largest
    second smallest, and so on [imai-1983]. Utilities are compared between
    parties: rescaling one of them changes the answer. Shapes, ties, errors as
    for `nash`.

    >>> egalitarian([[1.0, 0.0], [0.5, 0.25], [0.3, 0.3], [0.0, 0.5]], [0, 0])
    array([2])
    """
    gains, rational = _gains(points, disagreement)
    return rational[_leximin(gains)]


def _gains(points: ArrayLike, disagreement: ArrayLike) -> tuple[Floats, Indices]:
    """Gains over disagreement of the points where nobody loses, and their row numbers."""
    table = _points(points)
    start = np.asarray(disagreement, dtype=np.float64)
    if start.shape != (table.shape[1],) or not np.isfinite(start).all():
        raise ValueError(f"points {table.shape} want a finite disagreement for each party")
    gains = table - start
    rational = np.flatnonzero((gains >= 0.0).all(axis=1))
    return gains[rational], rational


def _leximin(gains: Floats) -> Indices:
    """Rows whose sorted entries are lexicographically largest."""
    ordered = np.sort(gains, axis=1)
    rows = np.arange(gains.shape[0])
    for column in ordered.T:
        rows = rows[column[rows] == column[rows].max(initial=-np.inf)]
    return rows


# -- bargaining in time


def rubinstein(delta_a: float, delta_b: float) -> float:
    """The proposer a's share when offers alternate at once: `(1 - db) / (1 - da db)`.

    The unique subgame perfect equilibrium of dividing a pie of 1, each round's
    delay costing a party the factor delta; the first offer is accepted
    [rubinstein-1982]. As rounds shrink it tends to `rb / (ra + rb)`, r the rate
    of impatience, which is Nash's solution with weights
    [binmore-rubinstein-wolinsky-1986]. ValueError: a factor outside [0, 1], or
    both 1 (nobody is ever in a hurry).

    >>> print(f"{rubinstein(0.9, 0.9):.6f} {rubinstein(0.9, 0.8):.6f}")
    0.526316 0.714286
    """
    if not (0.0 <= delta_a <= 1.0 and 0.0 <= delta_b <= 1.0 and delta_a * delta_b < 1.0):
        raise ValueError(f"discount factors lie in [0, 1], not both 1: {delta_a}, {delta_b}")
    return (1.0 - delta_b) / (1.0 - delta_a * delta_b)
