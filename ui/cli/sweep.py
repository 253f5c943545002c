"""`ceasefire sweep`: a parameter sweep in the terminal."""

from __future__ import annotations

import contextlib
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from sim import compiled
from sim.sweeps import Estimate
from sim.sweeps import sweep as run_sweep
from sim.sweeps.clock import now

from .. import warming
from ..words import say
from .extra import need_sweeps
from .refusal import INTERRUPTED

if TYPE_CHECKING:
    from sim.sweeps.results import Sweep

PLAIN = "CEASEFIRE_INTERPRETED"
EVERY = 10.0
"""Seconds between lines of progress where there is no terminal."""


class _Enough(Exception):
    """The estimate was all that was asked."""


def sweep(
    spec: str,
    to: str | None,
    workers: int | None,
    cluster: str | None,
    *,
    only_estimate: bool,
    interpreted: bool,
) -> None:
    """Tell what it takes, run it with its progress, and tell what came of it."""
    need_sweeps()
    from sim.sweeps.spec import read_spec

    from .workers import Workers

    read = read_spec(spec)
    folder = to or f"{read.id}.sweep"
    compiles = not (interpreted or cluster) and compiled.available()
    screen = _Screen()
    pool = None if cluster else Workers(workers, compiles and not warming.worlds_ready())

    def told(estimate: Estimate) -> None:
        screen.close()
        if compiles and estimate.rate > 0:
            warming.worlds_are_ready()
        about = {"id": read.id, "design": read.design, "seed": read.seed}
        counts = {"worlds": estimate.worlds, "points": estimate.points}
        typer.echo(say("cli.sweep.plan", **about, **counts), err=True)
        sizes = {"size": _size(estimate.bytes), "room": _size(estimate.room), "folder": folder}
        rate = {"rate": estimate.rate * estimate.workers, "count": estimate.workers}
        key = "takes" if estimate.rate > 0 else "unknown"
        words = say(f"cli.sweep.{key}", **sizes, **rate, time=duration(estimate.seconds))
        typer.echo(words, err=True)
        if only_estimate:
            raise _Enough
        screen.bar(estimate.worlds)

    screen.status()
    try:
        with _workers(interpreted):
            found = run_sweep(spec, to, workers, cluster, screen.show, told, pool=pool)
    except _Enough:
        return
    except KeyboardInterrupt:
        screen.close()
        typer.echo(say("cli.sweep.stopped"), err=True)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        screen.close()
    _tell(found, folder)


@contextlib.contextmanager
def _workers(interpreted: bool) -> Iterator[None]:
    """Within it, new processes do as told: their environment is what they know."""
    before = os.environ.get(PLAIN)
    if interpreted:
        os.environ[PLAIN] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(PLAIN, None)


class _Screen:
    """Progress on stderr: a bar in a terminal, a line now and then elsewhere."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.open: Any = None
        self.task: Any = None
        self.last = now()

    def status(self) -> None:
        self.open = self.console.status(say("cli.sweep.measuring"))
        self.open.start()

    def bar(self, worlds: int) -> None:
        self.open = Progress(
            TextColumn(say("cli.sweep.running")), BarColumn(), TextColumn("{task.description}"),
            console=self.console, transient=True, disable=not sys.stderr.isatty(),
        )  # fmt: skip
        self.open.start()
        self.task = self.open.add_task("", total=worlds)

    def show(self, progress: Any) -> None:
        left = duration(progress.left)
        values = {"done": progress.done, "total": progress.total, "rate": progress.rate}
        key = "progress" if progress.rate > 0 else "begun"
        words = say(f"cli.sweep.{key}", **values, left=left)
        lost = sum(n for status, n in progress.statuses.items() if status != "ok")
        if lost:
            words += ", " + say("cli.sweep.failed", count=lost)
        if self.task is not None:
            self.open.update(self.task, completed=progress.done, description=words)
        if not sys.stderr.isatty() and now() - self.last > EVERY:
            self.last = now()
            typer.echo(words, err=True)

    def close(self) -> None:
        opened, self.open, self.task = self.open, None, None
        if opened is not None:
            opened.stop()


def duration(seconds: float) -> str:
    """A time a person can plan with."""
    if not math.isfinite(seconds):
        return say("cli.sweep.ages")
    if seconds < 100:
        return say("cli.sweep.seconds", seconds=math.ceil(seconds))
    if seconds < 6000:
        return say("cli.sweep.minutes", minutes=seconds / 60)
    return say("cli.sweep.hours", hours=seconds / 3600)


def _size(count: float) -> str:
    for unit, size in (("TB", 1e12), ("GB", 1e9)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{math.ceil(count / 1e6)} MB"


def _tell(found: Sweep, folder: str) -> None:
    done = found.manifest["finished"]
    typer.echo(say("cli.sweep.done", worlds=done["rows"], folder=folder))
    if found.opened.spec.stop is not None:
        replicates = found.opened.spec.replicates
        typer.echo(say("cli.sweep.enough", waves=done["waves"], replicates=replicates))
    for status, count in done["statuses"].items():
        if status == "ok":
            continue
        query = f"select row, note from worlds where status = '{status}' order by row limit 1"
        row, note = found.sql(query).fetchall()[0]
        values = {"count": count, "status": say(f"sweeps.status.{status.replace(' ', '_')}")}
        typer.echo(say("cli.sweep.counts", **values, row=row, note=note or ""))
        typer.echo(say("cli.sweep.again", folder=folder, row=row))
    typer.echo(say("cli.sweep.next", folder=Path(folder)))
