"""What a worker does: play a chunk of rows into a part, and hand back a receipt.

A worker gets a folder and a number, reads all else from the store, and writes
its rows there itself. It says in a marker which row it is at, so that whoever
finds it dead knows where; a thread beside it ends the process when a row runs
out of time, or when the runner is gone.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.compiled import alone
from sim.ensembles import Worlds, ensemble, play
from sim.scenario import Scenario, load
from sim.sweeps import clock
from sim.sweeps.designs import Design
from sim.sweeps.factors import Factor
from sim.sweeps.opened import Opened, at_hand, points_of
from sim.sweeps.outcomes import OUTCOMES
from sim.sweeps.plan import world_of
from sim.sweeps.spec import Spec, setting
from sim.sweeps.store import CRASHED, LATE, NOT_FINITE, OK, RAISED, Receipt, checksum, full

Engine = Callable[..., Worlds]
"""`engine(scenario, worlds, seed, first, to_end, progress)`; `sim.ensemble` if none is named."""

LONGEST_NOTE = 200
_WATCH = 0.25


@dataclass(frozen=True)
class Task:
    """A chunk to play; `skips` are rows known to be unplayable, with their status."""

    folder: str
    begun: str
    chunk: int
    skips: Mapping[int, str] = field(default_factory=dict)
    engine: Engine | None = None


@dataclass(frozen=True)
class Place:
    """A point as worlds are made of it: the scenario's number, and the factors' values."""

    scenario: int
    values: list[tuple[Factor, Any]]


@dataclass(frozen=True)
class Trouble:
    """Why a worker could not keep its rows; the sweep stops and can go on later."""

    text: str
    full: bool


def start() -> None:
    """Make a new process a worker: deaf to Ctrl-C, gone with its parent, rules at hand."""
    import signal

    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_gone_with_parent, daemon=True).start()
    alone()
    ensemble(load("lab"), 1)


def _gone_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(3)


def work(task: Task) -> Receipt | Trouble:
    """Play a chunk; its part is complete on the disk before the receipt is given."""
    from sim.sweeps import tables

    opened = at_hand(task.folder, task.begun)
    store = opened.store
    try:
        with _Marker(opened, task.chunk) as marker:
            columns = _play(opened, task, marker)
        path = store.part(task.chunk)
        tables.write_part(path, columns, opened.spec.outcomes)
        statuses = {name: columns["status"].count(name) for name in set(columns["status"])}
        receipt = Receipt(
            task.chunk, len(columns["row"]), path.stat().st_size, checksum(path), statuses
        )
        store.marker(task.chunk).unlink(missing_ok=True)
        return receipt
    except OSError as error:
        return Trouble(f"{store.folder}: {error.strerror or error}", full(error))


class _Marker:
    """The row a worker is at, on the disk, and since when."""

    def __init__(self, opened: Opened, chunk: int) -> None:
        self.limit = opened.spec.seconds
        self.path, self.late = opened.store.marker(chunk), opened.store.late(chunk)
        self.row, self.since = -1, clock.now()
        self.done = threading.Event()

    def __enter__(self) -> _Marker:
        self.file = open(self.path, "wb", buffering=0)
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.file.close()

    def at(self, row: int) -> None:
        """Say that a row begins now."""
        self.file.seek(0)
        self.file.write(b"%020d" % row)
        self.row, self.since = row, clock.now()

    def _watch(self) -> None:
        while not self.done.wait(_WATCH):
            if self.row >= 0 and clock.now() - self.since > self.limit:
                self.late.write_text(str(self.row), encoding="ascii")
                os._exit(4)


def _play(opened: Opened, task: Task, marker: _Marker) -> dict[str, Any]:
    spec, plan = opened.spec, opened.plan
    first, after = plan.span(task.chunk)
    begin, design = points_of(opened, first, after)
    names = ("row", "point", "replicate", "world", "status", "note", *spec.outcomes)
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for row, point, replicate, count in plan.stretches(first, after):
        world = world_of(design, plan, point - begin, replicate)
        place = place_at(spec, design, point - begin)
        for at, many in _runs(row, count, task.skips):
            ahead = at - row
            if at in task.skips:
                status = task.skips[at]
                said = {CRASHED: "its worker died", LATE: f"more than {spec.seconds:g} s"}
                told = _empty(spec.outcomes, status, said.get(status, ""))
            else:
                told = _worlds(opened, task.engine, place, world + ahead, many, at, marker)
            columns["row"] += range(at, at + many)
            columns["point"] += [point] * many
            columns["replicate"] += range(replicate + ahead, replicate + ahead + many)
            columns["world"] += range(world + ahead, world + ahead + many)
            for name, values in told.items():
                columns[name] += values
    return columns


def _runs(row: int, count: int, skips: Mapping[int, str]) -> list[tuple[int, int]]:
    """A stretch of rows cut at those that are skipped: first row and how many."""
    cuts = sorted(s for s in skips if row <= s < row + count)
    found, at = [], row
    for cut in cuts:
        if at < cut:
            found.append((at, cut - at))
        found.append((cut, 1))
        at = cut + 1
    if at < row + count:
        found.append((at, row + count - at))
    return found


def _worlds(
    opened: Opened, engine: Engine | None, place: Place, world: int, many: int, row: int,
    marker: _Marker,
) -> dict[str, list[Any]]:  # fmt: skip
    """Status, note and outcomes of worlds side by side; one that raises is one row."""
    spec = opened.spec
    marker.at(row)

    def done(count: int) -> None:
        marker.at(min(row + count, row + many - 1))

    try:
        if engine is None:
            prepared = opened.shared[place.scenario].at(place.values)
            found = play(prepared, many, spec.seed, world, spec.to_end, done)
        else:
            scenario = setting(spec.scenarios[place.scenario], place.values)
            found = engine(scenario, many, spec.seed, world, spec.to_end, done)
        if len(found) != many:
            raise ValueError(f"{len(found)} worlds came instead of {many}")
        return _kept(found, spec.outcomes, many)
    except OSError:
        raise
    except Exception as error:
        if many == 1:
            note = f"{type(error).__name__}: {error}"
            line = "".join(c if c.isprintable() else " " for c in note)
            return _empty(spec.outcomes, RAISED, line[:LONGEST_NOTE])
        whole: dict[str, list[Any]] = {}
        for k in range(many):
            one = _worlds(opened, engine, place, world + k, 1, row + k, marker)
            for name, values in one.items():
                whole.setdefault(name, []).extend(values)
        return whole


def place_at(spec: Spec, design: Design, point: int) -> Place:
    """A point of a design."""
    values = [(factor, design.values[factor.name][point]) for factor in spec.factors]
    return Place(int(design.scenario[point]), values)


def scenario_at(spec: Spec, design: Design, point: int) -> Scenario:
    """The scenario at a point of the design."""
    place = place_at(spec, design, point)
    return setting(spec.scenarios[place.scenario], place.values)


def _empty(outcomes: tuple[str, ...], status: str, note: str) -> dict[str, list[Any]]:
    return {"status": [status], "note": [note], **{name: [None] for name in outcomes}}


def _kept(found: Worlds, outcomes: tuple[str, ...], many: int) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"status": [OK] * many, "note": [None] * many}
    for name in outcomes:
        values = OUTCOMES[name].of(found.columns)
        if values.dtype.kind == "f":
            for k in np.flatnonzero(~np.isfinite(values)):
                columns["status"][k] = NOT_FINITE
                columns["note"][k] = f"{name} is {values[k]}"
        columns[name] = values.tolist()
    return columns
