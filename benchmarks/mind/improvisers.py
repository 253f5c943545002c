"""Learn what the offers of negotiators who keep to no curve tell of their minimum.

`python benchmarks/mind/improvisers.py` makes negotiators up, fits the network of
sim/negotiation/improvisers.py to them (scikit-learn, extra `sweep`), checks it on others of
the same kind, and writes sim/negotiation/improvisers.npz and
benchmarks/results/mind-improvisers.json. No logged negotiation is read.

What is made up (`population`), each with a minimum drawn from what is publicly known of it:
the level it is ready to end at (its minimum; a little above it; a share of what it could
concede above it; an aspiration of its own; never moving), the path there (a power of the
time passed or an S, from any moment to any other, towards that level or towards one that
does not depend on its minimum), moves in every round or only in some, wavering, a last word
in the last rounds, and tables of 50 to 1,000 outcomes.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from machine import RESULTS, described

from sim.negotiation.improvisers import BINS, LEAST, Network, features, learned

ROUNDS = 100
OUT = RESULTS / "mind-improvisers.json"
STORED = Path(__file__).parent.parent.parent / "sim" / "negotiation" / "improvisers.npz"
BATCHES, MOMENTS = 60, 4  # negotiators come in batches, each read at so many moments
HIDDEN = (32, 32)


class Population(NamedTuple):
    """Made-up negotiators."""

    values: np.ndarray  # [N, ROUNDS] utilities of their offers to them
    minimum: np.ndarray  # [N]
    low: np.ndarray  # [N] what is publicly known of the minimum: uniform from low to high
    high: np.ndarray


def known(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """From what to what a minimum is known to lie: half below some outcome, the rest wider."""
    kind = rng.random(n)
    low = np.where((kind >= 0.5) & (kind < 0.8), rng.uniform(0.0, 0.3, n), 0.0)
    top = np.where(kind < 0.8, rng.uniform(0.8, 1.0, n), 1.0)
    return low, np.where(kind < 0.5, rng.uniform(0.3, 1.0, n), top)


def levels(
    rng: np.random.Generator, minimum: np.ndarray, first: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Where each is ready to end, and the level it heads for, which may lie lower or higher."""
    n = len(minimum)
    kind, held = rng.random(n), rng.beta(1.5, 1.5, n)
    share = np.select(
        [kind < 0.4, kind < 0.55, kind < 0.92], [np.zeros(n), 0.12 * rng.random(n), held], 1.0
    )
    end = minimum + share * (first - minimum)
    own, aspiration = rng.random(n), rng.uniform(0.2, 1.0, n)
    end = np.minimum(np.where(own < 0.2, np.maximum(minimum, aspiration), end), first)
    regardless = (own >= 0.2) & (own < 0.45)
    return end, np.where(regardless, np.minimum(aspiration, first), end)


def paths(rng: np.random.Generator, n: int) -> np.ndarray:
    """Share of the way that each has gone at each round, `[n, ROUNDS]`."""
    time = np.arange(1, ROUNDS + 1) / (ROUNDS + 1)
    power = 2.0 ** rng.uniform(-2.0, 5.0, (n, 1))
    kind, late = rng.random((n, 1)), 1.0 - 0.2 * rng.random((n, 1)) ** 1.5
    begun = np.select([kind < 0.5, kind < 0.75], [np.zeros((n, 1)), rng.random((n, 1))], late)
    whole = rng.random((n, 1)) < 0.6
    over = np.where(whole, 1.0, begun + (1.0 - begun) * rng.random((n, 1)))
    passed = np.clip((time - begun) / np.maximum(over - begun, 0.01), 0.0, 1.0)
    steep, gentle = np.clip(power, 1.0, 8.0), rng.uniform(0.7, 4.0, (n, 1))
    rise = passed**steep
    letter_s = rise / (rise + (1.0 - passed) ** gentle + 1e-12)
    return np.where(rng.random((n, 1)) < 0.7, passed**power, letter_s)


def last_word(rng: np.random.Generator, demand: np.ndarray, minimum: np.ndarray) -> None:
    """Some come down once more in one of the last three rounds."""
    n = len(demand)
    who, when = rng.random(n) < 0.15, ROUNDS - rng.integers(1, 4, n)
    to = minimum + (demand[:, -4] - minimum) * rng.random(n)
    late = who[:, None] & (np.arange(ROUNDS) >= when[:, None])
    np.copyto(demand, np.minimum(demand, to[:, None]), where=late)


