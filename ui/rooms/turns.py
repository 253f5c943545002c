"""A queue in front of one process: one thing after the other, what people wait for first."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

FIRST, LATER = 0, 1
"""A stage of a table; what may wait until no stage does."""


class Turns:
    """Work done in order of rank, then of asking, by a thread that begins with the first."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: list[tuple[int, int, Future[Any], Callable[[], Any]]] = []
        self._count = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ended = False

    def ask(self, rank: int, work: Callable[[], Any]) -> Future[Any]:
        """What the work gives, once its turn has come; RuntimeError after the end."""
        asked: Future[Any] = Future()
        with self._changed:
            if self._ended:
                raise RuntimeError(f"{self._name} has ended")
            heapq.heappush(self._waiting, (rank, next(self._count), asked, work))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify()
        return asked

    def end(self) -> None:
        """Cancel whatever waits, and take nothing more; what is being done is let finish."""
        with self._changed:
            self._ended, left, self._waiting = True, self._waiting, []
            self._changed.notify()
        for _, _, asked, _ in left:
            asked.cancel()

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended)
            return heapq.heappop(self._waiting)[2:] if self._waiting else None

    def _run(self) -> None:
        while (found := self._next()) is not None:
            asked, work = found
            if not asked.set_running_or_notify_cancel():
                continue
            try:
                asked.set_result(work())
            except BaseException as error:
                asked.set_exception(error)
