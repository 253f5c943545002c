"""Survival curves with censoring: until a window opens, until it is seized, until a truce breaks.

Kaplan and Meier's estimate; bands by resampling whole worlds, because worlds of
one seed at several points are no independent cases. [kaplan-meier-1958]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.inference import survive
from sim.sweeps.analysis.resampling import in_hands, interval, means, numbered

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Curve:
    """Share that survives beyond each time 0, 1, ...; its band; and the mean up to the last."""

    share: Floats
    low: Floats
    high: Floats
    mean: float
    mean_low: float
    mean_high: float
    cases: int
    ended: int


def curve(time: Ints, ended: Bools, cluster: Ints, until: int, seed: int = 0) -> Curve:
    """The curve of cases that end at `time` or are last seen then, up to time `until`.

    Cases of one cluster are resampled together.
    """
    time = np.minimum(time, until)
    groups, count = in_hands(numbered(cluster, len(cluster)), seed)
    shape = (max(1, count), until + 1)
    flat = groups * shape[1] + time
    events = np.bincount(flat[ended], minlength=shape[0] * shape[1]).reshape(shape)
    left = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)
    risk = left[:, ::-1].cumsum(axis=1)[:, ::-1]
    share = survive(events.sum(axis=0), risk.sum(axis=0))
    both = np.concatenate([events, risk], axis=1).astype(np.float64)
    drawn = means(both, seed, 400) * shape[0]
    draws = survive(drawn[:, : until + 1], drawn[:, until + 1 :])
    low, high = interval(draws)
    mean_low, mean_high = interval(draws[:, :-1].sum(axis=1)[:, None])
    return Curve(share, low, high, float(share[:-1].sum()), float(mean_low[0]),
                 float(mean_high[0]), len(time), int(ended.sum()))  # fmt: skip
