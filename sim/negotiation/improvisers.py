"""What experience says of those who keep to no curve: a learned posterior of their minimum.

A conceder that improvises holds out, comes down in steps, rushes at the end, and stops at its
minimum or at what it has set itself. No likelihood in closed form fits that. But
such negotiators can be made up by the thousand, and what share of the interval still
possible their minimum had reached can be learned from how their offers looked: neural
posterior estimation [papamakarios-murray-2016]. A small network gives the probability of
each of `BINS` equal parts of the interval from the least possible minimum to the lowest
offer, by features that no one party and no table shapes alone.

`python benchmarks/mind/improvisers.py` makes the negotiators up, learns, checks the
calibration on others of the kind, and writes improvisers.npz. No logged negotiation is used.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BINS = 20
BACK = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5)  # how long ago, as a share of the negotiation
LEAST = 0.001  # of an interval, in utility
_FAR = 6.0  # standard deviations; a feature farther out is taken for this


class Network(NamedTuple):
    """Layers of weights; inputs are standardised, hidden units are cut off at zero."""

    mean: Floats
    scale: Floats
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    def shares(self, features: Floats) -> Floats:
        """Probability of each bin, `[N, BINS]`, from features `[N, F]`."""
        unit = np.clip((features - self.mean) / self.scale, -_FAR, _FAR)
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            unit = np.maximum(unit @ weight + bias, 0.0)
        score = unit @ self.weights[-1] + self.biases[-1]
        odds = np.exp(score - score.max(axis=1, keepdims=True))
        result: Floats = odds / odds.sum(axis=1, keepdims=True)
        return result


def features(values: Floats, times: Floats, low: Floats, high: Floats) -> Floats:
    """How the offers so far look, `[N, F]`.

    `values` [N, K] are the utilities of the offers to those who made them, at `times` [K];
    their minimums are known to lie between `low` and `high`, [N].
    """
    count, now = values.shape[1], float(times[-1])
    falling = np.minimum.accumulate(values, axis=1)
    lowest, first = falling[:, -1], values[:, 0]
    since = [
        falling[:, max(int(np.searchsorted(times, now - ago + 1e-9, side="right")) - 1, 0)] - lowest
        for ago in BACK
    ]
    rises = values[:, 1:] > values[:, :-1]
    changes = np.diff(np.sort(values, axis=1), axis=1) > 1e-9
    columns = [
        lowest,
        values[:, -1] - lowest,
        first,
        first - lowest,
        np.full(len(values), now),
        np.full(len(values), np.log(max(1.0 - now, 0.005))),
        low,
        high,
        np.minimum(lowest, high) - low,
        *since,
        *(np.log(fall + 0.003) for fall in since),
        changes.sum(axis=1) / count,
        np.log((falling <= lowest[:, None] + 1e-9).mean(axis=1) + 0.01),
        rises.mean(axis=1) if count > 1 else np.zeros(len(values)),
    ]
    return np.stack(columns, axis=1)


def experienced(
    edges: Floats, values: Floats, times: Floats, low: float, high: float, network: Network
) -> Floats:
    """Probability of every cell between `edges` that the minimum lies there, `[G]`."""
    seen = features(values[None, :], times, np.array([low]), np.array([high]))
    shares = network.shares(seen)[0]
    width = max(min(float(values.min()), high) - low, LEAST)
    below = np.concatenate([np.zeros(1), np.cumsum(shares)])
    mass: Floats = np.diff(np.interp(edges, low + width * np.arange(BINS + 1) / BINS, below))
    return mass


@cache
def learned() -> Network:
    """The network that the command above has written."""
    with files("sim.negotiation").joinpath("improvisers.npz").open("rb") as stored:
        body = np.load(stored, allow_pickle=False)
        layers = sum(name.startswith("weight") for name in body.files)
        return Network(
            body["mean"].astype(np.float64),
            body["scale"].astype(np.float64),
            tuple(body[f"weight{k}"].astype(np.float64) for k in range(layers)),
            tuple(body[f"bias{k}"].astype(np.float64) for k in range(layers)),
        )
