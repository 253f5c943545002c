"""How many worlds a second: every scenario through the ensemble, and beside it Mesa's `batch_run`.

`python benchmarks/ensembles.py` prints a table and writes results/ensembles.json. Times are
those of the processor, so that a busy machine counts little; two cores are told as they passed.
One thread runs rules here, as in a worker of a sweep (`sim.compiled.alone`).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
from typing import Any

import mesa
from machine import RESULTS, described
from rich.console import Console
from rich.table import Table

import sim
from sim import compiled, model
from ui import warming

SCENARIOS = (
    "lab", "portsmouth-1905", "japan-1945", "korea-1951", "minsk-2015", "northern-territories",
    "ukraine-2022",
)  # fmt: skip


def alone(name: str, seconds: float) -> dict[str, Any]:
    """Worlds of one scenario on one core, for so many seconds of the processor."""
    scenario = sim.load(name)
    sim.ensemble(scenario, worlds=1, seed=0)
    played = rounds = 0
    start = time.process_time()
    while (spent := time.process_time() - start) < seconds:
        worlds = sim.ensemble(scenario, worlds=4, seed=1, first=played)
        played, rounds = played + 4, rounds + int(worlds["rounds"].sum())
    return {
        "terms": scenario.terms_count, "worlds": played,
        "rounds a world": round(rounds / played, 1),
        "worlds a second": round(played / spent, 1),
        "microseconds a round": round(1e6 * spent / rounds, 1),
    }  # fmt: skip


def batch_run(name: str, worlds: int) -> float:
    """Worlds a second of the Mesa model under Mesa's own `batch_run`, one process."""
    start = time.process_time()
    mesa.batch_run(
        model.NegotiationModel, {"scenario": sim.load(name)}, iterations=worlds, max_steps=10_000,
        number_processes=1, display_progress=False,
    )  # fmt: skip
    return worlds / (time.process_time() - start)


def _share(name: str, seconds: float) -> float:
    compiled.alone()
    warming.compile_here()
    scenario = sim.load(name)
    sim.ensemble(scenario, worlds=4, seed=0)
    played, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        sim.ensemble(scenario, worlds=4, seed=2, first=played)
        played += 4
    return played / (time.perf_counter() - start)


def scaling(name: str, seconds: float) -> float:
    """How many times as many worlds two processes make as one, as time passed."""
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        one = pool.apply(_share, (name, seconds))
        two = pool.starmap(_share, [(name, seconds)] * 2)
    return sum(two) / one


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each scenario")
    asked = parser.parse_args()
    compiled.alone()
    if not warming.compile_here():
        raise SystemExit("Numba is not here: only interpreted rules could be measured.")
    body: dict[str, Any] = {"machine": described(), "scenarios": {}}
    shown = Table("scenario", "terms", "rounds a world", "worlds/s and core", "µs a round")
    for name in SCENARIOS:
        body["scenarios"][name] = found = alone(name, asked.seconds)
        cells = [found[k] for k in found if k != "worlds"]
        shown.add_row(name, *(f"{c:,}" for c in cells))
    quick = body["scenarios"]["lab"]["worlds a second"]
    body["ensemble over Mesa's batch_run, lab"] = round(quick / batch_run("lab", 40), 1)
    body["two processes over one, japan-1945"] = round(scaling("japan-1945", asked.seconds), 2)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    body["most memory, MB"] = round(most / 1024)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "ensembles.json").write_text(json.dumps(body, indent=1) + "\n")
    Console().print(
        body["machine"], shown, {k: v for k, v in body.items() if isinstance(v, float | int)}
    )


if __name__ == "__main__":
    main()
