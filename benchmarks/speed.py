"""How fast the engine is: one world, one round, many worlds; compiled, interpreted, under Mesa.

`python benchmarks/speed.py` prints a table and writes benchmarks/results/speed.json.
Each time is told twice, as it passed and as the processor spent it; on an idle
machine both agree, on a shared one the first holds the wait for others too.
"""

from __future__ import annotations

import argparse
import functools
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


Times = list[tuple[float, float]]
"""Seconds as they passed, and as the processor spent them."""


def timed(what: Any, *given: Any) -> tuple[tuple[float, float], Any]:
    """How long a call takes, and what it gives."""
    start, busy = time.perf_counter(), time.process_time()
    result = what(*given)
    return (time.perf_counter() - start, time.process_time() - busy), result


def rounds(scenario: Scenario, seed: int, most: int) -> Times:
    """Each of the first rounds of a machine-only world, and before them its opening."""
    opening, now = timed(functools.partial(game.begin, scenario, seed=seed))
    found = [opening]
    while now.stage != "over" and len(found) <= most:
        spent, now = timed(_round, now)
        found.append(spent)
    return found


def _round(now: Game) -> Game:
    number = now.round
    while now.stage != "over" and now.round == number:
        now = game.play(now, {})
    return now


def lasting(scenario: Scenario, wanted: int) -> tuple[list[int], Times]:
    """Seeds whose world lasts 60 rounds, and what each world tried took as an ensemble of one."""
    found: list[int] = []
    took: Times = []
    while len(found) < wanted and len(took) < 40 * wanted:
        play = functools.partial(sim.ensemble, scenario, worlds=1, seed=len(took))
        spent, batch = timed(play)
        if batch["rounds"][0] >= ROUNDS:
            found.append(len(took))
        took.append(spent)
    return found, took


def added(times: Times) -> tuple[float, float]:
    """The sum of some times."""
    return sum(t for t, _ in times), sum(c for _, c in times)


def terminal(path: str, scenario: Scenario, seeds: list[int]) -> Times:
    """`ceasefire run`, transcript and all, for each 60 rounds, in a running program."""
    found = []
    for seed in seeds:
        command = ["run", path, "--seed", str(seed)]
        spent, result = timed(CliRunner().invoke, app, command)
        assert result.exit_code == 0, result.output
        played = len(game.run(game.begin(scenario, seed=seed)).log)
        found.append((spent[0] * ROUNDS / played, spent[1] * ROUNDS / played))
    return found


def against_mesa(scenario: Scenario, seeds: list[int]) -> list[float]:
    """Processor time of the Mesa model over that of the game, world by world."""
    found = []
    for seed in seeds:
        (_, alone), _ = timed(game.run, game.begin(scenario, seed=seed))
        (_, mesa), _ = timed(sim.NegotiationModel(scenario, rng=seed).run)
        found.append(mesa / alone)
    return found


def fresh(code: str, times: int) -> list[float]:
    """What a program of its own measures, several times."""
    command = [sys.executable, "-c", code]
    return [
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(times)
    ]


def both(times: Times) -> dict[str, dict[str, float]]:
    """Times as they passed and as the processor spent them."""
    return {
        "passed": told([passed for passed, _ in times]),
        "processor": told([spent for _, spent in times]),
    }


def measure(name: str, scenario: Scenario, path: str, worlds: int) -> dict[str, Any]:
    """Everything about one scenario, in seconds."""
    with compiled.interpreted():
        slow = rounds(scenario, 0, 8)[1:]
    rounds(scenario, 0, 1)
    seeds, took = lasting(scenario, worlds)
    quick = [rounds(scenario, seed, ROUNDS) for seed in seeds]
    return {
        "scenario": name,
        "terms": scenario.terms_count,
        "seeds that last 60 rounds": seeds,
        "60 rounds, engine": both([added(one) for one in quick]),
        "60 rounds, ceasefire run": both(terminal(path, scenario, seeds)),
        "a round, compiled": both([spent for one in quick for spent in one[1:]]),
        "a round, interpreted": both(slow),
        "a world of an ensemble": both(took),
        "worlds a second on one core": round(len(took) / added(took)[1], 2),
        "Mesa model over game": told(against_mesa(scenario, seeds[:3])),
    }


def table(results: list[dict[str, Any]]) -> Table:
    """The results as a table, one column a scenario."""
    shown = Table("", *(f"{one['scenario']}, {one['terms']:,} terms" for one in results))
    for key, value in results[0].items():
        if isinstance(value, dict) and "passed" in value:
            for kind in ("passed", "processor"):
                cells = [_cell(one[key][kind]) for one in results]
                shown.add_row(f"{key}, {kind}", *cells)
        elif isinstance(value, dict):
            shown.add_row(key, *(_cell(one[key]) for one in results))
        elif isinstance(value, float):
            shown.add_row(key, *(str(one[key]) for one in results))
    return shown


def _cell(times: dict[str, float]) -> str:
    return f"{times['median']:.3f} (p95 {times['p95']:.3f}, worst {times['largest']:.3f})"


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
