"""A queue in front of one process: one thing after the other, what people wait for first."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, PriorityQueue
from typing import Any

FIRST, LATER = 0, 1
"""A stage of a table; what may wait until no stage does."""

Turn = tuple[int, int, Future[Any], Callable[[], Any]]
END: Turn = (LATER, 0, Future(), int)
"""Put where nothing waits any more."""


class Turns:
    """Work done in order of rank, then of asking, by a thread that begins with the first."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting: PriorityQueue[Turn] = PriorityQueue()
        self._count = itertools.count()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ended = False

    def ask(self, rank: int, work: Callable[[], Any]) -> Future[Any]:
        """What the work gives, once its turn has come; RuntimeError after the end."""
        asked: Future[Any] = Future()
        with self._lock:
            if self._ended:
                raise RuntimeError(f"{self._name} has ended")
            self._waiting.put((rank, next(self._count), asked, work))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
        return asked

    def end(self) -> None:
        """Cancel whatever waits, and take nothing more; what is being done is let finish."""
        with self._lock:
            self._ended = True
        with contextlib.suppress(Empty):
            while True:
                self._waiting.get_nowait()[2].cancel()
        self._waiting.put(END)

    def _run(self) -> None:
        while (turn := self._waiting.get()) is not END:
            _, _, asked, work = turn
            if not asked.set_running_or_notify_cancel():
                continue
            try:
                asked.set_result(work())
            except BaseException as error:
                asked.set_exception(error)
