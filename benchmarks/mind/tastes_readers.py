"""What a reading of the other's tastes is compared with: simple models, written anew here.

Each takes a `Sight` (what one side has seen so far) and gives a number for every
outcome [T]; only the order of the numbers is scored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.negotiation.concession import options_of, starts
from sim.negotiation.tastes import TasteReader

Floats = NDArray[np.float64]
CALM = 0.3  # how fast the smoothed frequencies forget
PULL = 0.3  # of the regression toward equal losses


@dataclass(frozen=True)
class Sight:
    """One side's knowledge: the domain, its own utility, and the offers in order."""

    sizes: tuple[int, ...]
    own: Floats  # [T]
    offers: list[tuple[float, bool, int]]  # relative time, made by the other, outcome

    def heard(self) -> tuple[Floats, NDArray[np.intp]]:
        """Times and outcomes of what the other offered."""
        rows = [(time, outcome) for time, other, outcome in self.offers if other]
        return np.array([t for t, _ in rows]), np.array([o for _, o in rows], dtype=np.intp)


def every(sizes: tuple[int, ...]) -> Floats:
    """The options of all outcomes: [T, D]."""
    return options_of(np.arange(int(np.prod(sizes))), sizes)


def first_offer(s: Sight) -> Floats:
    """Issues on which an outcome agrees with the first offer (Hamming)."""
    _, outcomes = s.heard()
    return every(s.sizes) @ options_of(outcomes[:1], s.sizes)[0]


def opposite(s: Sight) -> Floats:
    """What is bad for me is good for it."""
    return -s.own


def weighted(counts: Floats, marks: Floats, sizes: tuple[int, ...]) -> Floats:
    """Values by how often an option came, issues by how often it stayed as it was."""
    edges, parts = starts(sizes), np.zeros_like(counts)
    stays = np.array([1.0 + (marks[1:, a:b] * marks[:-1, a:b]).sum() for a, b in pairwise(edges)])
    for weight, (a, b) in zip(stays / stays.sum(), pairwise(edges), strict=True):
        parts[a:b] = weight * counts[a:b] / counts[a:b].max()
    return every(sizes) @ parts


def frequency(s: Sight) -> Floats:
    """The frequency model: often offered is liked, seldom changed is important."""
    marks = options_of(s.heard()[1], s.sizes)
    return weighted(marks.sum(0), marks, s.sizes)


def smoothed_frequency(s: Sight) -> Floats:
    """The same with counts that grow as a root, and count early offers more."""
    times, outcomes = s.heard()
    marks = options_of(outcomes, s.sizes)
    early = np.exp(-times / CALM)
    return weighted((1.0 + early @ marks) ** 0.5, marks, s.sizes)


def concession_regression(s: Sight) -> Floats:
    """Losses that are not negative, fitted to `t^2 / 3` at each new offer, pulled to equality."""
    times, outcomes = s.heard()
    new = np.sort(np.unique(outcomes, return_index=True)[1])
    times, marks = times[new], options_of(outcomes[new], s.sizes)
    equal = np.full(marks.shape[1], 0.5 / len(s.sizes))
    gram = marks.T @ marks + PULL**2 * np.eye(len(equal))
    goal = marks.T @ (times**2 / 3.0) + PULL**2 * equal
    loss, stride = equal.copy(), 1.0 / np.linalg.eigvalsh(gram)[-1]
    for _ in range(300):
        loss = np.maximum(loss - stride * (gram @ loss - goal), 0.0)
    return -every(s.sizes) @ loss


def reading(s: Sight, resolution: float | None = None, refusals: bool = True) -> TasteReader:
    """Our reader after these offers; each offer of mine but an accepted one was refused."""
    extra = {} if resolution is None else {"resolution": resolution}
    reader = TasteReader(s.sizes, s.own, **extra)
    for time, other, outcome in s.offers:
        if other:
            reader.heard(outcome, min(time, 1.0))
        elif refusals:
            reader.refused(outcome, min(time, 1.0))
    return reader


def ours(s: Sight) -> Floats:
    return reading(s).value


def ours_exact(s: Sight) -> Floats:
    """Without rounding: the posterior mean itself."""
    return reading(s, resolution=0.0).value


def ours_unmirrored(s: Sight) -> Floats:
    """Without knowing one's own utility."""
    reader = TasteReader(s.sizes)
    for time, other, outcome in s.offers:
        if other:
            reader.heard(outcome, min(time, 1.0))
    return reader.value


READERS: dict[str, Callable[[Sight], Floats]] = {
    "first offer (Hamming)": first_offer,
    "opposite of own": opposite,
    "frequency": frequency,
    "smoothed frequency": smoothed_frequency,
    "concession regression": concession_regression,
    "TasteReader": ours,
    "TasteReader, not rounded": ours_exact,
    "TasteReader, no mirror": ours_unmirrored,
}
