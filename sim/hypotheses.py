"""Hypotheses: what every believer holds possible of any party, for each tier.

Rows are ways of weighing the issues, cells an offset of the reservation point
and, in tier full, a type of negotiator. Beside the named profiles stand, in
tier grid, fixed points of uniform weights; in tier full the profiles' kin,
moved within the party's spread, and free points of the simplex with the
values of options bent. All are the same for every party and fixed by streams
or by order of stream, so names play no part and no draw moves.
"""

from __future__ import annotations

import functools
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import fields
from sim.behaviour import ERRATIC, MAXIMISER, TYPES, UNTYPED

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNIFORM = 7  # rows of uniform weights, in tier grid
POINTS = 21  # points of the grid of offsets from the forecast minimum
REACH = 3.0  # the grid reaches this many spreads to both sides
STEPS = 192  # steps of the table of answers
LEVELS = STEPS // 3  # levels of surplus by which offers are compared, in tier full
NEGLIGIBLE = 0.002  # weight of a row below which a judgement of all terms leaves it out
THINNEST = 0.2  # least deviation of a party's minimum in tier full, in `belief.spread`
WAITS = 51  # levels of surplus that an answerer may wait for, in tier full
LOWEST, HIGHEST = -1.0, 1.5  # and between which
SAMPLES = 64  # lattice points of a party's ranges, in tier full
GRID, FULL = 0, 1  # scenario.tier
KIN = 12  # rows of kin, shared out among a party's profiles
FREE = 16  # rows of free weights
BENDS = (1.0, 0.5, 2.0)  # exponents of free rows' values: linear, concave, convex


@functools.cache
def primes(count: int) -> Ints:
    """The first primes: their square roots are independent directions of a lattice."""
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return np.array(found, np.int64)


def points(count: int, axes: int, first: int = 0) -> Floats:
    """Points of a Kronecker lattice in the unit cube, `[count, axes]`, from the `first` prime."""
    turns: Floats = np.sqrt(primes(first + axes)[first:].astype(np.float64))
    found: Floats = (np.arange(count)[:, None] + 0.5) * turns[None, :] % 1.0
    return found


def kin_of(profiles: int) -> Ints:
    """The profile of each row of kin, `[KIN]`: in turn."""
    return np.arange(KIN) % profiles


def moved(weights: Floats, spread: float) -> Floats:
    """Weights of all rows of kin, `[KIN, I]`: each moved within its spread, as a world draws them.

    `weights` are those of the party's own profiles, `[profiles, I]`.
    """
    cube = points(KIN, weights.shape[1])
    found: Floats = weights[kin_of(weights.shape[0])] * (1.0 + spread * (2.0 * cube - 1.0))
    return found


def free(issues: int) -> Floats:
    """Weights evenly over the simplex (Dirichlet with every parameter 1), `[FREE, I]`."""
    drawn: Floats = -np.log(np.maximum(points(FREE, issues, first=issues), 1e-6))
    found: Floats = drawn / drawn.sum(axis=1, keepdims=True)
    return found


def bent(values: Floats, issue_of: Ints) -> Floats:
    """Values of options in each free row, `[FREE, O]`: same ends and order in an issue, bent."""
    found = np.empty((FREE, values.shape[0]))
    for issue in range(int(issue_of.max()) + 1):
        here = issue_of == issue
        low, high = values[here].min(), values[here].max()
        height = max(high - low, 1e-12)
        for row in range(FREE):
            exponent = BENDS[row % len(BENDS)]
            share = (values[here] - low) / height
            found[row, here] = low + (high - low) * share**exponent
    return found


