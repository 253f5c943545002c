"""The same scenario played by machines alone, many worlds of it, in a process of its own.

`python -m ui.rooms.comparison` reads a scenario, a seed and a number of worlds, as its parent
pickles them, and writes shares as JSON.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import subprocess
import sys
import threading
from typing import Any

import numpy as np

from sim.scenario import Scenario
from ui import clock

from .plan import Plan

log = logging.getLogger("ceasefire.rooms")

CHUNK = 10

PATIENCE = 3600.0
"""Seconds that the machines' worlds may take."""


_children: set[int] = set()


def children() -> list[int]:
    """The processes that play such worlds now."""
    return sorted(_children)


def compared(plan: Plan, worlds: int) -> dict[str, Any] | None:
    """Shares over so many worlds; None if they could not be played."""
    command = [sys.executable, "-m", "ui.rooms.comparison"]
    try:
        # the scenario itself: a variant of it, or a file that was edited since
        asked = pickle.dumps((plan.scene(), plan.seed, worlds), 5)
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            limit = threading.Timer(PATIENCE, child.kill)
            limit.daemon = True
            limit.start()
            _children.add(child.pid)
            try:
                # the line stays open: the worlds end with whoever wanted them
                child.stdin.write(asked)
                child.stdin.flush()
                return dict(json.loads(child.stdout.read()))
            finally:
                _children.discard(child.pid)
                limit.cancel()
                child.kill()
    except (OSError, ValueError, subprocess.SubprocessError):
        log.exception("the worlds of machines could not be played")
        return None


def shares(
    scene: Scenario, seed: int, worlds: int, patience: float = PATIENCE / 4
) -> dict[str, Any]:
    """How often machines opened, saw, seized and missed a window in this scenario.

    As many worlds as asked for, or as many as fit into so many seconds, told in `worlds`.
    """
    from sim.ensembles import Worlds, ensemble

    now = clock.server()
    end, parts = now() + patience, []
    for first in range(0, worlds, CHUNK):
        part = ensemble(scene, min(CHUNK, worlds - first), seed, first=first)
        parts.append(part.columns)
        if now() > end:
            break
    table = Worlds({name: np.concatenate([p[name] for p in parts]) for name in parts[0]})
    signed = table["signed"] > 0
    return {
        "worlds": len(table),
        "opened": float(table["opened"].mean()),
        "signed": float(signed.mean()),
        "seized": float((table["seized"] > 0).mean()),
        "missed": float((table["missed"] > 0).mean()),
        "open_rounds": float(table["open_rounds"].mean()),
        "recognised": float((table["recognised_50"] > 0).mean()),
    }


def main() -> None:
    """The process: low in priority, so that people come first."""
    if hasattr(os, "nice"):
        os.nice(10)
    scene, seed, worlds = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_attend, name="parent", daemon=True).start()
    json.dump(shares(scene, seed, worlds), sys.stdout)
    sys.stdout.flush()
    # without waiting for the thread that listens
    os._exit(0)


def _attend() -> None:
    """End when the server ends, also if that was killed."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
