"""Looking back: a believed minimum round by round, and what later evidence says of earlier ones.

`smoothed` passes backwards over the beliefs of an account (`sim.evidence`): what could have
been known in round 9 had one known what came after. Hindsight counts with more than the rules of
a belief do: that a party's private numbers may move its minimum otherwise than the forecast, and
that its own law of movement may be wrong.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.beliefs import quantiles
from sim.drift import likeness, predict
from sim.forecasts import offsets
from sim.hypotheses import FULL, GRID, lattice
from sim.view import View

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.evidence import Mark, Passage
    from sim.knowledge import Public

Floats = NDArray[np.float64]
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)
DOUBT = 0.1
"""How much of the belief held at the time stays in hindsight: a linear pool (Stone 1961)."""


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
    """The smoothed joint belief about a party in each round, `[H, C]`, pooled with the one then."""
    j = list(view.scenario.parties).index(party)
    closed = _closed(done, j)
    back = backward(list(closed.values()), _drifts(view, j))
    return {
        round_: then + (1.0 - DOUBT) * (later - then)
        for (round_, then), later in zip(closed.items(), back, strict=True)
    }


def _drifts(view: View, j: int) -> list[Floats]:
    """How the cells of a belief about party j may move from each round to the next."""
    begun = {held.round: held.common for held in reversed(view.past)} | {view.round: view.common}
    rounds = sorted(begun)
    if view.arena.tier == GRID:
        return movements(view, j, [begun[round_] for round_ in rounds])
    ended = {held.round: held.common for held in view.past}
    alike = [likeness.plain(view.arena, ended[r - 1], begun[r]) for r in rounds[1:]]
    return [kernel(view.arena, j, each) for each in alike]


def movements(view: View, j: int, wars: Sequence[Public]) -> list[Floats]:
    """How offsets may move between states of the war, in tier grid: `[H, C, C]`, one a step.

    They diffuse by `belief.drift` and by as much as the minimums that party j's ranges allow
    move against the public forecast, on each row's scale.
    """
    arena = view.arena
    possible = arena._replace(lattice=lattice(FULL, arena.low, arena.high))
    places = [offsets.plain(possible, war, j) for war in wars]
    drift, scales = arena.common[at.C_BELIEF_DRIFT], _scales(view, j)
    return [
        np.array([
            diffusion(arena.grid, drift * drift + scale * scale * float(np.mean((b - a) ** 2)))
            for scale in scales
        ])
        for a, b in itertools.pairwise(places)
    ]  # fmt: skip


def _scales(view: View, j: int) -> list[float]:
    """Utility per unit of raw utility in every row of a belief about party j."""
    shared, imagined = view.arena.scale[j], view.mine.imagined_scale[j]
    profiles = view.arena.chance.shape[1]
    named = imagined[1 : 1 + profiles] if view.seen.placebo else shared[:profiles]
    return [*named.tolist(), float(imagined[0]), *shared[profiles:].tolist()]


def diffusion(grid: Floats, variance: float) -> Floats:
    """Steps of this variance on an even grid as a matrix, `[C, C]`; ends reflect."""
    share = 0.5 * variance / float(grid[1] - grid[0]) ** 2
    times = max(1, math.ceil(share / 0.25))
    near = np.eye(len(grid), k=1) + np.eye(len(grid), k=-1)
    step = np.eye(len(grid)) + share / times * (near - np.diag(near.sum(axis=1)))
    return np.asarray(np.linalg.matrix_power(step, times))


def kernel(arena: Arena, j: int, alike: Floats) -> Floats:
    """A round's drift as a matrix, `[C, C]`: row c is where a cell's weight is a round later."""
    unit: Floats = np.eye(arena.grid.shape[0])[:, None, :]
    about = np.full(arena.grid.shape[0], j)
    return predict.plain(arena, unit, about, alike)[:, 0, :]


def backward(closed: Sequence[Floats], drifts: Sequence[Floats]) -> list[Floats]:
    """Smoothed beliefs from filtered ones, `[H, C]` each, one a round, before its drift.

    The backward pass for a chain whose rows stay and whose cells drift by `drifts`, `[C, C]`
    or `[H, C, C]` each: `s_r = f_r * (s_(r+1) / (f_r Q)) Q'` [rauch-tung-striebel-1965]. The
    last is as it was.
    """
    found = [closed[-1]]
    for filtered, drift in zip(reversed(closed[:-1]), reversed(drifts), strict=True):
        expected = _times(filtered, drift)
        ratio = np.divide(found[-1], expected, out=np.zeros_like(expected), where=expected > 0.0)
        back = filtered * _times(ratio, np.swapaxes(drift, -1, -2))
        found.append(back / back.sum())
    return found[::-1]


def _times(belief: Floats, drift: Floats) -> Floats:
    """Each row of a belief, `[H, C]`, times a matrix of all rows or its own."""
    return np.asarray((belief[:, None, :] @ drift)[:, 0, :])
