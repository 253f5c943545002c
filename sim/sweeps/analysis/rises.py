"""Which way an input moves an outcome: means where it is low and where it is high."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.analysis.frame import Frame
from sim.sweeps.analysis.resampling import interval, means, numbered

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FIFTH = 0.2


def rise(
    column: Floats, outcome: Floats, seed: int = 0, groups: Ints | None = None
) -> tuple[float, float, float, float, float]:
    """Mean outcome in an input's lowest and highest fifth, the difference and its 95 % interval.

    Rows of a group are resampled together.
    """
    low, high = (column <= np.quantile(column, FIFTH)), (column >= np.quantile(column, 1 - FIFTH))
    number = numbered(groups, len(column))
    draws = int(number.max()) + 1
    parts = [low.astype(np.float64), low * outcome, high.astype(np.float64), high * outcome]
    sums: Floats = np.stack(
        [np.bincount(number, part, draws) for part in parts], axis=1, dtype=np.float64
    )
    each = sums.sum(axis=0)
    at_low, at_high = float(each[1] / each[0]), float(each[3] / each[2])
    drawn = means(sums, seed)
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = drawn[:, 3] / drawn[:, 2] - drawn[:, 1] / drawn[:, 0]
    below, above = interval(gap[:, None])
    return at_low, at_high, at_high - at_low, float(below[0]), float(above[0])


def of(frame: Frame, at: Floats, base: Any, groups: Any, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Every uncertainty over all points, then under every policy, from means at points `at`.

    Only points in `base` count. Rows over all points have an empty scenario and policy; a block
    is resampled with all its policies.
    """
    design = frame.design
    for scenario, policy, inside in [("", "", np.ones(len(at), bool)), *groups]:
        rows = inside & base & np.isfinite(at)
        if rows.sum() < 30:
            continue
        cases = design.block[rows] * 2 + np.minimum(design.part[rows], 1)
        for j, factor in enumerate(frame.spec.factors):
            column = frame.inputs[rows, j]
            if not factor.lever and column.min() < column.max():
                at_low, at_high, gap, low, high = rise(column, at[rows], seed, cases)
                yield {
                    "scenario": scenario, "policy": policy, "input": factor.name,
                    "at_low": at_low, "at_high": at_high, "rise": gap, "low": low, "high": high,
                    "points": int(rows.sum()),
                }  # fmt: skip
