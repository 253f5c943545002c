"""What is learnt of the other's minimum, and when: `python benchmarks/spread.py --worlds 40`.

Worlds of machines. For both belligerents and each quarter of the rounds of war: how wide
the 80 % interval is, how often it holds the truth, its interval score and the root mean
squared error of the mean, of three readers. *Public* hears nothing: the first belief,
its forecast moved by the war. *Then* is the belief held at the time, *later* the same
smoothed by all that came after. Where *then* is as wide as *public*, nothing could be
learnt yet. Seeds run from `--first`.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np
from machine import RESULTS, described
from numpy.typing import NDArray

import sim
from sim import compiled, evidence, game, smoothing
from sim.beliefs import quantiles
from sim.game import Game
from sim.smoothing import SHARES, Fan

Floats = NDArray[np.float64]

READERS = ("public", "then", "later")
QUARTERS = 4
OUTSIDE = 2 / 0.2  # weight of what an 80 % interval misses in its interval score


def measured(g: Game, seat: str, other: str) -> Floats:
    """One believer in one world: `[reader, round of war, (low, mean, high, truth)]`."""
    view = game.look(g, seat)
    told = evidence.account(view, other)
    read = (public(g, told, other), told.fans, smoothing.smoothed(view, told.passages, other))
    j = list(g.scenario.parties).index(other)
    war = [n for n, m in enumerate(g.log) if m.window.fighting]
    return np.array([
        [(fans[n].quantiles[0], fans[n].mean, fans[n].quantiles[-1], g.log[n].minimum[j])
         for n in war]
        for fans in read
    ])  # fmt: skip


def public(g: Game, told: evidence.Account, other: str) -> list[Fan]:
    """The first belief as the war alone moves it."""
    j = list(g.scenario.parties).index(other)
    drift = smoothing.kernel(g.arena, j, np.ones(len(g.scenario.parties)))  # tier grid: all alike
    found: list[Fan] = []
    belief: Floats | None = None
    for passage in told.passages:
        if found and passage.round == found[-1].round:
            continue
        mark = next(mark for mark in passage.arrival if mark.about == j)
        belief = mark.belief if belief is None else belief @ drift
        mean = float((belief * mark.points).sum())
        found.append(Fan(passage.round, mean, tuple(quantiles(mark.points, belief, SHARES))))
    return found


def judged(rows: Floats) -> dict[str, float]:
    """Width, cover, interval score and error of `[n, (low, mean, high, truth)]`."""
    low, mean, high, truth = rows.T
    outside = np.maximum(low - truth, 0.0) + np.maximum(truth - high, 0.0)
    return {
        "width": float(np.mean(high - low)),
        "holds": float(np.mean((low <= truth) & (truth <= high))),
        "score": float(np.mean(high - low + OUTSIDE * outside)),
        "error": float(np.sqrt(np.mean((mean - truth) ** 2))),
    }


def study(name: str, worlds: int, first: int) -> dict[str, Any]:
    """All readers by quarter, `[quarter][reader]`, over some worlds of a scenario."""
    scenario = sim.load(name)
    one, two = scenario.belligerents
    quarters: list[list[Floats]] = [[] for _ in range(QUARTERS)]
    for seed in range(first, first + worlds):
        g = game.run(game.begin(scenario, seed))
        for seat, other in ((one, two), (two, one)):
            rows = measured(g, seat, other)
            for n in range(rows.shape[1]):
                quarters[n * QUARTERS // rows.shape[1]].append(rows[:, n])
    found = [np.stack(rows, axis=1) for rows in quarters if rows]
    return {
        "worlds": worlds,
        "first": first,
        "quarters": [
            {reader: judged(rows[k]) for k, reader in enumerate(READERS)} for rows in found
        ],
    }


def main() -> None:
    """Measure, keep, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--first", type=int, default=1000)
    parser.add_argument("--scenario", default="ukraine-2022")
    chosen = parser.parse_args()
    compiled.warm()
    result = study(chosen.scenario, chosen.worlds, chosen.first)
    kept = {"machine": described(), chosen.scenario: result}
    (RESULTS / "spread.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print("| quarter | reader | width | holds the truth | interval score | error |")
    print("|---|---|---|---|---|---|")
    for n, quarter in enumerate(result["quarters"], 1):
        for reader, told in quarter.items():
            holds = f"{100 * told['holds']:.0f}%"
            rest = f"{100 * told['score']:.1f} | {100 * told['error']:.1f}"
            print(f"| {n} | {reader} | {100 * told['width']:.1f} | {holds} | {rest} |")


if __name__ == "__main__":
    main()
