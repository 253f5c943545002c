"""Designs: the points of a sweep, and which points share their random numbers.

A point is a scenario and a value for each factor. Points of one `stream` play
the same worlds, replicate by replicate (common random numbers): what differs
between them is then due to the factors. Sampled uncertainties are crossed with
every combination of the levers (a `policy`), on the same streams.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.sweeps.draws import DESIGN, generator
from sim.sweeps.errors import SweepError
from sim.sweeps.factors import Factor
from sim.sweeps.schema import MOST_POINTS
from sim.sweeps.spec import SAMPLED, Spec

Array = NDArray[Any]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FIRST, SECOND, MIXED = 0, 1, 2
"""Parts of a Sobol block: A, B, then A with column i of B (the last i is the seed)."""


@dataclass(frozen=True)
class Design:
    """Points, one row each: columns of equal length, and how many streams they use.

    `values` by factor; `scenario` and `policy` are numbers; `block` are points
    drawn together (a base point, a trajectory), `part` the place within it.
    """

    scenario: Ints
    policy: Ints
    block: Ints
    part: Ints
    stream: Ints
    values: Mapping[str, Array]
    streams: int

    def __len__(self) -> int:
        return len(self.stream)


_NONE = np.zeros(0, np.int64)
NOWHERE = Design(_NONE, _NONE, _NONE, _NONE, _NONE, {}, 0)
"""No points."""


def size(spec: Spec) -> int:
    """How many points the design of a spec has, without making them."""
    steps = [len(f.steps()) for f in spec.factors]
    policies = math.prod(len(f.steps()) for f in spec.levers)
    k = len(spec.uncertainties)
    count = {
        "grid": lambda: math.prod(steps),
        "one-at-a-time": lambda: 1 + sum(len(_others(f)) for f in spec.factors),
        "latin": lambda: policies * spec.points,
        "random": lambda: policies * spec.points,
        "sobol": lambda: policies * spec.points * (2 * k + 4 if spec.second_order else k + 3),
        "morris": lambda: policies * spec.points * (k + 2),
        "file": lambda: len(spec.rows),
    }[spec.design]()
    return len(spec.scenarios) * int(count)


def design(spec: Spec) -> Design:
    """The points of a spec; SweepError if they are too many."""
    count = size(spec)
    if count > MOST_POINTS:
        raise SweepError(f"The design has {count:,} points; at most {MOST_POINTS:,} are possible.")
    needed = count * spec.most_replicates
    if spec.worlds is not None and needed > spec.worlds:
        raise SweepError(
            f"The design needs {needed:,} worlds, more than the {spec.worlds:,} that "
            "sweep.worlds allows: take fewer points, levels or replicates, or allow more."
        )
    made = _sampled(spec) if spec.design in SAMPLED else _listed(spec)
    if made.streams * spec.most_replicates > 2**32:
        raise SweepError("The sweep needs more random streams than there are: 4,294,967,296.")
    return made


def _listed(spec: Spec) -> Design:
    rows = {"grid": _grid, "one-at-a-time": _one_at_a_time, "file": _own}[spec.design](spec)
    many, count = len(spec.scenarios), len(rows)
    names = [f.name for f in spec.factors]
    values = {name: _column([row[n] for row in rows] * many) for n, name in enumerate(names)}
    levers = [n for n, f in enumerate(spec.factors) if f.lever]
    policies: dict[tuple[Any, ...], int] = {}
    policy = [policies.setdefault(tuple(row[n] for n in levers), len(policies)) for row in rows]
    block = np.tile(np.arange(count), many)
    stream = np.zeros(count * many, np.int64)
    if spec.common == "block":
        # what differs in levers or scenario alone plays the same worlds
        rest = [n for n in range(len(names)) if n not in levers]
        others: dict[tuple[Any, ...], int] = {}
        found = [others.setdefault(tuple(row[n] for n in rest), len(others)) for row in rows]
        stream = np.tile(np.array(found, np.int64), many)
    elif spec.common == "none":
        stream = np.arange(count * many)
    return Design(
        np.repeat(np.arange(many), count), np.tile(np.array(policy, np.int64), many), block,
        np.zeros(count * many, np.int64), stream, values, int(stream.max()) + 1,
    )  # fmt: skip


def _column(values: Sequence[Any]) -> Array:
    if values and isinstance(values[0], str):
        return np.array(values, object)
    return np.array(values, np.float64)


def _grid(spec: Spec) -> list[tuple[Any, ...]]:
    return list(itertools.product(*[f.steps() for f in spec.factors]))


def _others(factor: Factor) -> list[Any]:
    return [value for value in factor.steps() if value != factor.base]


def _one_at_a_time(spec: Spec) -> list[tuple[Any, ...]]:
    base = [f.base for f in spec.factors]
    rows = [tuple(base)]
    for n, factor in enumerate(spec.factors):
        rows += [(*base[:n], value, *base[n + 1 :]) for value in _others(factor)]
    return rows


def _own(spec: Spec) -> list[tuple[Any, ...]]:
    return [tuple(row[f.name] for f in spec.factors) for row in spec.rows]


def _sampled(spec: Spec) -> Design:
    k = len(spec.uncertainties)
    draw = {"latin": _latin, "random": _random, "sobol": _sobol, "morris": _morris}[spec.design]
    shares, block, part, stream = draw(spec, k)
    count = len(stream)
    policies = list(itertools.product(*[f.steps() for f in spec.levers]))
    times = len(policies) * len(spec.scenarios)
    values = {f.name: np.tile(f.at(shares[:, n]), times) for n, f in enumerate(spec.uncertainties)}
    for n, lever in enumerate(spec.levers):
        each = _column([policy[n] for policy in policies])
        values[lever.name] = np.tile(np.repeat(each, count), len(spec.scenarios))
    stream = np.tile(stream, times)
    if spec.common == "all":
        stream = np.zeros(count * times, np.int64)
    elif spec.common == "none":
        stream = np.arange(count * times)
    return Design(
        np.repeat(np.arange(len(spec.scenarios)), count * len(policies)),
        np.tile(np.repeat(np.arange(len(policies)), count), len(spec.scenarios)),
        np.tile(block, times), np.tile(part, times), stream,
        {f.name: values[f.name] for f in spec.factors}, int(stream.max()) + 1,
    )  # fmt: skip


Sample = tuple[Floats, Ints, Ints, Ints]


def _latin(spec: Spec, k: int) -> Sample:
    from scipy.stats import qmc

    shares = qmc.LatinHypercube(k, rng=generator(spec.seed, DESIGN)).random(spec.points)
    return _alone(np.asarray(shares))


def _random(spec: Spec, k: int) -> Sample:
    return _alone(generator(spec.seed, DESIGN).random((spec.points, k)))


def _alone(shares: Floats) -> Sample:
    number = np.arange(len(shares))
    return shares, number, np.zeros(len(shares), np.int64), number


def _sobol(spec: Spec, k: int) -> Sample:
    """Saltelli's blocks with the seed as one more input.

    A block has two base points A and B, each with a stream of its own; then A with
    one column of B at a time, on A's stream; then A itself on B's stream. For second
    order, likewise B with one column of A. [saltelli-2010]
    """
    from scipy.stats import qmc

    count = spec.points
    both = np.asarray(qmc.Sobol(2 * k, rng=generator(spec.seed, DESIGN)).random(count))
    ends = {0: both[:, :k], 1: both[:, k:]}
    shares, streams = [ends[0], ends[1]], [0, 1]
    for near in (0, 1) if spec.second_order else (0,):
        for i in range(k + 1):
            mixed = ends[near].copy()
            if i < k:
                mixed[:, i] = ends[1 - near][:, i]
            shares.append(mixed)
            streams.append(near if i < k else 1 - near)
    return _blocks(np.array(shares), np.array(streams)[:, None] + 2 * np.arange(count)[None])


def _morris(spec: Spec, k: int) -> Sample:
    """Morris's trajectories: one input steps at a time, in random order; then another seed.

    [morris-1991]
    """
    random, count, levels = generator(spec.seed, DESIGN), spec.points, spec.levels
    step = levels / (2 * (levels - 1))
    shares = np.empty((k + 2, count, k))
    shares[0] = random.integers(0, levels // 2, (count, k)) / (levels - 1)
    up = random.random((count, k)) < 0.5
    shares[0] = np.where(up, shares[0], shares[0] + step)
    order = random.permuted(np.tile(np.arange(k), (count, 1)), axis=1)
    for n in range(k):
        shares[n + 1] = shares[n]
        moved = order[:, n]
        rows = np.arange(count)
        shares[n + 1][rows, moved] += np.where(up[rows, moved], step, -step)
    shares[k + 1] = shares[k]
    streams = np.tile(2 * np.arange(count), (k + 2, 1))
    streams[k + 1] += 1
    return _blocks(np.clip(shares, 0.0, 1.0), streams)


def _blocks(shares: Floats, streams: Ints) -> Sample:
    """Parts by blocks as rows, block after block: `[parts, blocks, k]` to `[points, k]`."""
    parts, count, k = shares.shape
    return (
        shares.transpose(1, 0, 2).reshape(-1, k),
        np.repeat(np.arange(count), parts),
        np.tile(np.arange(parts), count),
        streams.T.reshape(-1).astype(np.int64),
    )
