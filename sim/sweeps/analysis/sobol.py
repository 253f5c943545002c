"""Sobol indices with the seed as one of the inputs.

First and second order as in Saltelli et al., total as in Jansen; the variance from
all rows of the blocks, so that few blocks cannot blow an index up; intervals by
resampling whole blocks. [saltelli-2010] [jansen-1999]

A block in which one world gave no number is left out whole and counted: one
missing number among thousands would else spoil every index.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.analysis.resampling import interval, means
from sim.sweeps.errors import SweepError

Floats = NDArray[np.float64]

FEWEST = 16
"""Blocks below which no index is told."""


@dataclass(frozen=True)
class Indices:
    """Indices of k inputs, each with its 95 % interval: `[k]`, second order `[k, k]`.

    `blocks` were used, `dropped` left out because a number was missing in them.
    No numbers at all if the outcome never varies.
    """

    first: Floats
    first_low: Floats
    first_high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats
    second: Floats | None
    second_low: Floats | None
    second_high: Floats | None
    variance: float
    blocks: int
    dropped: int


def indices(
    a: Floats, b: Floats, mixed: Floats, back: Floats | None = None, seed: int = 0
) -> Indices:
    """Indices from outcomes at A and B `[n]`, at A with column i of B `[k, n]`, and for
    second order at B with column i of A `[k, n]`.

    SweepError if fewer than 16 blocks are complete.
    """  # fmt: skip
    parts = [a[None], b[None], mixed] + ([back] if back is not None else [])
    whole = np.concatenate(parts)
    known = np.isfinite(whole).all(axis=0)
    whole = whole[:, known]
    blocks, k = int(known.sum()), len(mixed)
    if blocks < FEWEST:
        raise SweepError(
            f"Only {blocks} of {len(a)} blocks are complete; indices need at least {FEWEST}."
        )
    whole = whole - whole.mean()
    y_a, y_b, y_mixed = whole[0], whole[1], whole[2 : 2 + k]
    # every row of a block is drawn alike, so all of them tell of the variance
    columns = [whole.mean(axis=0), (whole * whole).mean(axis=0)]
    columns += [y_b * (y - y_a) for y in y_mixed]
    columns += [0.5 * (y_a - y) * (y_a - y) for y in y_mixed]
    if back is not None:
        y_back = whole[2 + k :]
        columns += [y_back[i] * y_mixed[j] - y_a * y_b for i in range(k) for j in range(k)]
    table = np.stack(columns, axis=1)
    values = _indices(table.mean(axis=0)[None], k)[0]
    low, high = interval(_indices(means(table, seed), k)) if np.isfinite(values).all() else (
        np.full(len(values), np.nan), np.full(len(values), np.nan)
    )  # fmt: skip

    def second(row: Floats) -> Floats | None:
        return row[2 * k :].reshape(k, k) if back is not None else None

    centre = table.mean(axis=0)
    return Indices(
        values[:k], low[:k], high[:k], values[k : 2 * k], low[k : 2 * k], high[k : 2 * k],
        second(values), second(low), second(high), _variance(centre[None])[0], blocks,
        int(len(a) - blocks),
    )  # fmt: skip


def _variance(m: Floats) -> Floats:
    return np.asarray(m[:, 1] - m[:, 0] * m[:, 0])


def _indices(m: Floats, k: int) -> Floats:
    """Indices from means of the columns, one row a resample."""
    variance = _variance(m)
    variance = np.where(variance > 1e-300, variance, np.nan)[:, None]
    first, total = m[:, 2 : 2 + k] / variance, m[:, 2 + k : 2 + 2 * k] / variance
    if m.shape[1] == 2 + 2 * k:
        return np.concatenate([first, total], axis=1)
    both = (m[:, 2 + 2 * k :] / variance).reshape(-1, k, k)
    second = both - first[:, :, None] - first[:, None, :]
    return np.concatenate([first, total, second.reshape(len(m), -1)], axis=1)


def convergence(a: Floats, b: Floats, mixed: Floats, seed: int = 0) -> list[tuple[int, Indices]]:
    """The indices from the first eighth, quarter, half and all of the blocks."""
    found = []
    for share in (8, 4, 2, 1):
        count = len(a) // share
        if count >= FEWEST:
            try:
                found.append((count, indices(a[:count], b[:count], mixed[:, :count], None, seed)))
            except SweepError:
                continue
    return found