def population(rng: np.random.Generator, n: int) -> Population:
    """Make up `n` negotiators."""
    low, high = known(rng, n)
    minimum = low + (high - low) * rng.random(n)
    first = np.where(rng.random(n) < 0.7, 1.0, 1.0 - 0.2 * rng.random(n))
    first = np.maximum(first, minimum + 0.2 * (1.0 - minimum) * rng.random(n))
    end, towards = levels(rng, minimum, first)
    demand = np.maximum(first[:, None] - (first - towards)[:, None] * paths(rng, n), end[:, None])
    idle = rng.random((n, ROUNDS)) < rng.choice([0.0, 0.3, 0.7, 0.9], n)[:, None]
    idle[:, 0] = False
    moved = np.maximum.accumulate(np.where(idle, 0, np.arange(ROUNDS)[None]), axis=1)
    demand = np.take_along_axis(demand, moved, axis=1)
    last_word(rng, demand, minimum)
    wavering = rng.choice([0.0, 0.0, 0.01, 0.03, 0.08], n)[:, None] * rng.random((n, ROUNDS))
    outcomes = rng.choice([50, 100, 200, 1000], n)[:, None]
    offers = np.ceil(np.minimum(demand + wavering, 1.0) * outcomes - 1e-9) / outcomes
    return Population(np.clip(offers, 0.0, 1.0), minimum, low, high)


def sample(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Features at some moments, and what share of the interval lay below the minimum."""
    rng = np.random.default_rng(seed)
    times = np.arange(1, ROUNDS + 1) / (ROUNDS + 1)
    looks, shares = [], []
    for _ in range(BATCHES):
        made = population(rng, n // BATCHES)
        for _ in range(MOMENTS):
            late = rng.random() < 0.4
            k = int(rng.integers(90 if late else 1, ROUNDS + 1))
            seen = made.values[:, :k]
            looks.append(features(seen, times[:k], made.low, made.high))
            width = np.minimum(seen.min(axis=1), made.high) - made.low
            shares.append(np.clip((made.minimum - made.low) / np.maximum(width, LEAST), 0.0, 1.0))
    return np.concatenate(looks), np.concatenate(shares)


def bins(shares: np.ndarray) -> np.ndarray:
    """The bin of each share."""
    return np.minimum((shares * BINS).astype(int), BINS - 1)


def fitted(looks: np.ndarray, shares: np.ndarray, seed: int, rounds: int) -> Network:
    """The network that foretells the bins best."""
    from sklearn.neural_network import MLPClassifier

    mean, scale = looks.mean(axis=0), looks.std(axis=0) + 1e-9
    model = MLPClassifier(
        HIDDEN, max_iter=rounds, batch_size=512, learning_rate_init=0.003, random_state=seed
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stops by the number of rounds, as it is meant to
        model.fit((looks - mean) / scale, bins(shares))
    return Network(mean, scale, tuple(model.coefs_), tuple(model.intercepts_))


def checked(network: Network, looks: np.ndarray, shares: np.ndarray) -> dict[str, Any]:
    """How well it foretells others of the kind, and whether its intervals hold what they say."""
    told = network.shares(looks)
    hit = told[np.arange(len(shares)), bins(shares)]
    middle = (np.arange(BINS) + 0.5) / BINS
    order = np.argsort(-told, axis=1)
    mass = np.cumsum(np.take_along_axis(told, order, axis=1), axis=1)
    wanted = (mass < 0.8).sum(axis=1)  # the likeliest bins up to this one hold 80 %
    place = (order == bins(shares)[:, None]).argmax(axis=1)
    flat = float(np.sqrt(np.mean((shares - shares.mean()) ** 2)))
    return {
        "n": len(shares),
        "log score over uniform": round(float(np.mean(np.log(np.maximum(hit, 1e-9) * BINS))), 4),
        "RMSE of the share": round(float(np.sqrt(np.mean((told @ middle - shares) ** 2))), 4),
        "RMSE of the mean share": round(flat, 4),
        "likeliest bins: said to hold": round(float(mass[np.arange(len(mass)), wanted].mean()), 4),
        "likeliest bins: hold": round(float(np.mean(place <= wanted)), 4),
    }


def main() -> None:
    """Make up, learn, check, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=24000, help="negotiators to learn from")
    parser.add_argument("--rounds", type=int, default=10, help="passes through all of them")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--check", action="store_true", help="only check what is stored")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    network = learned() if asked.check else None
    if not asked.check:
        network = fitted(*sample(asked.seed, asked.count), asked.seed, asked.rounds)
        layers = {f"weight{k}": w.astype(np.float32) for k, w in enumerate(network.weights)}
        layers |= {f"bias{k}": b.astype(np.float32) for k, b in enumerate(network.biases)}
        scaling = {"mean": network.mean, "scale": network.scale}
        np.savez(STORED, **scaling, **layers)
    found = checked(network, *sample(asked.seed + 1000, 6000))
    print(found)
    if not asked.check:
        body = {**described(), "seed": asked.seed, "negotiators": asked.count, "others": found}
        asked.out.write_text(json.dumps(body, indent=1) + "\n")


if __name__ == "__main__":
    main()
