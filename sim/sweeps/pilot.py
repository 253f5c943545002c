"""The pilot: a few worlds of a sweep, timed before it starts."""

from __future__ import annotations

import os
import threading
from typing import Any

from sim.ensembles import play
from sim.sweeps import clock
from sim.sweeps.designs import Design
from sim.sweeps.sharing import Shared
from sim.sweeps.spec import Spec, setting
from sim.sweeps.work import Engine

PATIENCE = 2.0
"""Seconds a pilot takes, or one world."""
MOST = 200


def samples(spec: Spec, drawn: Design) -> list[Any]:
    """Worlds from all over the design, each with all that is needed to play it."""
    found: list[Any] = []
    for n in range(MOST):
        # a stride of the golden section, so that even a short pilot sees all parts
        place = int(len(drawn) * (n * 0.6180339887498949 % 1.0))
        chosen = [(factor, drawn.values[factor.name][place]) for factor in spec.factors]
        scenario = spec.scenarios[int(drawn.scenario[place])]
        found.append((scenario, chosen, spec.seed, n, spec.to_end))
    return found


def pilot(worlds: list[Any], limit: float, engine: Engine | None = None) -> float:
    """Worlds a second of one worker; 0 if none could be played.

    Called by a worker, which ends itself where a world takes more than `limit` seconds, as it
    would in the sweep: nothing else stops a world that never ends.
    """
    shared: dict[int, Shared] = {}
    played, began = -1, clock.now()
    for scenario, chosen, seed, world, to_end in worlds:
        if played == 0:
            # the first may have waited for the compiler
            began = clock.now()
        late = threading.Timer(max(limit, PATIENCE), os._exit, (4,))
        late.daemon = True
        late.start()
        try:
            if engine is None:
                points = shared.setdefault(id(scenario), Shared(scenario))
                play(points.at(chosen), 1, seed, world, to_end)
            else:
                engine(setting(scenario, chosen), 1, seed, world, to_end, None)
        except Exception:
            continue
        finally:
            late.cancel()
        played += 1
        if played > 0 and clock.now() - began > min(PATIENCE, limit):
            break
    return max(played, 0) / max(clock.now() - began, 1e-9)
