"""Sweeps: millions of worlds over ranges of a scenario's numbers, kept, resumed, analysed.

`sim.sweep(spec)` runs one; a `Sweep` reads it. See docs/sweeps.md.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.sweeps.errors import SweepError

if TYPE_CHECKING:
    from sim.sweeps.designs import Design
    from sim.sweeps.pools import Pool
    from sim.sweeps.results import Sweep
    from sim.sweeps.runner import Watcher
    from sim.sweeps.spec import Spec
    from sim.sweeps.work import Engine

__all__ = ["Estimate", "SweepError", "sweep"]

SECONDS = 5.0
"""Seconds a chunk should take."""
MOST_ROWS = 50_000
"""Rows of a chunk."""
ROW_BYTES = 30.0
UNKNOWN = 100


@dataclass(frozen=True)
class Estimate:
    """What a sweep will take: worlds, seconds and bytes; `rate` worlds a second and worker."""

    points: int
    worlds: int
    workers: int
    rate: float
    room: int

    @property
    def seconds(self) -> float:
        """Seconds on all workers; not a number where no world could be timed."""
        return self.worlds / (self.rate * self.workers) if self.rate > 0 else math.nan

    @property
    def bytes(self) -> float:
        """Bytes at most: parts and the table made of them are there together for a while."""
        return 2 * ROW_BYTES * self.worlds + 60.0 * self.points + 1e6


def missing(*more: str) -> str:
    """The first package that sweeps need and that is not installed; empty if none."""
    from importlib.util import find_spec

    for name in ("pyarrow", "duckdb", "scipy", *more):
        if find_spec(name) is None:
            return name
    return ""


def sweep(
    spec: str | Path | Mapping[str, Any],
    to: str | Path | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    watch: Watcher | None = None,
    told: Any = None,
    engine: Engine | None = None,
    pool: Pool | None = None,
) -> Sweep:
    """Run a sweep, or go on with one that was stopped, and give its rows.

    `spec` is a TOML file or its tables, `to` the folder of its rows (by default
    `<id>.sweep`), `cluster` the address of a Dask scheduler. `told(estimate)` hears what
    it will take before anything runs and may refuse by raising; `watch(progress)` hears
    how far it is. SweepError says why it cannot be read, begun or gone on with.
    """
    if missing():
        raise SweepError(f"Sweeps need {missing()}: install ceasefire with its extra sweep.")
    from sim.sweeps.designs import design
    from sim.sweeps.opened import begin, reopen, same
    from sim.sweeps.pools import ClusterPool, LocalPool
    from sim.sweeps.results import Sweep
    from sim.sweeps.runner import clear, run, trouble
    from sim.sweeps.spec import read_spec
    from sim.sweeps.store import Store

    read = read_spec(spec)
    store = Store(to if to is not None else f"{read.id}.sweep")
    if store.table_file.is_file():
        same(store, read)
        if store.parts.exists():
            # killed once the table stood and before its parts were gone; else its runner is at it
            with contextlib.suppress(OSError, SweepError), store.locked():
                clear(store)
        return Sweep(store.folder)
    drawn = design(read)
    if store.exists():
        with store.locked():
            same(store, read)
    chosen = pool or (ClusterPool(cluster) if cluster else LocalPool(workers))
    try:
        measured = estimate(read, drawn, chosen, store, engine)
        if told is not None:
            told(measured)
        with store.locked():
            if store.exists():
                opened = reopen(store.folder)
            else:
                _room(measured, store)
                opened = begin(store, read, drawn, _chunk(read, measured))
            run(opened, chosen, engine, watch)
    except OSError as error:
        raise trouble(store, error) from None
    finally:
        chosen.end()
    return Sweep(store.folder)


def estimate(
    spec: Spec, drawn: Design, pool: Pool, store: Any, engine: Engine | None = None
) -> Estimate:
    """What a sweep will take, from a few of its worlds played by a worker."""
    from sim.sweeps.pilot import pilot, samples
    from sim.sweeps.pools import died
    from sim.sweeps.store import free

    try:
        rate = pool.submit(pilot, samples(spec, drawn), spec.seconds, engine).result()
    except Exception as error:
        if not died(error):
            raise
        rate = 0.0
        pool.renew()
    worlds = len(drawn) * spec.most_replicates
    return Estimate(len(drawn), worlds, pool.workers, rate, free(store.folder.absolute()))


def _room(measured: Estimate, store: Any) -> None:
    if measured.bytes > measured.room:
        raise SweepError(
            f"The sweep may need {measured.bytes / 1e9:.2f} GB, and where {store.folder} lies "
            f"{measured.room / 1e9:.2f} GB are free. "
            "Make room, take fewer worlds, or choose another folder."
        )


def _chunk(spec: Spec, measured: Estimate) -> int:
    wave = measured.points * spec.replicates
    wanted = round(measured.rate * SECONDS) if measured.rate > 0 else UNKNOWN
    shared = math.ceil(wave / (4 * measured.workers))
    return max(1, min(wanted, MOST_ROWS, shared))
