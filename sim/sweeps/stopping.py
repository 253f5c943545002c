"""Stopping by precision: how wide the interval of an outcome's mean is, wave by wave."""

from __future__ import annotations

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.sweeps.opened import Opened

Floats = NDArray[np.float64]
NORMAL = 1.959963984540054
"""Half the width of a 95 % interval, in standard errors."""


def precise(opened: Opened, waves: int) -> bool:
    """Whether the interval is narrow enough after so many waves; decided from rows alone."""
    stop, plan = opened.spec.stop, opened.plan
    assert stop is not None
    most = opened.plan.most
    total = np.zeros(opened.design.streams * waves * plan.replicates)
    count = np.zeros(len(total))
    for chunk in range(waves * plan.chunks):
        part = pq.read_table(opened.store.part(chunk), columns=["world", stop.outcome])
        values = part[stop.outcome].cast("float64").fill_null(np.nan).to_numpy()
        worlds = part["world"].to_numpy().astype(np.int64)
        place = worlds // most * (waves * plan.replicates) + worlds % most
        known = np.isfinite(values)
        total += np.bincount(place[known], values[known], len(total))
        count += np.bincount(place[known], minlength=len(count))
    shape = (opened.design.streams, waves * plan.replicates)
    return width(total.reshape(shape), count.reshape(shape)) < stop.interval


def width(total: Floats, count: Floats) -> float:
    """Width of the 95 % interval of the mean over a design, chance in the worlds alone.

    `total` and `count` of the outcome by stream and replicate, `[streams, replicates]`:
    worlds of one stream and replicate are one draw, whatever number of points plays
    them. Infinite below two replicates; where all draws agree, 3 / draws (the rule of
    three), so that a rare event is not taken for one that never happens.
    """
    share = count.sum(axis=1) / max(1.0, count.sum())
    draws = (count > 0).sum(axis=1)
    if draws.min() < 2:
        return float("inf")
    means = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    spread = np.nanvar(means, axis=1, ddof=1)
    found = 2 * NORMAL * float(np.sqrt((share**2 * spread / draws).sum()))
    return found if found > 0 else 3.0 / float(draws.sum())
