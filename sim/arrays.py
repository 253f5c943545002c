"""Arrays: the few whole-array expressions that rules share.

An array expression or a slice assignment is fast in both forms but slow to
compile wherever it stands; in a rule of its own it compiles once. Picking by a
mask or by numbers is slow when compiled, so such expressions stand here a second
time as the one loop that the compiler reads instead. Where that loop picks by a
number read from an array, it is told that the number is not negative
(`np.uint64`): else each pick asks first whether to count from the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import in_one_pass, rule

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@rule
def put(target: Any, source: Any) -> None:
    """Write an array over another of its shape."""
    target[:] = source


@rule
def fill(target: Any, value: Any) -> None:
    """Write one value over an array."""
    target[:] = value


@rule
def put_at(target: Any, here: Ints, source: Any) -> None:
    """Write an array into some places of another."""
    target[here] = source


@in_one_pass(put_at)
def _put_at(target: Any, here: Ints, source: Any) -> None:
    for n in range(here.shape[0]):
        target[here[n]] = source[n]


@rule
def taken(values: Any, here: Ints) -> Any:
    """An array's values at some places."""
    return values[here]


@in_one_pass(taken)
def _taken(values: Any, here: Ints) -> Any:
    found = np.empty(here.shape[0], values.dtype)
    for n in range(here.shape[0]):
        found[n] = values[here[n]]
    return found


@rule
def among(here: Ints, start: int, end: int) -> Ints:
    """Of ascending numbers those from `start` to below `end`."""
    return here[np.searchsorted(here, start) : np.searchsorted(here, end)]


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


@in_one_pass(mixture)
def _mixture(rows: Floats, weights: Floats) -> Floats:
    total = np.zeros(rows.shape[1])
    for n in range(weights.shape[0]):
        weight = weights[n]
        if weight != 0.0:
            for m in range(total.shape[0]):
                total[m] += rows[n, m] * weight
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
def but_not(first: Bools, second: Bools) -> Bools:
    """Where the first holds and the second does not."""
    return first & ~second


@rule
def reaches(values: Floats, level: float, barred: Bools) -> Bools:
    """Where values are at least a level and nothing bars."""
    return (values >= level) & ~barred


@rule
def where(mask: Bools, values: Floats, otherwise: float) -> Floats:
    """Values where the mask holds, one number elsewhere."""
    return np.where(mask, values, otherwise)


@in_one_pass(where)
def _where(mask: Bools, values: Floats, otherwise: float) -> Floats:
    found = np.empty(values.shape[0])
    for n in range(found.shape[0]):
        found[n] = values[n] if mask[n] else otherwise
    return found


@rule
def unless(mask: Bools, values: Floats, otherwise: float) -> Floats:
    """Values where the mask does not hold, one number where it does."""
    return np.where(mask, otherwise, values)


@in_one_pass(unless)
def _unless(mask: Bools, values: Floats, otherwise: float) -> Floats:
    found = np.empty(values.shape[0])
    for n in range(found.shape[0]):
        found[n] = otherwise if mask[n] else values[n]
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
    found = values[mask & ~barred]
    return float(found.max()) if found.shape[0] > 0 else -np.inf


@in_one_pass(best_of)
def _best_of(mask: Bools, barred: Bools, values: Floats) -> float:
    best = -np.inf
    for n in range(values.shape[0]):
        if mask[n] and not barred[n] and values[n] > best:
            best = values[n]
    return best


@rule
def best_at(values: Floats, barred: Bools, here: Ints) -> float:
    """The largest value at some places where nothing bars; -inf where there is none."""
    found = values[here][~barred[here]]
    return float(found.max()) if found.shape[0] > 0 else -np.inf


@in_one_pass(best_at)
def _best_at(values: Floats, barred: Bools, here: Ints) -> float:
    best = -np.inf
    for n in range(here.shape[0]):
        place = np.uint64(here[n])
        if values[place] > best and not barred[place]:
            best = values[place]
    return best


@rule
def within(bits: NDArray[np.int64], known: int) -> Bools:
    """Where all bits are known."""
    held: Bools = (bits & ~known) == 0
    return held


@rule
def differ(first: Bools, second: Bools) -> bool:
    """Whether two masks differ anywhere."""
    return bool((first != second).any())


@in_one_pass(differ)
def _differ(first: Bools, second: Bools) -> bool:
    n = 0
    while n < first.shape[0] and first[n] == second[n]:
        n += 1
    return bool(n < first.shape[0])
