"""It moved: the reservation value now, after one jump at an unknown time; made-up negotiators.

`python benchmarks/mind/moved.py` writes benchmarks/results/mind-moved.json, `--report` turns
it into docs/studies/mind-moved.md. Each
negotiator keeps to a time-dependent tactic about its reservation value of the
moment, which is constant, or jumps once by .15 to .35 in rounds 20 to 65 of
100. Scored at 75 % of the rounds; a jump is flagged in time if the alarm is raised within
ten rounds, and not before. Everyone is told a uniform prior on [0, 1].

`ShockReader` raises its alarm at the odds it is shipped with. Those were set by `--alarm`: the
95th percentile of the highest odds that negotiators who never move came to by round
75, made up with another seed, their straying drawn from 0 to .06. The odds of the two that know
more are set to the same rate in each family, on the negotiators that are scored.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from limits_guesses import fitted
from limits_scores import rmse
from machine import RESULTS, described
from moved_oracles import Informed
from moved_report import write

from sim.negotiation.limits import LimitReader
from sim.negotiation.shocks import ALARM, ShockReader

ROUNDS, SCORED, SOON = 100, 75, 10
RATE = 0.05  # of false alarms, a negotiation
KINDS = {"static": 0.0, "jump": 1.0, "drop": -1.0}
FAMILIES = {  # exponents, and how far offers stray above the demand
    "exact, e of 1/4, 1 or 4": ((0.25, 1.0, 4.0), 0.0),
    "exact, any e of 1/4 to 8": ((), 0.0),
    "wavering, any e of 1/4 to 8": ((), 0.03),
    "wavering twice as far": ((), 0.06),
}
OURS, FAMILY, KNOWS = "ShockReader", "knows the family", "knows its parameters"
SHIFTS = (0.0, 0.01, 0.02, 0.04, 0.08, 1.0)  # bins of what a jump shows in offers


class Target(NamedTuple):
    """A made-up negotiator: what it offers, and what its reservation value was."""

    values: np.ndarray  # [T] utilities of the outcomes to it
    offers: np.ndarray  # [ROUNDS] outcomes
    minimum: np.ndarray  # [ROUNDS]
    jump: int  # the last round before it moved
    exponent: float
    change: float
    straying: float


def made_up(
    rng: np.random.Generator, kind: str, exponents: tuple[float, ...], straying: float
) -> Target:
    """One negotiator over 500 outcomes. A wavering one offers up to `straying` above its demand."""
    values = np.sort(np.concatenate([rng.uniform(size=498), [0.0, 1.0]]))
    e = float(rng.choice(exponents) if exponents else 2.0 ** rng.uniform(-2.0, 3.0))
    change = KINDS[kind] * rng.uniform(0.15, 0.35)
    first = rng.uniform(max(0.0, -change), min(0.9, 0.95 - change))
    jump = int(rng.integers(20, 66))
    rounds = np.arange(1, ROUNDS + 1)
    minimum = np.where(rounds > jump, first + change, first)
    demand = minimum + (1.0 - minimum) * (1.0 - (rounds / (ROUNDS + 1)) ** e)
    if straying:
        demand = np.minimum(demand + rng.uniform(0.0, straying, ROUNDS), 1.0)
    offers = np.searchsorted(values, demand - 1e-9)
    return Target(values, offers, minimum, jump, e, change, straying)


def told(target: Target) -> dict[str, np.ndarray]:
    """Log odds of a jump after every round, by each who watches; and our estimate at SCORED."""
    watchers: dict[str, Any] = {
        OURS: ShockReader(target.values),
        FAMILY: ShockReader(target.values, straying=(target.straying or 1e-4,), curveless=0.0),
        KNOWS: Informed(target.values, target.minimum[0], target.exponent, target.straying),
    }
    odds = {name: np.zeros(SCORED + SOON) for name in watchers}
    for k in range(SCORED + SOON):
        for name, watcher in watchers.items():
            outcome = int(target.offers[k])
            heard = float(target.values[outcome]) if name == KNOWS else outcome
            watcher.heard(heard, (k + 1) / (ROUNDS + 1))
            odds[name][k] = watcher.log_odds
            if k + 1 == SCORED and name == OURS:
                odds["estimate"] = np.array([watcher.mean])
    return odds


def limit(target: Target, hazard: float) -> float:
    """The estimate of `LimitReader` at SCORED."""
    reader = LimitReader(1.0 - target.values, target.values, 0.0, ROUNDS, hazard=hazard)
    for k in range(SCORED):
        reader.heard(int(target.offers[k]), (k + 1) / (ROUNDS + 1))
    return reader.mean


def raised(odds: np.ndarray, alarm: float) -> int:
    """The number of the first offer at which the odds pass the alarm; past all, if none."""
    above = np.flatnonzero(odds > alarm)
    return int(above[0]) + 1 if len(above) else len(odds) + 1


def share(hits: list[bool]) -> float | None:
    return round(float(np.mean(hits)), 3) if hits else None


def flags(targets: list[Target], odds: list[np.ndarray], alarm: float) -> dict[str, Any]:
    """How often a jump is told in time, and how often where there is none."""
    soon, false, shown = [], [], []
    for target, row in zip(targets, odds, strict=True):
        first = raised(row, alarm)
        quiet = target.jump if target.change else SCORED
        false.append(first <= quiet)
        soon.append(quiet < first <= quiet + SOON)
        time = (target.jump + SOON) / (ROUNDS + 1)
        shown.append(abs(target.change) * time**target.exponent)
    if not targets[0].change:
        return {"false alarm": share(false)}
    groups = {
        f"jump of {low:.2f} to {low + 0.05:.2f}": [
            low <= abs(t.change) < low + 0.05 for t in targets
        ]
        for low in (0.15, 0.2, 0.25, 0.3)
    }
    for low, high in ((0.25, 1.0), (1.0, 2.0), (2.0, 4.0), (4.0, 8.1)):
        groups[f"e of {low:g} to {high:.0f}"] = [low <= t.exponent < high for t in targets]
    for a, b in pairwise(SHIFTS):
        groups[f"shows {a:.2f} to {b:.2f}"] = [a <= s < b for s in shown]
    power = {
        name: [sum(members), share([s for s, m in zip(soon, members, strict=True) if m])]
        for name, members in groups.items()
    }
    return {"flagged": share(soon), "false alarm": share(false), "by": power}


def measured(family: str, count: int, seed: int) -> dict[str, Any]:
    """RMSE of the readers and of guesses, and who tells a jump how often, in one family."""
    times = np.arange(1, SCORED + 1) / (ROUNDS + 1)
    found: dict[str, Any] = {}
    odds: dict[str, dict[str, list[np.ndarray]]] = {}
    everybody = {}
    for kind in KINDS:
        rng = np.random.default_rng(seed)
        targets = [made_up(rng, kind, *FAMILIES[family]) for _ in range(count)]
        everybody[kind] = targets
        errors: dict[str, list[float]] = {}
        odds[kind] = {name: [] for name in (OURS, FAMILY, KNOWS)}
        for target in targets:
            watched = told(target)
            for name in odds[kind]:
                odds[kind][name].append(watched[name])
            offered = target.values[target.offers[:SCORED]]
            guesses = {
                OURS: float(watched["estimate"][0]),
                "LimitReader": limit(target, 0.003),
                "LimitReader, R taken as fixed": limit(target, 0.0),
                "curve fit, else 0": fitted(offered, times, 10, 0.0),
                "half its lowest offer": 0.5 * float(offered.min()),
                "mean of what is known": 0.5,
            }
            truth = target.minimum[SCORED - 1]
            for name, guess in guesses.items():
                errors.setdefault(name, []).append(guess - truth)
        found[kind] = {
            "n": count,
            "rmse": {name: round(rmse(np.array(e)), 4) for name, e in errors.items()},
        }
    for kind, targets in everybody.items():
        found[kind]["told"] = {}
        for name in (OURS, FAMILY, KNOWS):
            top = [row[:SCORED].max() for row in odds["static"][name]]
            alarm = ALARM if name == OURS else float(np.quantile(top, 1.0 - RATE))
            found[kind]["told"][name] = flags(targets, odds[kind][name], alarm)
    return found


def alarm(count: int, seed: int) -> None:
    """Print the odds that keep to the rate of false alarms, where nothing moves."""
    rng, top = np.random.default_rng(seed), []
    for _ in range(count):
        target = made_up(rng, "static", (), rng.uniform(0.0, 0.06))
        reader = ShockReader(target.values)
        odds = []
        for k in range(SCORED):
            reader.heard(int(target.offers[k]), (k + 1) / (ROUNDS + 1))
            odds.append(reader.log_odds)
        top.append(max(odds))
    for rate in (0.1, RATE, 0.03, 0.02, 0.01):
        print(f"{rate:.0%} of {count}: {np.quantile(top, 1.0 - rate):.2f}")


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="negotiators of each kind")
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--out", type=Path, default=RESULTS / "mind-moved.json")
    parser.add_argument("--alarm", action="store_true", help="what odds keep to the rate")
    parser.add_argument("--families", type=int, nargs="*", help="only these, counted from 0")
    parser.add_argument("--report", action="store_true", help="write the page from the results")
    asked = parser.parse_args()
    if asked.report:
        write(asked.out)
        return
    if asked.alarm:
        alarm(asked.count, asked.seed + 1)
        return
    body: dict[str, Any] = {**described(), "seed": asked.seed, "rate": RATE, "alarm": ALARM}
    chosen = [
        name for k, name in enumerate(FAMILIES) if asked.families is None or k in asked.families
    ]
    body["families"] = {}
    for family in chosen:
        body["families"][family] = measured(family, asked.count, asked.seed)
        print(family, json.dumps(body["families"][family], indent=1), flush=True)
    asked.out.write_text(json.dumps(body, indent=1) + "\n")


if __name__ == "__main__":
    main()
