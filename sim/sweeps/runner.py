"""The runner: hands chunks to workers until every row is there, whatever happens to them.

A worker that dies takes nothing with it but its own chunk. Chunks that were
being played when one died are suspects and are played alone; a row at which a
lone worker dies twice is given up, as is a row that runs out of time: it
becomes a row that says so.
"""

from __future__ import annotations

import contextlib
import errno
import math
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.sweeps import clock, tables
from sim.sweeps.errors import SweepError
from sim.sweeps.opened import Opened
from sim.sweeps.pools import Pool, died
from sim.sweeps.stopping import precise
from sim.sweeps.store import CRASHED, LATE, Receipt, Store, checksum, full, write_whole
from sim.sweeps.work import Engine, Task, Trouble, work

AHEAD = 2
"""Chunks waiting or running for each worker."""
STARTS = 5
"""Times in a row that workers may die before any of them began a row."""
LONE_DEATHS = 2
"""Deaths of a lone worker at one row after which the row is given up."""


@dataclass
class Progress:
    """How far a sweep is: rows kept, of how many, and since when."""

    done: int
    total: int
    earlier: int
    began: float
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Rows a second in this run; 0 before any."""
        passed = clock.now() - self.began
        return (self.done - self.earlier) / passed if passed > 0 else 0.0

    @property
    def left(self) -> float:
        """Seconds left at this rate; infinite before any row."""
        return (self.total - self.done) / self.rate if self.rate > 0 else math.inf


Watcher = Callable[[Progress], None]


def run(
    opened: Opened, pool: Pool, engine: Engine | None = None, watch: Watcher | None = None
) -> None:
    """Run what is left of a sweep and make its table; the caller locks the store, ends the pool."""
    if opened.store.table_file.exists():
        clear(opened.store)
        return
    job = _Job(opened, pool, engine, watch or (lambda _: None))
    finish(opened, job.run())


def trouble(store: Store, error: OSError) -> SweepError:
    """What to say of a folder that cannot be written."""
    if full(error):
        return SweepError(
            f"The disk with {store.folder} is full. Make room and run the same command again: "
            "what was finished is kept."
        )
    return SweepError(f"{store.folder} cannot be written: {error.strerror or error}.")


class _Job:
    def __init__(self, opened: Opened, pool: Pool, engine: Engine | None, watch: Watcher) -> None:
        self.opened, self.pool, self.engine, self.watch = opened, pool, engine, watch
        self.store, self.plan = opened.store, opened.plan
        self.begun = str(self.store.manifest()["begun"])
        self.receipts: dict[int, Receipt] = {}
        self.verdicts = self.store.verdicts()
        self.suspects: deque[int] = deque()
        self.deaths: Counter[int] = Counter()
        self.starts = 0
        self.progress = Progress(0, self.plan.rows, 0, clock.now())

    def run(self) -> int:
        """Play wave by wave; the number of waves that were needed."""
        self._tidy()
        self._recover()
        self.progress.earlier = self.progress.done
        self.watch(self.progress)
        for wave in range(self.plan.waves):
            first = wave * self.plan.chunks
            self._wave(list(range(first, first + self.plan.chunks)))
            if self.opened.spec.stop is not None and precise(self.opened, wave + 1):
                return wave + 1
        return self.plan.waves

    def _tidy(self) -> None:
        for stray in self.store.folder.rglob("*.tmp"):
            stray.unlink(missing_ok=True)
        for marker in self.store.parts.glob("*.at"):
            marker.unlink(missing_ok=True)

    def _recover(self) -> None:
        """Take over the parts that are whole; others are played again."""
        known = self.store.receipts()
        for path in sorted(self.store.parts.glob("part-*.parquet")):
            chunk = int(path.stem.split("-")[1])
            receipt = known.get(chunk)
            if receipt is not None and checksum(path) == receipt.checksum:
                self._keep(receipt)
            elif receipt is None and (found := self._looked_at(chunk, path)) is not None:
                self.store.add_receipt(found)
                self._keep(found)
            else:
                path.unlink()
        for late in self.store.parts.glob("*.late"):
            self._give_up_late(late)

    def _looked_at(self, chunk: int, path: Path) -> Receipt | None:
        """The receipt of a part whose worker finished it after the runner was gone."""
        import pyarrow.parquet as pq

        first, after = self.plan.span(chunk)
        try:
            table = pq.read_table(path)
            rows = table["row"].to_pylist()
            statuses = Counter(table["status"].to_pylist())
        except (OSError, ValueError, KeyError):
            return None
        if rows != list(range(first, after)):
            return None
        return Receipt(chunk, len(rows), path.stat().st_size, checksum(path), dict(statuses))

    def _keep(self, receipt: Receipt) -> None:
        self.receipts[receipt.chunk] = receipt
        self.progress.done += receipt.rows
        self.progress.statuses.update(receipt.statuses)

    def _wave(self, chunks: list[int]) -> None:
        pending = deque(c for c in chunks if c not in self.receipts)
        running: dict[Future[Any], int] = {}
        while pending or self.suspects or running:
            alone = self._hand_out(pending, running)
            done, _ = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)
            if not done:
                self.watch(self.progress)
            fallen = [running[f] for f in done if not self._finished(f)]
            if fallen and self.pool.together:
                rest, _ = wait(running)
                fallen += [running[f] for f in rest - done if not self._finished(f)]
                done = rest
            for future in done:
                del running[future]
            if fallen:
                self._after_a_death(fallen, pending, alone)

    def _hand_out(self, pending: deque[int], running: dict[Future[Any], int]) -> bool:
        """Give workers something to do; whether a suspect is with one of them alone."""
        if self.suspects:
            if not running:
                chunk = self.suspects[0]
                running[self._submit(chunk)] = chunk
            return len(running) == 1 and self.suspects[0] in running.values()
        for _ in range(min(len(pending), AHEAD * self.pool.workers - len(running))):
            chunk = pending.popleft()
            running[self._submit(chunk)] = chunk
        return False

    def _after_a_death(self, fallen: list[int], pending: deque[int], alone: bool) -> None:
        self.pool.renew()
        started = False
        for chunk in fallen:
            row = self._row_at(chunk)
            late = self.store.late(chunk)
            started = started or row >= 0
            if late.exists():
                self._give_up_late(late)
            elif row >= 0 and (alone or not self.pool.together):
                self.deaths[row] += 1
                if self.deaths[row] >= LONE_DEATHS:
                    self._give_up(row, CRASHED)
            if alone or chunk in self.suspects:
                continue
            if row >= 0 and self.pool.together:
                self.suspects.append(chunk)
            else:
                pending.appendleft(chunk)
        self.starts = 0 if started else self.starts + 1
        if self.starts >= STARTS:
            raise SweepError(
                "Workers end as soon as they start: there may be too little memory. In a script, "
                'call sim.sweep under if __name__ == "__main__".'
            )

    def _row_at(self, chunk: int) -> int:
        """The row at which the worker of a chunk was last seen; -1 if it had not begun."""
        marker = self.store.marker(chunk)
        try:
            row = int(marker.read_bytes() or b"-1")
        except (OSError, ValueError):
            return -1
        marker.unlink(missing_ok=True)
        first, after = self.plan.span(chunk)
        return row if first <= row < after else -1

    def _give_up(self, row: int, status: str) -> None:
        if row not in self.verdicts:
            self.store.add_verdict(row, status)
            self.verdicts[row] = status

    def _give_up_late(self, late: Path) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._give_up(int(late.read_text(encoding="ascii")), LATE)
        late.unlink(missing_ok=True)

    def _submit(self, chunk: int) -> Future[Any]:
        first, after = self.plan.span(chunk)
        skips = {row: status for row, status in self.verdicts.items() if first <= row < after}
        folder = str(self.store.folder.resolve())
        return self.pool.submit(work, Task(folder, self.begun, chunk, skips, self.engine))

    def _finished(self, future: Future[Any]) -> bool:
        """Keep what came back; False if its worker died."""
        try:
            found = future.result()
        except Exception as error:
            if died(error):
                return False
            raise
        if isinstance(found, Trouble):
            if found.full:
                raise OSError(errno.ENOSPC, found.text)
            raise SweepError(f"{found.text}. Run the same command again to go on.")
        self.starts = 0
        if found.chunk in self.suspects:
            self.suspects.remove(found.chunk)
        self.store.add_receipt(found)
        self._keep(found)
        self.watch(self.progress)
        return True


def finish(opened: Opened, waves: int) -> None:
    """Parts become the table, and the manifest says that all is there."""
    import json

    store, plan = opened.store, opened.plan
    body = store.manifest()
    parts = [store.part(chunk) for chunk in range(waves * plan.chunks)]
    receipts = store.receipts()
    statuses: Counter[str] = Counter()
    for chunk in range(waves * plan.chunks):
        statuses.update(receipts[chunk].statuses)
    rows = tables.merge(parts, store.folder / "table.whole", opened.spec.outcomes)
    body["finished"] = {
        "at": clock.today(), "rows": rows, "waves": waves,
        "statuses": dict(sorted(statuses.items())),
        "checksum": checksum(store.folder / "table.whole"),
    }  # fmt: skip
    write_whole(store.manifest_file, json.dumps(body, indent=1).encode())
    (store.folder / "table.whole").replace(store.table_file)
    clear(store)


def clear(store: Store) -> None:
    """Parts are not needed beside the table."""
    if store.parts.exists():
        for path in store.parts.iterdir():
            path.unlink()
        store.parts.rmdir()