def all_rows(
    tier: int,
    values: Floats,
    weights: Floats,
    chance: Floats,
    spread: Floats,
    issue_of: Ints,
    uniform: Floats,
) -> tuple[Floats, Floats, Ints]:
    """Values, weights and kin of all shared rows: the profiles, then the tier's own.

    `uniform`, `[UNIFORM, I]`, are points of the uniform law on the simplex, for tier grid.
    """
    parties, named = chance.shape
    own = [np.broadcast_to(np.arange(named), (parties, named))]
    if tier == GRID:
        plain = uniform / uniform.sum(axis=1, keepdims=True)
        plain = np.broadcast_to(plain, (parties, *plain.shape))
        same = np.repeat(values[:, -1:], UNIFORM, axis=1)
        kin = np.concatenate([*own, np.full((parties, UNIFORM), -1)], axis=1)
        return np.concatenate([values, same], axis=1), np.concatenate([weights, plain], axis=1), kin
    all_values, all_weights, all_kin = [], [], []
    for p in range(parties):
        real = int(np.flatnonzero(chance[p])[-1]) + 1
        kin = kin_of(real)
        shapes = bent(chance[p] @ values[p], issue_of)
        all_values.append(np.concatenate([values[p], values[p][kin], shapes]))
        near = moved(weights[p, :real], float(spread[p]))
        near /= near.sum(axis=1, keepdims=True)
        all_weights.append(np.concatenate([weights[p], near, free(weights.shape[2])]))
        all_kin.append(np.concatenate([np.arange(named), kin, np.full(FREE, -1)]))
    return np.stack(all_values), np.stack(all_weights), np.stack(all_kin)


class _Cells(TypedDict):
    """The arena's arrays over cells, and the table of answers."""

    grid: Floats
    kind: Ints
    gains: Floats
    width: Floats
    type_chance: Floats
    cell_chance: Floats
    wide: float
    answer: Floats
    waits: Floats
    unmoved: int
    answer_low: float
    answer_step: float


def cells(tier: int, common: Floats) -> _Cells:
    """The cells of a tier: offsets of the minimum, in tier full for each type of negotiator."""
    types = len(TYPES) if tier == FULL else 1
    wide = 1.0 if tier == FULL else float(common[at.C_BELIEF_SPREAD])
    offsets = np.linspace(-REACH, REACH, POINTS) * wide
    kind = np.repeat(np.arange(types), POINTS)
    bell = np.exp(-0.5 * np.linspace(-REACH, REACH, POINTS) ** 2)
    chance = np.full(types, 1.0)
    if tier == FULL:
        untyped, erratic = common[at.C_BELIEF_UNTYPED], common[at.C_BELIEF_LAPSE]
        chance[:] = (1.0 - erratic) * (1.0 - untyped) / (types - 2)
        chance[UNTYPED], chance[ERRATIC] = (1.0 - erratic) * untyped, erratic
    waits = np.linspace(LOWEST, HIGHEST, WAITS) if tier == FULL else offsets
    answer, low, step = _answers(waits, common)
    if tier == FULL:
        answer = np.vstack([answer, np.full(STEPS, 0.5)])
    factor = np.where(kind == UNTYPED, 1.0, common[at.C_BELIEF_TYPE_WIDTH])
    return {
        "grid": np.tile(offsets, types), "kind": kind,
        "gains": np.where(kind == MAXIMISER, 1.0, 0.0),
        "width": common[at.C_BELIEF_OFFER_WIDTH] * factor, "type_chance": chance,
        "cell_chance": np.outer(chance, bell / bell.sum()).ravel(), "wide": wide,
        "answer": answer, "waits": waits, "unmoved": int(np.argmin(abs(waits))),
        "answer_low": low, "answer_step": step,
    }  # fmt: skip


def lattice(tier: int, low: Floats, high: Floats) -> Floats:
    """Points of what each party's numbers may be, `[P, SAMPLES, P_SIZE]`; none in tier grid."""
    draws = np.array([field.draw for field in fields.PARTY], np.int64)
    cube = points(SAMPLES if tier == FULL else 0, int(draws.max()))[:, draws - 1]
    # one memory layout in both tiers: compiled rules serve both
    return np.ascontiguousarray(low[:, None, :] + (high - low)[:, None, :] * cube[None, :, :])


def _answers(waits: Floats, common: Floats) -> tuple[Floats, float, float]:
    width = common[at.C_BELIEF_ANSWER_WIDTH]
    low, high = waits[0] - 8 * width, waits[-1] + 8 * width + common[at.C_BEHAVIOUR_HOLD]
    step = (high - low) / (STEPS - 1)
    x = low + step * np.arange(STEPS)
    lapse = common[at.C_BELIEF_LAPSE]
    surplus = x[None, :] - waits[:, None] - common[at.C_BEHAVIOUR_HOLD]
    return lapse / 2 + (1 - lapse) / (1 + np.exp(-surplus / width)), float(low), float(step)
