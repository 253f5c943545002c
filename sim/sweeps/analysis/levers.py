"""Levers: policies compared on the same worlds, and how they fare where things go badly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.analysis.resampling import mean_interval

Floats = NDArray[np.float64]

BETTER = {
    "opened": 1, "recognised": 1, "recognised_low": 1, "recognised_high": 1, "seized": 1,
    "missed": -1, "casualties": -1, "war_rounds": -1, "mirages_a": -1, "mirages_b": -1,
    "brier_a": -1, "brier_b": -1,
}  # fmt: skip
"""Whether more of an outcome is better; others have no better."""


@dataclass(frozen=True)
class Difference:
    """Second policy less first on the same worlds; `independent` is how many draws it rests on."""

    mean: float
    low: float
    high: float
    independent: int
    share_above: float
    share_below: float


def compare(first: Floats, second: Floats, seed: int = 0) -> Difference:
    """Outcomes `[draws, points]` of two policies, missing ones no number.

    A draw is a world that all points share, or a point with worlds of its own.
    """
    gap = second - first
    known = np.isfinite(gap)
    rows = known.any(axis=1)
    each = np.where(known, gap, 0.0).sum(axis=1)[rows] / known.sum(axis=1)[rows]
    mean, low, high = mean_interval(each, seed)
    cells = gap[known]
    above = float((cells > 0).mean()) if len(cells) else float("nan")
    below = float((cells < 0).mean()) if len(cells) else float("nan")
    return Difference(mean, low, high, len(each), above, below)


@dataclass(frozen=True)
class Robustness:
    """A policy over the uncertain points: its mean, its worst tenth, and regret.

    Regret is what the best policy of a point would have given more.
    """

    mean: float
    worst_tenth: float
    mean_regret: float
    most_regret: float
    best: float


def robustness(outcomes: Floats, better: int = 1) -> list[Robustness]:
    """From means at points, `[policies, points]`; a point missing for one policy is left out."""
    known = outcomes[:, np.isfinite(outcomes).all(axis=0)] * better
    if not known.shape[1]:
        return [Robustness(*[float("nan")] * 5) for _ in outcomes]
    regret = known.max(axis=0) - known
    found = []
    for n, row in enumerate(known):
        count = max(1, round(len(row) / 10))
        worst = np.sort(row)[:count].mean()
        found.append(
            Robustness(
                float(row.mean()) * better,
                float(worst) * better,
                float(regret[n].mean()),
                float(regret[n].max()),
                float((regret[n] <= 1e-12).mean()),
            )
        )
    return found
