"""Where workers run: processes of this machine, or a cluster that is already there.

Both are a `concurrent.futures.Executor`. What differs is how one comes back
after a worker died, and how all are ended.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
)
from typing import Any, Protocol

from sim.sweeps.errors import SweepError
from sim.sweeps.work import start


class Pool(Protocol):
    """Workers, however they run."""

    workers: int
    together: bool  # whether all workers fall when one does

    def submit(self, task: Callable[..., Any], *args: Any) -> Future[Any]:
        """Have a worker call this."""

    def renew(self) -> None:
        """Workers again, after one died."""

    def end(self) -> None:
        """No more workers, at once."""


def died(error: Exception) -> bool:
    """Whether an error says that the worker is gone, here or on a cluster."""
    gone = isinstance(error, (BrokenExecutor, CancelledError))
    return gone or type(error).__name__ in ("KilledWorker", "CommClosedError")


def usual() -> int:
    """Workers on this machine if nobody says how many: its cores."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else _cores())


def _cores() -> int:
    return os.cpu_count() or 1


class LocalPool:
    """Processes of this machine, each started afresh: nothing is shared, nothing is forked."""

    together = True

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or usual()
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, task: Callable[..., Any], *args: Any) -> Future[Any]:
        """Have a worker call this; processes start with the first call."""
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(self.workers, context, initializer=start)
        try:
            return self._executor.submit(task, *args)
        except BrokenExecutor as error:
            # a worker died since anybody looked: say it where deaths are looked for
            fallen: Future[Any] = Future()
            fallen.set_exception(error)
            return fallen

    def renew(self) -> None:
        """End what is left; the next call starts new processes."""
        self.end()

    def end(self) -> None:
        """End every process, busy or not."""
        executor, self._executor = self._executor, None
        if executor is None:
            return
        processes = list((getattr(executor, "_processes", None) or {}).values())
        for process in processes:
            with contextlib.suppress(OSError, ValueError):
                process.kill()
        executor.shutdown(wait=True, cancel_futures=True)


class ClusterPool:
    """Workers of a Dask cluster that runs already; they must see the sweep's folder."""

    together = False

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError:
            raise SweepError(
                "A cluster needs Dask: install ceasefire with its extra dask."
            ) from None
        connect: Any = distributed.Client
        try:
            self._client: Any = connect(address, timeout="20s", set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise SweepError(f"No cluster answers at {address}: {error}.") from None
        self.workers = max(1, sum(self._client.nthreads().values()))
        self._executor: Executor = self._client.get_executor(pure=False, retries=0)

    def submit(self, task: Callable[..., Any], *args: Any) -> Future[Any]:
        """Have a worker of the cluster call this."""
        found: Future[Any] = self._executor.submit(task, *args)
        return found

    def renew(self) -> None:
        """Nothing to do: the cluster replaces its workers."""
        self.workers = max(1, sum(self._client.nthreads().values()))

    def end(self) -> None:
        """Leave the cluster; what it was doing for us is dropped."""
        self._executor.shutdown(wait=False)
        self._client.close()
