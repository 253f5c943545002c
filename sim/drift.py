"""Drift: what a round of war does to beliefs before anybody acts.

Tier grid: the offset of the minimum diffuses. Tier full: it falls back to what
public knowledge says, as far as the war reshuffles who wants what, and a
negotiator may become another type.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import put
from sim.compiled import rule
from sim.forecasts import offsets, ranges
from sim.hypotheses import GRID, POINTS

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Public

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@rule
def predict(arena: Arena, belief: Floats, about: Ints, alike: Floats) -> Floats:
    """One round of drift of N beliefs, `[N, H, C]`, each about a party.

    Tier grid: the offset of the minimum diffuses, ends reflecting. Tier full: it falls back
    towards public knowledge as far as the war reshuffles the parties (`alike`, see `likeness`)
    and `belief.drift` says, and a negotiator may change its type (`belief.switching`).
    """
    if arena.tier == GRID:
        return _diffused(arena, belief)
    moved = np.zeros(belief.shape)
    drift = arena.common[at.C_BELIEF_DRIFT] / arena.common[at.C_BELIEF_SPREAD]
    for n in range(belief.shape[0]):
        j = about[n]
        later = relaxed(belief[n], arena.grid, alike[j] * (1.0 - 0.5 * drift * drift))
        if j == arena.belligerent[arena.side[j]]:
            later = switched(later, arena.type_chance, arena.common[at.C_BELIEF_SWITCHING])
        put(moved[n], later)
    return moved


@rule
def _diffused(arena: Arena, belief: Floats) -> Floats:
    """Beliefs, `[N, H, G]`, after the offset of the minimum diffused."""
    step = arena.grid[1] - arena.grid[0]
    ratio = arena.common[at.C_BELIEF_DRIFT] / step
    q = min(0.25, 0.5 * ratio * ratio)
    last = belief.shape[2] - 1
    moved = np.empty(belief.shape)
    for j in range(belief.shape[0]):
        for k in range(belief.shape[1]):
            here, there = belief[j, k], moved[j, k]
            for g in range(1, last):
                there[g] = (1.0 - 2.0 * q) * here[g] + q * (here[g - 1] + here[g + 1])
            there[0] = (1.0 - 2.0 * q) * here[0] + q * (here[0] + here[1])
            there[last] = (1.0 - 2.0 * q) * here[last] + q * (here[last - 1] + here[last])
    return moved


@rule
def relaxed(belief: Floats, grid: Floats, correlation: float) -> Floats:
    """A belief, `[H, C]`, whose offsets follow an AR(1) of mean 0, deviation 1 and a correlation.

    In steps small enough that offsets move to their neighbours alone.
    """
    loss = max(0.0, min(1.0 - correlation, 0.5))
    times_ = 1 + int(loss / 0.025)
    keep = math.pow(1.0 - loss, 1.0 / times_)
    step = grid[1] - grid[0]
    up, down = np.zeros(POINTS), np.zeros(POINTS)
    for g in range(POINTS):
        drift = (keep - 1.0) * grid[g]
        spread = (1.0 - keep * keep + drift * drift) / (step * step)
        up[g] = 0.0 if g == POINTS - 1 else max(0.0, 0.5 * (spread + drift / step))
        down[g] = 0.0 if g == 0 else max(0.0, 0.5 * (spread - drift / step))
    blocks = belief.copy().reshape((belief.size // POINTS, POINTS))
    for _ in range(times_):
        blocks = to_neighbours(blocks, up, down)
    return blocks.reshape(belief.shape)


@rule
def to_neighbours(blocks: Floats, up: Floats, down: Floats) -> Floats:
    """Weights, `[N, G]`, of which shares went one place up and down."""
    moved = blocks * (1.0 - up - down)
    moved[:, 1:] += blocks[:, :-1] * up[:-1]
    moved[:, :-1] += blocks[:, 1:] * down[1:]
    return moved


@rule
def switched(belief: Floats, chances: Floats, rate: float) -> Floats:
    """A belief, `[H, C]`, after a share of its weight drew its type of negotiator anew."""
    types = chances.shape[0]
    total = np.zeros((belief.shape[0], POINTS))
    for m in range(types):
        total = total + belief[:, m * POINTS : (m + 1) * POINTS]
    moved = np.empty(belief.shape)
    for m in range(types):
        part = belief[:, m * POINTS : (m + 1) * POINTS]
        moved[:, m * POINTS : (m + 1) * POINTS] = (1.0 - rate) * part + rate * chances[m] * total
    return moved


@rule
def likeness(arena: Arena, before: Public, after: Public) -> Floats:
    """How far each party's minimum keeps its place among what is possible, `[P]`: a correlation.

    1 in tier grid, and where nothing private matters.
    """
    found = np.ones(arena.stream.shape[0])
    if arena.tier == GRID:
        return found
    then, now = ranges(arena, before), ranges(arena, after)
    for p in range(found.shape[0]):
        if then[p, 1] > 0.0 and now[p, 1] > 0.0:
            first, second = offsets(arena, before, p), offsets(arena, after, p)
            total = 0.0
            for n in range(first.shape[0]):
                total += (first[n] - then[p, 0]) * (second[n] - now[p, 0])
            found[p] = min(1.0, total / (first.shape[0] * then[p, 1] * now[p, 1]))
    return found
