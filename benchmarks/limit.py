"""How far worlds are from what one core could do at most.

`python benchmarks/limit.py` counts the operations of a world's array expressions, element by
element, on interpreted rules; measures what one core does at most of each kind; and times the
same worlds compiled. Writes results/limit.json. An estimate: loops over single numbers are not
counted, and whoever needs fewer operations for the same world beats the limit.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from machine import RESULTS, described

from sim import compiled, nature
from sim.arena import arena
from sim.ensembles import play_world
from sim.opening import opening_public, spreads
from sim.scenario import load

COUNTS: Counter[str] = Counter()
COSTLY = {"exp", "log", "power", "sqrt"}


class Counted(np.ndarray):
    """An array that counts what is done with it."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **more: Any) -> Any:
        plain = [x.view(np.ndarray) if isinstance(x, Counted) else x for x in inputs]
        if "out" in more:
            more["out"] = tuple(
                x.view(np.ndarray) if isinstance(x, Counted) else x for x in more["out"]
            )
        found = getattr(ufunc, method)(*plain, **more)
        size = max(np.size(x) for x in plain) if method != "__call__" else np.size(found)
        COUNTS["costly" if ufunc.__name__ in COSTLY else "plain"] += size
        COUNTS["bytes"] += sum(x.nbytes for x in plain if isinstance(x, np.ndarray))
        if isinstance(found, np.ndarray):
            COUNTS["bytes"] += found.nbytes
            return found.view(Counted)
        return found

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        if isinstance(key, np.ndarray) and isinstance(found, np.ndarray):
            COUNTS["gathered"] += found.size
            COUNTS["bytes"] += 2 * found.nbytes
        return found


def counted(name: str, worlds: int) -> dict[str, float]:
    """Operations of a world to its signature, the mean of some."""
    scenario = load(name)
    found = arena(scenario)
    public, spread = opening_public(found, watched=False), spreads(found)
    wrapped = type(found)(*(_wrapped(part) for part in found))
    COUNTS.clear()
    with compiled.interpreted():
        for k in range(worlds):
            _, log = play_world(wrapped, public, spread, nature.key(7, k), False)
            COUNTS["rounds"] += int((log.any(axis=1)).sum())
    return {kind: COUNTS[kind] / worlds for kind in
            ("plain", "costly", "gathered", "bytes", "rounds")}  # fmt: skip


def _wrapped(part: Any) -> Any:
    if isinstance(part, np.ndarray):
        return part.view(Counted)
    if isinstance(part, tuple):
        return type(part)(*(_wrapped(one) for one in part))
    return part


def timed(name: str, worlds: int) -> float:
    """Seconds of processor of the same worlds, compiled."""
    found = arena(load(name))
    public, spread = opening_public(found, watched=False), spreads(found)
    play_world(found, public, spread, nature.key(7, 0), False)
    start = time.process_time()
    for k in range(worlds):
        play_world(found, public, spread, nature.key(7, k), False)
    return (time.process_time() - start) / worlds


def rate(work: Callable[[], object], amount: float, seconds: float = 0.5) -> float:
    """How much of something one core does a second, the best of many tries."""
    best, began = float("inf"), time.perf_counter()
    while time.perf_counter() - began < seconds:
        start = time.process_time()
        for _ in range(20):
            work()
        best = min(best, (time.process_time() - start) / 20)
    return amount / best


def core() -> dict[str, float]:
    """What one core does: multiplications and additions, one operation over an array that stays
    in its cache, exponentials, elements gathered, bytes from memory."""
    random = np.random.default_rng(0)
    square = random.random((512, 512))
    near, out = random.random(8640), np.empty(8640)
    places = random.integers(0, 8640, 8640)
    far, away = random.random(8_000_000), np.empty(8_000_000)
    return {
        "flop": rate(lambda: square @ square, 2 * 512.0**3),
        "plain": rate(lambda: np.multiply(near, 1.5, out=out), 8640.0),
        "costly": rate(lambda: np.exp(near, out=out), 8640.0),
        "gathered": rate(lambda: np.take(near, places, out=out), 8640.0),
        "bytes": rate(lambda: np.multiply(far, 1.5, out=away), 2 * far.nbytes, 2.0),
    }


def main() -> None:
    """Count, measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=4)
    asked = parser.parse_args()
    if not compiled.warm():
        raise SystemExit("Numba is not here: nothing compiled can be timed.")
    most = core()
    body: dict[str, Any] = {"machine": described(), "a core, a second": most, "worlds": {}}
    for name in ("lab", "japan-1945", "ukraine-2022"):
        work = counted(name, asked.worlds)
        took = timed(name, asked.worlds)
        # every plain operation at the rate of multiply and add, all data at hand
        least = work["plain"] / (most["flop"] / 2) + work["costly"] / most["costly"]
        least += work["gathered"] / most["gathered"]
        reached = work["plain"] / most["plain"] + least - work["plain"] / (most["flop"] / 2)
        body["worlds"][name] = {
            **{key: round(value, 1) for key, value in work.items()},
            "seconds": took, "limit, seconds": least, "times the limit": round(took / least, 1),
            "one operation at a time, seconds": reached,
            "times that": round(took / reached, 2),
        }  # fmt: skip
        print(name, json.dumps(body["worlds"][name]), flush=True)
    print(json.dumps(most))
    (RESULTS / "limit.json").write_text(json.dumps(body, indent=1) + "\n")


if __name__ == "__main__":
    main()
