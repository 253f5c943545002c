"""Engines for tests of sweeps: quick worlds, and worlds in which something goes wrong.

Workers are other processes: they find these functions by their names.
"""

from __future__ import annotations

import contextlib
import os
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np

from sim import nature
from sim.ensembles import Worlds
from sim.sweeps.outcomes import OUTCOMES

HOPE = "parties.north.war.optimism"

GRID = {
    "sweep": {"id": "quick", "scenario": "lab", "design": "grid", "levels": 4, "replicates": 5,
              "seed": 7},
    "uncertainties": {HOPE: {"low": 0.3, "high": 0.8},
                      "parties.south.war.optimism": {"low": 0.3, "high": 0.8}},
    "levers": {"empathy": {"addresses": ["parties.north.mind.empathy"], "values": [0.0, 0.9]}},
    "outcomes": {"keep": ["ending", "opened", "seized", "first_open", "casualties"]},
}  # fmt: skip
"""160 worlds at 32 points."""


def grid(**sweep: Any) -> dict[str, Any]:
    """The grid with other values in its head."""
    return {**GRID, "sweep": {**GRID["sweep"], **sweep}}


def quick(scenario, worlds, seed, first, to_end=True, progress=None):
    """Worlds made of a few draws and one number of the scenario."""
    hope = scenario.number(HOPE).value
    rows = np.array([nature.uniforms(nature.key(seed, k), 1, 1, 1, 2)
                     for k in range(first, first + worlds)])  # fmt: skip
    columns = {"world": np.arange(first, first + worlds)}
    for outcome in OUTCOMES.values():
        name = outcome.source or outcome.name
        if outcome.kind == "text":
            columns[name] = np.where(rows[:, 1] < 0.5, "held", "war")
        elif outcome.kind == "float32":
            columns[name] = rows[:, 1] * 100
        else:
            columns[name] = (rows[:, 0] < hope).astype(np.int64)
    return Worlds(columns)


def endless(scenario, worlds, seed, first, to_end=True, progress=None):
    """A world that never ends."""
    while True:
        time.sleep(1)


def slow(scenario, worlds, seed, first, to_end=True, progress=None):
    """The same at about a hundred a second."""
    for k in range(worlds):
        time.sleep(0.01)
        if progress:
            progress(k + 1)
    return quick(scenario, worlds, seed, first)


def bad(scenario, worlds, seed, first, to_end=True, progress=None):
    """World 1 raises, world 2 kills its worker, world 3 never ends, world 4 gives no number."""
    if progress is None:
        return quick(scenario, worlds, seed, first)
    hope = scenario.number(HOPE).value
    found = quick(scenario, worlds, seed, first)
    for k in range(first, first + worlds):
        if hope > 0.7 and scenario.number("parties.south.war.optimism").value > 0.7:
            if k == 1:
                raise ValueError("a world that\ncannot be played")
            if k == 2:
                os.kill(os.getpid(), 9)
            if k == 3:
                time.sleep(1000)
            if k == 4:
                found.columns["casualties"][k - first] = np.nan
        progress(k - first + 1)
    return found


class Inline:
    """A pool without processes: work is done at once, here."""

    together = True

    def __init__(self, workers: int = 1, limit: int | None = None) -> None:
        self.workers, self.limit, self.calls = workers, limit, 0

    def submit(self, task: Any, *args: Any) -> Future[Any]:
        """Do it now; past the limit of calls, stop as Ctrl-C would."""
        self.calls += 1
        if self.limit is not None and self.calls > self.limit:
            raise KeyboardInterrupt
        future: Future[Any] = Future()
        try:
            future.set_result(task(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def renew(self) -> None:
        """Nothing dies here."""

    def end(self) -> None:
        """Nothing runs on."""


def children(pid: int) -> list[int]:
    """Worker processes whose parent is `pid`."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = stat.read_text().rpartition(")")[2].split()
            works = b"spawn_main" in stat.with_name("cmdline").read_bytes()
            if int(fields[1]) == pid and fields[0] != "Z" and works:
                found.append(int(stat.parent.name))
    return found


def alive(pid: int) -> bool:
    """Whether a process runs."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
