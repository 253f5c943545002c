"""The processes of a sweep that was begun in a terminal. Needs what sweeps need."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import typer

from sim.sweeps.pools import LocalPool

from ..words import say


class Workers(LocalPool):
    """Processes of this machine, which say so first where they have to compile the rules."""

    def __init__(self, workers: int | None, compiling: bool) -> None:
        super().__init__(workers)
        self.compiling = compiling

    def submit(self, task: Callable[..., Any], *args: Any) -> Future[Any]:
        """Have a worker call this."""
        if self.compiling:
            self.compiling = False
            typer.echo(say("cli.sweep.compiling"), err=True)
        return super().submit(task, *args)
