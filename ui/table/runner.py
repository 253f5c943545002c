"""The thread that lets a watched game run by itself."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .table import Table


class Runner:
    """The thread that steps a watched game; it does not keep a forgotten table alive."""

    def __init__(self, table: Table, pause: float) -> None:
        self._stopped = threading.Event()
        arguments = (weakref.ref(table), self._stopped, pause)
        threading.Thread(target=_run, args=arguments, name="runner", daemon=True).start()

    @property
    def running(self) -> bool:
        return not self._stopped.is_set()

    def stop(self) -> None:
        self._stopped.set()


def _run(found: Callable[[], Table | None], stopped: threading.Event, pause: float) -> None:
    while not stopped.is_set():
        table = found()
        if table is None:
            return
        with table._lock:
            # a pause that came while this thread waited for the lock holds
            if stopped.is_set():
                return
            if not table.step().ok or table.game().stage == "over":
                stopped.set()
                table._tell()
        del table
        stopped.wait(pause)
