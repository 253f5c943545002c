"""What a belief and a proposal cost in the flagship, compiled, on one core, in each tier.

Processor time, medians over the rounds of some worlds. A belief update is one seat's
reading of one act of one other party; a proposal is a seat's judgement of all terms and its
choice among them.
`python benchmarks/mind/cost.py` writes benchmarks/results/mind-cost.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

import sim
from sim import columns as at
from sim import compiled, game
from sim import moves as move
from sim.forecasts import forecast
from sim.game import Game
from sim.moves import nothing
from sim.round import consider_seat, decide_seat, hear_moves

sys.path.insert(0, str(Path(__file__).parents[1]))
from machine import RESULTS, described, told

WORLDS, ROUNDS, REPEATS = 3, 8, 5


def spent(act: Callable[..., Any], *given: Any) -> float:
    """Milliseconds of processor time of one call: the least of a few, as others disturb."""
    took = []
    for _ in range(REPEATS):
        began = time.thread_time()
        act(*given)
        took.append(time.thread_time() - began)
    return 1e3 * min(took)


def silent(g: Game) -> Any:
    """Moves in which everybody keeps its posture and does nothing else."""
    moves = np.stack([nothing() for _ in g.scenario.parties])
    moves[:, move.POSTURE] = g.world.public.standing[:, at.S_POSTURE]
    return moves


def steps(g: Game) -> dict[str, float]:
    """Milliseconds by step, now."""
    a, world, now = g.arena, g.world, g.now
    p, rival = (int(n) for n in a.belligerent)
    _, look = consider_seat(a, world, now, p, True)
    quiet, offer = silent(g), silent(g)
    offer[rival, move.PROPOSAL] = int(np.argmax(g.judged[rival][1].passes))
    nothing_heard = spent(hear_moves, a, world, now, quiet)
    heard = spent(hear_moves, a, world, now, offer) - nothing_heard
    return {
        "a belief after one offer": heard / (len(g.scenario.parties) - 1),
        "a seat's own view of the forecast": nothing_heard / len(g.scenario.parties),
        "a proposal: judging what it would accept": spent(consider_seat, a, world, now, p, False),
        "the same of all terms, for a person": spent(consider_seat, a, world, now, p, True),
        "a proposal: choosing the move": spent(decide_seat, a, world, look, p),
        "the public forecast, once a stage for all": spent(forecast, a, world.public),
    }


def measure(name: str, tier: int) -> dict[str, Any]:
    """Times by step over rounds and worlds."""
    scenario = sim.load(name).with_values({"scenario.tier": tier})
    found: dict[str, list[float]] = {}
    for seed in range(WORLDS):
        g = game.begin(scenario, seed)
        for _ in range(ROUNDS):
            if g.stage == "over" or g.phase != "war":
                break
            for key, value in steps(g).items():
                found.setdefault(key, []).append(value)
            g = game.play(game.play(g, {}), {})
    return {key: told(values) for key, values in found.items()}


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="ukraine-2022")
    asked = parser.parse_args()
    if not compiled.warm():
        raise SystemExit("Numba is not here: only interpreted rules could be measured.")
    tiers = {name: measure(asked.scenario, n) for n, name in enumerate(("grid", "full"))}
    body = {"machine": described(), "scenario": asked.scenario, "milliseconds": tiers}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "mind-cost.json").write_text(json.dumps(body, indent=1) + "\n")
    shown = Table("ms of processor time, median (p95)", *tiers)
    for key in tiers["grid"]:
        shown.add_row(
            key, *(f"{t[key]['median']:.2f} ({t[key]['p95']:.2f})" for t in tiers.values())
        )
    Console().print(body["machine"], shown)


if __name__ == "__main__":
    main()
