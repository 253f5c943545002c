"""Morris's elementary effects: which inputs matter at all, cheaply.

[morris-1991] [campolongo-2007]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.analysis.resampling import interval, means

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Effects:
    """Effects of k inputs over an input's whole range, `[k]`.

    `mean` keeps signs, `size` is the mean of absolute effects with its interval, and
    `spread` the deviation: large where an input interacts or acts unevenly.
    """

    mean: Floats
    size: Floats
    size_low: Floats
    size_high: Floats
    spread: Floats
    trajectories: int
    dropped: int


def effects(steps: Floats, seed: int = 0) -> Effects:
    """From elementary effects `[trajectories, k]`; a trajectory with a gap is left out."""
    known = np.isfinite(steps).all(axis=1)
    kept = steps[known]
    absolute = np.abs(kept)
    low, high = interval(means(absolute, seed)) if len(kept) else (steps[0], steps[0])
    spread = kept.std(axis=0, ddof=1) if len(kept) > 1 else np.full(steps.shape[1], np.nan)
    return Effects(
        kept.mean(axis=0), absolute.mean(axis=0), low, high, spread, len(kept),
        len(steps) - len(kept),
    )  # fmt: skip


def elementary(shares: Floats, outcome: Floats) -> Floats:
    """Elementary effects of trajectories: `[t, k + 1, k]` and `[t, k + 1]` to `[t, k]`.

    Each input moves once in a trajectory; one that did not move (a category that
    stayed) has effect 0.
    """
    moved = np.diff(shares, axis=1)
    change = np.diff(outcome, axis=1)
    which = np.abs(moved) > 1e-12
    ratio = np.where(which, change[:, :, None] / np.where(which, moved, 1.0), 0.0)
    return np.asarray(ratio.sum(axis=1))
