"""A whole class with open pages on a server of one's own: opened, played, closed all at once."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ui import clock

from .own import OwnServer, Teacher, Used, verdict
from .students import Browser, Tally
from .tabs import Seen, Student, closed

AT_ONCE = 8
"""Pages that are opened at the same time."""


@dataclass
class Found:
    """What a lesson came to. Seconds; megabytes; `core` and `worker` as shares of one core.

    `held` is told before anybody came, with all pages open, and at the end.
    """

    tally: Tally
    seen: Seen
    tables: int = 0
    closed: list[float] = field(default_factory=list)
    closing: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0
    core: float = 0.0
    worker: float = 0.0
    opening: float = 0.0
    held: list[Used] = field(default_factory=list)
    verdict: dict[str, int] = field(default_factory=dict)


async def lesson(
    server: OwnServer, teacher: Teacher, count: int, pace: float, seconds: float, closes: int
) -> Found:
    """So many students with open pages, for so long; then all tables closed so many times."""
    tally, seen = Tally(), Seen()
    found = Found(tally, seen)
    people = [
        Student(f"S{k + 1}", Browser(server.address, tally), tally, seen, pace)
        for k in range(count)
    ]
    await _each(tally, people, lambda one: one.join(teacher.code))
    await asyncio.to_thread(teacher.do, "start")
    before = server.used()
    found.held.append(before)
    await _each(tally, people, lambda one: one.open())
    found.held.append(server.used())
    found.opening = (server.used().server - before.server) / max(1, count)
    here = [one for one in people if one.tab is not None and one.tab.panel]
    for one in here:
        one.others = [other for other in here if other is not one and other.place[0]
                      == one.place[0]]  # fmt: skip
    found.tables = len({one.place[0] for one in here})
    now, stopped, before = clock.server(), asyncio.Event(), server.used()
    begun = now()
    playing = [asyncio.create_task(one.play(stopped)) for one in here]
    await asyncio.wait(playing, timeout=seconds)
    found.seconds, used = now() - begun, server.used()
    found.core = (used.server - before.server) / found.seconds
    found.worker = (used.workers - before.workers) / found.seconds
    stopped.set()
    for done in await asyncio.gather(*playing, return_exceptions=True):
        if isinstance(done, BaseException):
            tally.failures.append(repr(done))
    for _ in range(closes):
        await asyncio.sleep(3.0)
        before = server.used()
        found.closed.append(await closed(here, lambda: teacher.do("advance")))
        used = server.used()
        busy = used.server - before.server, used.workers - before.workers
        found.closing.append((round(busy[0], 2), round(busy[1], 2)))
    found.held.append(server.used())
    await asyncio.gather(*(one.tab.close() for one in here if one.tab is not None))
    return found


async def _each(
    tally: Tally, people: Iterable[Student], work: Callable[[Student], Awaitable[None]]
) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def run(one: Student) -> None:
        async with gate:
            try:
                await work(one)
            except Exception as error:
                tally.failures.append(f"{one.name}: {error!r}")

    await asyncio.gather(*(run(one) for one in people))


def school(
    count: int,
    scenario: str,
    port: int,
    pace: float = 30.0,
    seconds: float = 180.0,
    closes: int = 3,
    wait: float = 0.0,
    database: str = "",
) -> Found:
    """A lesson on a server that is started for it; it gets `wait` seconds to load its rules."""
    with tempfile.TemporaryDirectory(prefix="ceasefire-school-") as folder:
        server = OwnServer(Path(folder), port, database)
        try:
            link = server.start()
            teacher = Teacher(server.address, Tally())
            teacher.come(link)
            teacher.set_up(scenario=scenario, students=str(min(400, count)), rounds="12",
                           moves="60", answers="60", seed="7")  # fmt: skip
            server.wait_warm(teacher.browser, wait)
            found = asyncio.run(lesson(server, teacher, count, pace, seconds, closes))
        finally:
            server.stop()
        found.verdict = verdict(
            database or Path(folder) / "games.sqlite3", teacher.room, found.tally
        )
        return found
