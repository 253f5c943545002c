"""It moved: the reservation value now, after one jump at an unknown time; made-up negotiators.

`python benchmarks/mind/moved.py` writes benchmarks/results/mind-moved.json. Each
negotiator keeps to a time-dependent tactic about its reservation value of the
moment, which is constant, or jumps once by .15 to .35 in rounds 20 to 65 of
100. Scored at 75 % of the rounds; a jump is flagged in time if `moved` passes
1/2 within ten rounds. Everyone is told a uniform prior on [0, 1].
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from limits_guesses import fitted
from limits_scores import rmse
from machine import RESULTS, described

from sim.negotiation.limits import LimitReader

ROUNDS, SCORED, SOON = 100, 75, 10
KINDS = {"static": 0.0, "jump": 1.0, "drop": -1.0}
FAMILIES = ("exact, e of 1/4, 1 or 4", "exact, any e of 1/4 to 8", "wavering, any e of 1/4 to 8")


class Target(NamedTuple):
    """A made-up negotiator: what it offers, and what its reservation value was."""

    values: np.ndarray  # [T] utilities of the outcomes to it
    offers: np.ndarray  # [ROUNDS] outcomes
    minimum: np.ndarray  # [ROUNDS]
    jump: int  # the last round before it moved


def made_up(rng: np.random.Generator, kind: str, family: str) -> Target:
    """One negotiator over 500 outcomes. A wavering one offers up to .03 above its demand."""
    values = np.sort(np.concatenate([rng.uniform(size=498), [0.0, 1.0]]))
    e = rng.choice([0.25, 1.0, 4.0]) if "1 or" in family else 2.0 ** rng.uniform(-2.0, 3.0)
    change = KINDS[kind] * rng.uniform(0.15, 0.35)
    first = rng.uniform(max(0.0, -change), min(0.9, 0.95 - change))
    jump = int(rng.integers(20, 66))
    rounds = np.arange(1, ROUNDS + 1)
    minimum = np.where(rounds > jump, first + change, first)
    demand = minimum + (1.0 - minimum) * (1.0 - (rounds / (ROUNDS + 1)) ** e)
    if family.startswith("wavering"):
        demand = np.minimum(demand + rng.uniform(0.0, 0.03, ROUNDS), 1.0)
    return Target(values, np.searchsorted(values, demand - 1e-9), minimum, jump)


def follow(target: Target, hazard: float) -> tuple[float, np.ndarray]:
    """The estimate at SCORED, and `moved` after every round up to ten past the last jump."""
    values = target.values
    reader = LimitReader(1.0 - values, values, 0.0, ROUNDS, hazard=hazard)
    estimate, moved = 0.0, []
    for k in range(SCORED + SOON):
        reader.heard(int(target.offers[k]), (k + 1) / (ROUNDS + 1))
        moved.append(reader.moved)
        if k + 1 == SCORED:
            estimate = reader.mean
    return estimate, np.array(moved)


def measured(kind: str, family: str, count: int, seed: int) -> dict[str, Any]:
    """RMSE of this reader, of the same one that takes R as fixed, and of guesses; alarms."""
    rng = np.random.default_rng(seed)
    hazard = 0.003  # the reader's default
    times = np.arange(1, SCORED + 1) / (ROUNDS + 1)
    errors: dict[str, list[float]] = {}
    in_time, false = [], []
    for _ in range(count):
        target = made_up(rng, kind, family)
        truth = target.minimum[SCORED - 1]
        estimate, moved = follow(target, hazard)
        offered = target.values[target.offers[:SCORED]]
        guesses = {
            "this reader": estimate,
            "the same, R taken as fixed": follow(target, 0.0)[0],
            "curve fit, else 0": fitted(offered, times, 10, 0.0),
            "half its lowest offer": 0.5 * float(offered.min()),
            "mean of what is known": 0.5,
        }
        for name, guess in guesses.items():
            errors.setdefault(name, []).append(guess - truth)
        quiet = SCORED if kind == "static" else target.jump
        false.append(bool((moved[:quiet] > 0.5).any()))
        if kind != "static":
            in_time.append(bool((moved[target.jump : target.jump + SOON] > 0.5).any()))
    return {
        "n": count,
        "rmse": {name: round(rmse(np.array(e)), 4) for name, e in errors.items()},
        "flagged within 10 rounds": round(float(np.mean(in_time)), 3) if in_time else None,
        "false alarm": round(float(np.mean(false)), 3),
    }


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="negotiators of each kind")
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--out", type=Path, default=RESULTS / "mind-moved.json")
    asked = parser.parse_args()
    body: dict[str, Any] = {**described(), "seed": asked.seed}
    body["families"] = {}
    for family in FAMILIES:
        body["families"][family] = {}
        for kind in KINDS:
            found = measured(kind, family, asked.count, asked.seed)
            body["families"][family][kind] = found
            print(family, kind, found, flush=True)
    asked.out.write_text(json.dumps(body, indent=1) + "\n")


if __name__ == "__main__":
    main()
