"""PRIM: the box of inputs in which an outcome is frequent. [friedman-fisher-1999]

Peeling restricts one input a little at a time, which always overstates what it
found. So rows are split: half grow the boxes, the other half choose among them
and judge every restriction (Bryant and Lempert's quasi-p). Limits are told with
what resampling makes of them. [bryant-lempert-2010]
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.analysis.resampling import drawn_rows, halves, numbered
from sim.sweeps.draws import FEW, RESAMPLE, generator

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

PEEL = 0.05
LEAST = 0.05
"""Share of rows below which a box is not peeled further."""
SIGNIFICANT = 0.05
RESAMPLES = 50
MOST_RESAMPLED = 20_000
SAMPLED = 200
"""Rows looked at to see whether an input has few values."""


@dataclass(frozen=True)
class Box:
    """Lower and upper limits `[d]`; infinite where an input is not restricted."""

    low: Floats
    high: Floats

    def holds(self, inputs: Floats) -> Bools:
        """Which rows lie in the box."""
        inside = np.ones(len(inputs), bool)
        for j in np.flatnonzero(self.restricted):
            inside &= (inputs[:, j] >= self.low[j]) & (inputs[:, j] <= self.high[j])
        return inside

    @property
    def restricted(self) -> Bools:
        """Which inputs are restricted."""
        return np.asarray(np.isfinite(self.low) | np.isfinite(self.high))


@dataclass(frozen=True)
class Discovery:
    """The chosen box and how good it is on rows that did not grow it.

    `density`: share of the box's rows with the outcome; `coverage`: share of the
    outcome's rows in the box; `overall`: share of all rows with the outcome. By input:
    the quasi-p of its restriction, the share of resamples that restrict it, and the
    middle 90 % of their limits. `trajectory`: coverage, density and restrictions of
    every box, held out.
    """

    box: Box
    density: float
    coverage: float
    mass: float
    overall: float
    quasi_p: Floats
    again: Floats
    low_range: Floats
    high_range: Floats
    trajectory: Floats


def peel(inputs: Floats, outcome: Floats) -> list[Box]:
    """Boxes from all rows to the smallest, each peeled where the mean gains most.

    Of the 2 d ways to cut off about `PEEL` of the rows, the one that leaves the
    highest mean; inputs with few values lose their outermost value.
    """
    rows, d = inputs.shape
    box = Box(np.full(d, -np.inf), np.full(d, np.inf))
    boxes, inside = [box], np.arange(rows)
    while True:
        x, y = inputs[inside], outcome[inside]
        best, chosen = float(y.mean()), None
        for j in range(d):
            column = np.ascontiguousarray(x[:, j])
            for upper, cut in enumerate(_cuts(column) or ()):
                keep = column < cut if upper else column > cut
                count = int(keep.sum())
                if count < max(LEAST * rows, 10) or count == len(keep):
                    continue
                gain = float(y[keep].mean())
                if gain > best:
                    best, chosen = gain, (j, upper, keep)
        if chosen is None:
            return boxes
        j, upper, keep = chosen
        inside = inside[keep]
        low, high = boxes[-1].low.copy(), boxes[-1].high.copy()
        if upper:
            high[j] = inputs[inside, j].max()
        else:
            low[j] = inputs[inside, j].min()
        boxes.append(Box(low, high))


def _cuts(column: Floats) -> tuple[float, float] | None:
    """Where to cut below and above: at quantiles, or the outermost values if there are few."""
    least, most = float(column.min()), float(column.max())
    if least == most:
        return None
    return (least, most) if _few(column) else (_quantile(column, PEEL), _quantile(column, 1 - PEEL))


def _quantile(column: Floats, share: float) -> float:
    """As `np.quantile`, in a third of the time on the few thousand rows of a resample."""
    place = (len(column) - 1) * share
    k = int(place)
    low, high = (float(v) for v in np.partition(column, (k, k + 1))[k : k + 2])
    return low + (high - low) * (place - k)


def _few(column: Floats) -> bool:
    """Whether an input has few values, told from rows all over: those of a grid lie in order."""
    return len(set(column[_sample(len(column))].tolist())) <= 12


@functools.lru_cache(maxsize=4096)
def _sample(rows: int) -> Ints:
    return generator(rows, FEW).integers(0, rows, min(rows, SAMPLED))


def judge(box: Box, inputs: Floats, outcome: Floats) -> tuple[float, float, float]:
    """Coverage, density and mass of a box on given rows."""
    inside = box.holds(inputs)
    found, all_ = float(outcome[inside].sum()), float(outcome.sum())
    coverage = found / all_ if all_ > 0 else 0.0
    density = found / int(inside.sum()) if inside.any() else 0.0
    return coverage, density, float(inside.mean())


def _best(judged: Floats) -> int:
    """The place of the highest harmonic mean in rows of coverage and density."""
    both = judged.sum(axis=1)
    return int(np.argmax(2 * judged[:, 0] * judged[:, 1] / np.where(both > 0, both, 1.0)))


def quasi_p(box: Box, j: int, inputs: Floats, outcome: Floats, weight: float = 1.0) -> float:
    """Chance of so dense a box if the restriction of input j chose rows by luck (binomial tail).

    `weight`: independent cases a row; 1/3 where three rows are one point.
    """
    low, high = box.low.copy(), box.high.copy()
    low[j], high[j] = -np.inf, np.inf
    wider = Box(low, high).holds(inputs)
    inside = box.holds(inputs)
    n, k = round(int(inside.sum()) * weight), float(outcome[inside].sum()) * weight
    p = float(outcome[wider].mean()) if wider.any() else 0.0
    if n == 0 or p <= 0 or p >= 1:
        return 1.0
    from scipy.stats import binom

    return float(binom.sf(math.ceil(k - 1e-9) - 1, n, p))


def discover(
    inputs: Floats, outcome: Floats, seed: int = 0, groups: Ints | None = None
) -> Discovery:
    """The box, from rows `[n, d]` and an outcome between 0 and 1 `[n]`.

    Rows of a group (one point under several policies) stay on one side of the split.
    """
    number = numbered(groups, len(inputs))
    weight = (int(number.max()) + 1) / len(inputs)
    half = halves(number, seed)
    box, trajectory = _found(inputs[half], outcome[half], inputs[~half], outcome[~half], weight)
    rest, held = inputs[~half], outcome[~half]
    coverage, density, mass = judge(box, rest, held)
    d = inputs.shape[1]
    p = np.full(d, np.nan)
    for j in np.flatnonzero(box.restricted):
        p[j] = quasi_p(box, int(j), rest, held, weight)
    again, lows, highs = _again(inputs, outcome, number, weight, seed)
    return Discovery(
        box, density, coverage, mass, float(held.mean()), p, again, lows, highs, trajectory
    )


def _found(
    x: Floats, y: Floats, held_x: Floats, held_y: Floats, weight: float = 1.0
) -> tuple[Box, Floats]:
    boxes = peel(x, y)
    trajectory = np.array(
        [[*judge(each, held_x, held_y)[:2], each.restricted.sum()] for each in boxes]
    )
    box = boxes[_best(trajectory[:, :2])]
    # restrictions that luck explains are taken back, the weakest first
    while box.restricted.any():
        names = np.flatnonzero(box.restricted)
        chances = [quasi_p(box, int(j), held_x, held_y, weight) for j in names]
        worst = int(np.argmax(chances))
        if chances[worst] <= SIGNIFICANT:
            break
        low, high = box.low.copy(), box.high.copy()
        low[names[worst]], high[names[worst]] = -np.inf, np.inf
        box = Box(low, high)
    return box, trajectory


def _again(
    inputs: Floats, outcome: Floats, number: Ints, weight: float, seed: int
) -> tuple[Floats, Floats, Floats]:
    """What resamples find: share that restrict each input, and the range of their limits."""
    random = generator(seed, RESAMPLE)
    groups, d = int(number.max()) + 1, inputs.shape[1]
    most = max(2, round(MOST_RESAMPLED * weight))
    lows, highs = np.full((RESAMPLES, d), np.nan), np.full((RESAMPLES, d), np.nan)
    for n in range(RESAMPLES):
        # what is drawn twice must not stand on both sides: split first, then resample each half
        place = random.permutation(groups)[number]
        sides = []
        for side in (0, 1):
            rows = np.flatnonzero((place % 2 == side) & (place < most))
            sides.append(rows[drawn_rows(numbered(number[rows], len(rows)), random)])
        one, two = sides
        box, _ = _found(inputs[one], outcome[one], inputs[two], outcome[two], weight)
        lows[n] = np.where(np.isfinite(box.low), box.low, np.nan)
        highs[n] = np.where(np.isfinite(box.high), box.high, np.nan)
    again = np.mean(np.isfinite(lows) | np.isfinite(highs), axis=0)
    return again, _middle(lows), _middle(highs)


def _middle(limits: Floats) -> Floats:
    """The middle 90 % of each column's limits, `[d, 2]`."""
    found = np.full((limits.shape[1], 2), np.nan)
    for j in range(limits.shape[1]):
        known = limits[np.isfinite(limits[:, j]), j]
        if len(known):
            found[j] = np.percentile(known, [5, 95])
    return found
