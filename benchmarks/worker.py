"""One worker of a sweep: how soon it plays, what a point costs beside its world, what it holds.

`python benchmarks/worker.py` starts a process as a sweep does, once for each spec, times it from
its birth to its first world, and then plays points of the spec one after the other. Prints a
table and writes results/worker.json. Rules must be compiled (`ceasefire compile`).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from machine import RESULTS, described

ROOT = Path(__file__).parent.parent
SPECS = {
    "lab": (ROOT / "examples/minds.toml", 400),
    "japan-1945": (ROOT / "docs/studies/golden-rule/japan-1945.toml", 330),
    "ukraine-2022": (ROOT / "docs/studies/golden-rule/ukraine-2022.toml", 44),
}


def resident() -> float:
    """Megabytes of this process now; its most so far where the system does not say."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text().splitlines()
        return int(next(x for x in lines if x.startswith("VmRSS")).split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def worker(spec: str, points: int, born: float, pipe: Any) -> None:
    """What the process does; it tells through the pipe."""
    from sim.sweeps.work import start

    start()
    found: dict[str, Any] = {
        "to its first world, s": round(time.time() - born, 2),
        "to its first world, s of processor": round(time.process_time(), 2),
        "MB then": round(resident()),
    }
    from sim.ensembles import play
    from sim.sweeps.designs import design
    from sim.sweeps.sharing import Shared
    from sim.sweeps.spec import read_spec

    read = read_spec(spec)
    drawn = design(read)
    shared = Shared(read.scenarios[0])

    def chosen(point: int) -> list[Any]:
        return [(f, drawn.values[f.name][point]) for f in read.factors]

    play(shared.at(chosen(0)), 1, read.seed, 0, read.to_end)
    prepared = played = 0.0
    for point in range(points):
        first = time.process_time()
        ready = shared.at(chosen(point))
        second = time.process_time()
        play(ready, 1, read.seed, int(drawn.stream[point]), read.to_end)
        prepared += second - first
        played += time.process_time() - second
        if point + 1 in (points // 2, points):
            found[f"MB after {point + 1} points"] = round(resident())
    found["ms a point beside its world"] = round(1000 * prepared / points, 3)
    found["ms a world"] = round(1000 * played / points, 3)
    found["most MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    pipe.send(found)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=float, default=1.0, help="times as many points")
    asked = parser.parse_args()
    from sim.sweeps.work import start

    start()  # the cache is warm, or it is made so before anything is timed
    body: dict[str, Any] = {"machine": described(), "workers": {}}
    context = multiprocessing.get_context("spawn")
    for name, (spec, points) in SPECS.items():
        ours, theirs = context.Pipe()
        many = max(2, round(points * asked.points))
        process = context.Process(target=worker, args=(str(spec), many, time.time(), theirs))
        process.start()
        body["workers"][name] = ours.recv()
        process.join()
        print(name, json.dumps(body["workers"][name]), flush=True)
    body["load at the end"] = [round(x, 2) for x in os.getloadavg()]
    (RESULTS / "worker.json").write_text(json.dumps(body, indent=1) + "\n")


if __name__ == "__main__":
    main()
