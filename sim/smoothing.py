"""Looking back: a believed minimum round by round, and what later evidence says of earlier ones.

`smoothed` passes backwards over the beliefs of an account (`sim.evidence`): what could have
been known in round 9 had one known what came after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.beliefs import quantiles
from sim.drift import likeness, predict
from sim.hypotheses import GRID
from sim.view import View

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.evidence import Mark, Passage

Floats = NDArray[np.float64]
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Fan:
    """A believed reservation point in one round: its mean and its quantiles at `SHARES`."""

    round: int
    mean: float
    quantiles: tuple[float, ...]

    @property
    def width(self) -> float:
        """Of the interval that holds 80 % of the belief."""
        return self.quantiles[-1] - self.quantiles[0]


def _fan(round_: int, points: Floats, weights: Floats) -> Fan:
    mean = float((points * weights).sum() / weights.sum())
    return Fan(round_, mean, tuple(quantiles(points, weights, SHARES)))


def _opened(done: Sequence[Passage], j: int) -> dict[int, Mark]:
    """The belief about party j with which each round began, before any move."""
    found: dict[int, Mark] = {}
    for passage in done:
        if passage.round not in found:
            found[passage.round] = [mark for mark in passage.arrival if mark.about == j][-1]
    return found


def _closed(done: Sequence[Passage], j: int) -> dict[int, Floats]:
    """The last belief about party j in each round, before the next one's drift."""
    return {
        passage.round: mark.belief
        for passage in done
        for mark in (*passage.arrival, *passage.learnt)
        if mark.about == j
    }


def fans(done: Sequence[Passage], j: int) -> tuple[Fan, ...]:
    """What was believed of party j's reservation point as each round began."""
    opened = _opened(done, j)
    return tuple(_fan(r, mark.points, mark.belief) for r, mark in opened.items())


def smoothed(view: View, done: Sequence[Passage], party: str) -> tuple[Fan, ...]:
    """What all evidence up to now says of a party's reservation point in each earlier round.

    The forecast each round is that of the round; the last round's is the belief held now.
    """
    j = list(view.scenario.parties).index(party)
    opened, beliefs = _opened(done, j), looking_back(view, done, party)
    return tuple(_fan(r, mark.points, beliefs[r]) for r, mark in opened.items())


def looking_back(view: View, done: Sequence[Passage], party: str) -> dict[int, Floats]:
    """The smoothed joint belief about a party in each round, `[H, C]`."""
    j = list(view.scenario.parties).index(party)
    closed, drifts = _closed(done, j), _drifts(view, j)
    return dict(zip(closed, backward(list(closed.values()), drifts), strict=True))


def _drifts(view: View, j: int) -> list[Floats]:
    """The drift of a belief about party j from each round to the next."""
    ended = {held.round: held.common for held in view.past}
    begun = {held.round: held.common for held in reversed(view.past)} | {view.round: view.common}
    found: list[Floats] = []
    for round_ in sorted(begun)[1:]:
        alike = likeness.plain(view.arena, ended[round_ - 1], begun[round_])
        if not found or view.arena.tier != GRID:
            found.append(kernel(view.arena, j, alike))
        else:
            found.append(found[-1])
    return found


def kernel(arena: Arena, j: int, alike: Floats) -> Floats:
    """A round's drift as a matrix, `[C, C]`: row c is where a cell's weight is a round later."""
    unit: Floats = np.eye(arena.grid.shape[0])[:, None, :]
    about = np.full(arena.grid.shape[0], j)
    return predict.plain(arena, unit, about, alike)[:, 0, :]


def backward(closed: Sequence[Floats], drifts: Sequence[Floats]) -> list[Floats]:
    """Smoothed beliefs from filtered ones, `[H, C]` each, one a round, before its drift.

    The backward pass for a chain whose rows stay and whose cells drift by `drifts`, `[C, C]`
    each: `s_r = f_r * (s_(r+1) / (f_r Q)) Q'` [rauch-tung-striebel-1965]. The last is as it was.
    """
    found = [closed[-1]]
    for filtered, drift in zip(reversed(closed[:-1]), reversed(drifts), strict=True):
        expected = filtered @ drift
        ratio = np.divide(found[-1], expected, out=np.zeros_like(expected), where=expected > 0.0)
        back = filtered * (ratio @ drift.T)
        found.append(back / back.sum())
    return found[::-1]
