"""It moved: has the other's reservation value jumped, told with a stated rate of false alarms.

`LimitReader` asks where the minimum lies now, and what else the other may be doing; this
asks one question of one who keeps to a concession curve, more finely. A hypothesis is an
exponent, a reservation value R and how far the offers stray above the curve. Two posteriors
are kept over the same space [adams-mackay-2007]: R has never moved, and R has jumped once,
by `SIZES`, at a time unknown. Beside them stands one who follows no curve; who is
better explained so is never said to have moved. An offer's probability is exact: the curve's
demand and the straying are uniform in their cells, and what is offered is the next outcome
above.

`ALARM` is the posterior log odds above which a jump is told. It was set on made-up
negotiators that do not move, and rounded up, so that at most one negotiation in twenty has a
false alarm (`python benchmarks/mind/moved.py --alarm`).

>>> values = np.linspace(0.0, 1.0, 201)
>>> reader = ShockReader(values)
>>> for k in range(1, 61):  # a linear conceder whose minimum falls from .6 to .3 in round 41
...     minimum = 0.6 if k <= 40 else 0.3
...     demand = 1.0 - (1.0 - minimum) * k / 101
...     reader.heard(int(np.searchsorted(values, demand - 1e-9)), k / 101)
>>> reader.since in (41, 42)
True
>>> round(reader.mean, 1)
0.3
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.negotiation.curves import cauchy

Floats = NDArray[np.float64]

CELLS = 100  # of R
EXPONENTS = 60  # from 1/6 to 11, evenly in their logarithm
LEAST_EXPONENT, MOST_EXPONENT = -2.5, 3.5  # as powers of 2
STRAYING = (0.001, 0.007, 0.011, 0.017, 0.025, 0.037, 0.056)  # offers above the curve, at most
SIZES = (0.1, 0.5)  # a jump worth telling
HAZARD = 0.005  # chance of a jump in a round
BEGINS = 10  # offers before which none is thought of: nobody could tell it from a beginning
PATIENCE = 8.0  # exponents well above it are rare
CURVELESS = 0.3  # prior of one who follows no curve
CHANGES = 0.005  # chance a round that it ceases to follow its curve
STEP = 0.02  # of one who follows none
FARTHER = 0.15  # share of offers that may stray twice as far
LAPSE = 0.001  # chance of an offer that fits nothing
DEAD = 1e-7  # a row of hypotheses with less is dropped
ALARM = 2.0  # log odds
_LEAST = 1e-300


def reached(x: float, start: Floats, a: Floats, b: Floats) -> Floats:
    """P(start + U(0, a) + U(0, b) <= x), element by element; a and b above 0.

    >>> reached(0.5, np.zeros(1), np.ones(1), np.full(1, 1e-9)).round(6).tolist()
    [0.5]
    """
    short, long = np.minimum(a, b), np.maximum(a, b)
    z = np.maximum(x - start, 0.0)
    rising = np.minimum(z, short)
    even = np.minimum(np.maximum(z - short, 0.0), long - short)
    rest = np.minimum(np.maximum(z - long, 0.0), short)
    area: Floats = rest + even + (rising * rising - rest * rest) / (2.0 * short)
    return area / long


class ShockReader:
    """Whether the other's reservation value has jumped, from its offers, and where it lies.

    `other`: utilities of all outcomes to the other, `[T]`, on [0, 1]; times are shares of the
    negotiation, above 0 and below 1. `straying` and `curveless` say how far it may stray
    and how likely it follows no curve. ValueError: no outcomes, utilities off the scale.
    """

    def __init__(
        self,
        other: Floats,
        *,
        straying: tuple[float, ...] = STRAYING,
        curveless: float = CURVELESS,
        alarm: float = ALARM,
    ) -> None:
        if other.ndim != 1 or not len(other) or other.min() < 0.0 or other.max() > 1.0:
            raise ValueError("utilities of at least one outcome, from 0 to 1")
        self._other, self._levels, self._alarm = other, np.unique(other), alarm
        self._edges = np.linspace(0.0, 1.0, CELLS + 1)
        self._middle: Floats = 0.5 * (self._edges[1:] + self._edges[:-1])
        powers = np.linspace(LEAST_EXPONENT, MOST_EXPONENT, EXPONENTS)
        self._apart = math.log(2.0) * (powers[1] - powers[0])  # exponents, in logarithm
        exponents = 2.0**powers
        usual = 1.0 / (1.0 + (exponents / PATIENCE) ** 2)
        rows = [(e, w) for w in straying for e in exponents]
        self._exponent, self._straying = np.array(rows).T.reshape(2, -1, 1)
        weight = np.tile(usual, len(straying)).reshape(-1, 1) * np.ones(CELLS)
        self._still: Floats = (1.0 - curveless) * weight / weight.sum()
        self._jumped: Floats = np.zeros_like(self._still)
        self._curveless = curveless
        self._changes = CHANGES if curveless > 0.0 else 0.0
        size = np.abs(self._middle[:, None] - self._middle)
        jumps = ((size >= SIZES[0]) & (size <= SIZES[1])).astype(np.float64)
        self._jumps: Floats = jumps / jumps.sum(1, keepdims=True)
        self._previous, self._repeats, self._offers = -1.0, 0, 0
        self._since: int | None = None

    def heard(self, outcome: int, time: float) -> None:
        """The other offered this outcome."""
        value = float(self._other[outcome])
        place = int(np.searchsorted(self._levels, value))
        lower = float(self._levels[place - 1]) if place else -1.0
        fit = self._fit(value, lower, time)
        hazard = HAZARD if self._offers >= BEGINS else 0.0
        still = (1.0 - hazard) * self._still * fit
        jumped = (self._jumped + hazard * (self._still @ self._jumps)) * fit
        followed = float(still.sum() + jumped.sum())
        curveless = self._curveless
        if self._offers:
            curveless *= self._wandered(value, lower)
        else:  # where one begins tells nothing
            curveless *= followed / float(self._still.sum())
        total = followed + curveless
        goes_on = (1.0 - self._changes) / total
        self._still, self._jumped = goes_on * still, goes_on * jumped
        self._curveless = 1.0 - goes_on * followed
        self._repeats += self._offers > 0 and value == self._previous
        self._previous, self._offers = value, self._offers + 1
        if self._since is None and self.log_odds > self._alarm:
            self._since = self._offers
        self._drop()

    def _fit(self, value: float, lower: float, time: float) -> Floats:
        """P(the outcome offered is the next above the demand and its straying): `[H, CELLS]`."""
        left = np.power(time, self._exponent)  # of its surplus, already given up
        steep = left * abs(math.log(time)) * self._exponent * self._apart
        blur = steep * (1.0 - self._middle)
        start = 1.0 - left * (1.0 - self._edges[:-1]) - 0.5 * blur
        wide, strays = left / CELLS, self._straying
        near = (start < value) & (start + blur + wide + 2.0 * strays > lower)  # else it is 0
        rows = np.nonzero(near)[0]
        start, blur, wide, strays = start[near], blur[near], wide[rows, 0], strays[rows, 0]
        close, far = blur + strays, wide + blur + 2.0 * strays
        exact = -reached(lower, start, wide, close)
        farther = -np.minimum(np.maximum(lower - start, 0.0) / far, 1.0)
        if value < self._levels[-1]:
            exact += reached(value, start, wide, close)
            farther += np.minimum((value - start) / far, 1.0)
        else:
            exact, farther = exact + 1.0, farther + 1.0
        exact = (1.0 - FARTHER) * exact + FARTHER * farther
        fit: Floats = np.full(near.shape, LAPSE * min(value - lower, 1.0))
        fit[near] += (1.0 - LAPSE) * exact
        return fit

    def _wandered(self, value: float, lower: float) -> float:
        """P(offer) of one who follows no curve: it repeats itself, or steps anywhere."""
        same = (self._repeats + 1.0) / (self._offers + 1.0)
        step = value - self._previous
        return same if step == 0.0 else (1.0 - same) * cauchy(step, STEP) * (value - lower)

    def _drop(self) -> None:
        alive = (self._still.sum(1) + self._jumped.sum(1)) > DEAD
        if not alive.all() and alive.any():
            self._still, self._jumped = self._still[alive], self._jumped[alive]
            self._exponent, self._straying = self._exponent[alive], self._straying[alive]

    @property
    def moved(self) -> float:
        """Probability that it follows a curve whose reservation value has jumped."""
        return float(self._jumped.sum())

    @property
    def log_odds(self) -> float:
        """Of a jump, against none and against one who follows no curve."""
        quiet = float(self._still.sum()) + self._curveless
        return math.log(self.moved + _LEAST) - math.log(quiet + _LEAST)

    @property
    def since(self) -> int | None:
        """With which offer the alarm was raised, the first being 1; none: None."""
        return self._since

    @property
    def density(self) -> Floats:
        """Probability of every cell of R now, if it follows a curve: `[CELLS]`."""
        mass = self._still.sum(0) + self._jumped.sum(0) + _LEAST
        result: Floats = mass / mass.sum()
        return result

    @property
    def mean(self) -> float:
        """The expected reservation value now, if it follows a curve."""
        return float(self.density @ self._middle)
