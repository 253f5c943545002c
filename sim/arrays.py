"""Arrays: the few whole-array expressions that rules share.

An array expression or a slice assignment is fast in both forms but slow to
compile wherever it stands; in a rule of its own it compiles once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import rule

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@rule
def put(target: Any, source: Any) -> None:
    """Write an array over another of its shape."""
    target[:] = source


@rule
def fill(target: Any, value: Any) -> None:
    """Write one value over an array."""
    target[:] = value


@rule
def put_at(target: Any, here: NDArray[np.int64], source: Any) -> None:
    """Write an array into some places of another."""
    target[here] = source


@rule
def plus(total: Floats, more: Floats) -> Floats:
    """Sum of two arrays."""
    return total + more


@rule
def scaled(values: Floats, factor: float) -> Floats:
    """An array times a number."""
    return values * factor


@rule
def less(values: Floats, amount: float) -> Floats:
    """An array less a number."""
    return values - amount


@rule
def mixture(rows: Floats, weights: Floats) -> Floats:
    """Sum of rows times their weights, `[N, T]` and `[N]` to `[T]`, in the order of the rows."""
    total, part = np.zeros(rows.shape[1]), np.empty(rows.shape[1])
    for n in range(weights.shape[0]):
        if weights[n] != 0.0:
            np.multiply(rows[n], weights[n], part)
            np.add(total, part, total)
    return total


@rule
def times(values: Floats, factors: Floats) -> Floats:
    """Product of two arrays."""
    return values * factors


@rule
def both(first: Bools, second: Bools) -> Bools:
    """Where both hold."""
    return first & second


@rule
def reaches(values: Floats, level: float, barred: Bools) -> Bools:
    """Where values are at least a level and nothing bars."""
    return (values >= level) & ~barred


@rule
def where(mask: Bools, values: Floats, otherwise: float) -> Floats:
    """Values where the mask holds, one number elsewhere."""
    found = values.copy()
    found[~mask] = otherwise
    return found


@rule
def unless(mask: Bools, values: Floats, otherwise: float) -> Floats:
    """Values where the mask does not hold, one number where it does."""
    found = values.copy()
    found[mask] = otherwise
    return found


@rule
def ones(mask: Bools) -> Floats:
    """1 where the mask holds, else 0."""
    return np.where(mask, 1.0, 0.0)


@rule
def from_level(values: Floats, level: float) -> Bools:
    """Where values are at least a level."""
    return values >= level


@rule
def best_of(mask: Bools, barred: Bools, values: Floats) -> float:
    """The largest value where the mask holds and nothing bars; -inf where there is none."""
    among = values[mask & ~barred]
    return float(among.max()) if among.shape[0] > 0 else -np.inf


@rule
def within(bits: NDArray[np.int64], known: int) -> Bools:
    """Where all bits are known."""
    held: Bools = (bits & ~known) == 0
    return held
