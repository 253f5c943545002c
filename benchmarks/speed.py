"""How fast the engine is: one world, one round, many worlds; compiled, interpreted, under Mesa.

`python benchmarks/speed.py` prints a table and writes benchmarks/results/speed.json.
Times of a shared machine: medians and the worst are told, with the load.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import large
from machine import RESULTS, described, told
from rich.console import Console
from rich.table import Table
from typer.testing import CliRunner

import sim
from sim import compiled, game
from sim.game import Game
from sim.scenario import Scenario
from ui import warming
from ui.cli import app

ROUNDS = 60
IMPORT = """
import time
t = time.perf_counter()
from sim import game
print(time.perf_counter() - t)
"""
LOAD = """
import sim, time
from sim import compiled, game
from ui import warming
s = sim.load("ukraine-2022")
game.begin(s, seed=0)
t = time.perf_counter()
warming.compile_here()
game.play(game.begin(s, seed=1), {})
print(time.perf_counter() - t)
"""


def seconds(what: Any, *given: Any) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    what(*given)
    return time.perf_counter() - start


def rounds(scenario: Scenario, seed: int, most: int) -> list[float]:
    """Seconds of each of the first rounds of a machine-only world."""
    now, found = game.begin(scenario, seed=seed), []
    while now.stage != "over" and len(found) < most:
        start = time.perf_counter()
        now = _round(now)
        found.append(time.perf_counter() - start)
    return found


def _round(now: Game) -> Game:
    number = now.round
    while now.stage != "over" and now.round == number:
        now = game.play(now, {})
    return now


def lasting(scenario: Scenario, wanted: int) -> tuple[list[int], float, int]:
    """Seeds whose world lasts 60 rounds; and seconds and number of the worlds tried."""
    found: list[int] = []
    spent, tried = 0.0, 0
    while len(found) < wanted and tried < 40 * wanted:
        start = time.perf_counter()
        batch = sim.ensemble(scenario, worlds=1, seed=tried)
        spent += time.perf_counter() - start
        if batch["rounds"][0] >= ROUNDS:
            found.append(tried)
        tried += 1
    return found, spent, tried


def whole(scenario: Scenario, seeds: list[int]) -> list[float]:
    """Seconds of the first 60 rounds of worlds that last them, the opening included."""
    return [
        seconds(game.begin, scenario, seed) + sum(rounds(scenario, seed, ROUNDS)) for seed in seeds
    ]


def terminal(scenario: str, seeds: list[int]) -> list[float]:
    """Seconds of `ceasefire run`, transcript and all, for each 60 rounds, in a running program."""
    found = []
    for seed in seeds:
        start = time.perf_counter()
        result = CliRunner().invoke(app, ["run", scenario, "--seed", str(seed)])
        spent = time.perf_counter() - start
        assert result.exit_code == 0, result.output
        played = len(game.run(game.begin(sim.load(scenario), seed=seed)).log)
        found.append(spent * ROUNDS / played)
    return found


def against_mesa(scenario: Scenario, seeds: list[int]) -> list[float]:
    """Time of the Mesa model over time of the game, world by world."""
    found = []
    for seed in seeds:
        alone = seconds(game.run, game.begin(scenario, seed=seed))
        model = sim.NegotiationModel(scenario, rng=seed)
        found.append(seconds(model.run) / alone)
    return found


def fresh(code: str, times: int) -> list[float]:
    """What a program of its own measures, several times."""
    command = [sys.executable, "-c", code]
    return [
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(times)
    ]


def measure(name: str, scenario: Scenario, path: str, worlds: int) -> dict[str, Any]:
    """Everything about one scenario."""
    with compiled.interpreted():
        slow = rounds(scenario, 0, 8)
    game.play(game.begin(scenario, seed=0), {})
    seeds, spent, tried = lasting(scenario, worlds)
    return {
        "scenario": name,
        "terms": scenario.terms_count,
        "seeds that last 60 rounds": seeds,
        "60 rounds, engine": told(whole(scenario, seeds)),
        "60 rounds, ceasefire run": told(terminal(path, seeds)),
        "a round, compiled": told([s for seed in seeds for s in rounds(scenario, seed, ROUNDS)]),
        "a round, interpreted": told(slow),
        "Mesa model over game": told(against_mesa(scenario, seeds[:3])),
        "ensemble, seconds a world": round(spent / tried, 3),
        "ensemble, worlds a second on one core": round(tried / spent, 2),
    }


def table(results: list[dict[str, Any]]) -> Table:
    """The results as a table, one column a scenario."""
    shown = Table("", *(f"{one['scenario']}, {one['terms']:,} terms" for one in results))
    for key, value in results[0].items():
        if isinstance(value, dict):
            cells = [
                f"{one[key]['median']:.3f} (worst {one[key]['largest']:.3f})" for one in results
            ]
            shown.add_row(key, *cells)
        elif isinstance(value, float):
            shown.add_row(key, *(str(one[key]) for one in results))
    return shown


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=8, help="worlds of 60 rounds to time")
    asked = parser.parse_args()
    if not warming.compile_here():
        raise SystemExit("Numba is not here: only interpreted rules could be measured.")
    body: dict[str, Any] = {"machine": described()}
    body["import sim, seconds"] = told(fresh(IMPORT, 5))
    body["load compiled rules and play a stage, seconds"] = told(fresh(LOAD, 3))
    with tempfile.TemporaryDirectory() as folder:
        big = large.write(Path(folder) / "ukraine-2022")
        body["worlds"] = [
            measure("ukraine-2022", sim.load("ukraine-2022"), "ukraine-2022", asked.worlds),
            measure("larger", sim.load(big), str(big), max(3, asked.worlds // 2)),
        ]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "speed.json").write_text(json.dumps(body, indent=1) + "\n")
    Console().print(body["machine"], table(body["worlds"]))


if __name__ == "__main__":
    main()
