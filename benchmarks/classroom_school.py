"""A school: two servers on one PostgreSQL behind one door, a class on each, all pages open."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from machine import described

from ui.cli.rehearse import free_port
from ui.rehearsal.own import OwnServer, Teacher, verdict
from ui.rehearsal.school import Found, lesson
from ui.rehearsal.students import Tally

NAMES = ("one", "two")
NAMED = re.compile(rb"ceasefire_server=([\w-]+)")


class Door:
    """A proxy that takes a browser to the server its cookie names, sockets too."""

    def __init__(self, servers: dict[str, int]) -> None:
        self.servers = servers

    async def answer(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection; a page's other requests come by others."""
        try:
            head = await near.readuntil(b"\r\n\r\n")
            found = NAMED.search(head)
            name = found[1].decode() if found else ""
            port = self.servers.get(name, next(iter(self.servers.values())))
            far, there = await asyncio.open_connection("127.0.0.1", port)
            if b"upgrade: websocket" not in head.lower():
                # the server closes when it has answered, so that the next request chooses anew
                head = re.sub(rb"(?i)connection: *[^\r]*\r\n", b"", head)
                head = head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
            there.write(head)
            await asyncio.gather(_pass(near, there), _pass(far, back))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            back.close()


async def _pass(here: asyncio.StreamReader, there: asyncio.StreamWriter) -> None:
    try:
        while part := await here.read(65536):
            there.write(part)
            await there.drain()
    except OSError:
        pass
    finally:
        there.close()


def school(students: int, scenario: str, pace: float, seconds: float) -> list[Found]:
    """What each of the two classes came to."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    import postgres

    with (
        postgres.cluster(fsync="on") as cluster,
        tempfile.TemporaryDirectory(prefix="ceasefire-school-") as folder,
    ):
        database, port = cluster.fresh(), free_port()
        servers = []
        for name in NAMES:
            home = Path(folder) / name
            home.mkdir()
            more = ("--server", name, "--address", f"http://127.0.0.1:{port}")
            servers.append(OwnServer(home, free_port(), database, more))
        try:
            links = [one.start() for one in servers]
            return asyncio.run(
                _lessons(servers, links, port, database, students, scenario, pace, seconds)
            )
        finally:
            for one in servers:
                one.stop()


async def _lessons(
    servers: list[OwnServer], links: list[str], port: int, database: str,
    students: int, scenario: str, pace: float, seconds: float,
) -> list[Found]:  # fmt: skip
    door = Door(dict(zip(NAMES, (one.port for one in servers), strict=True)))
    listening = await asyncio.start_server(door.answer, "127.0.0.1", port)
    teachers = []
    for server, link in zip(servers, links, strict=True):
        own, server.address = server.address, f"http://127.0.0.1:{port}"
        teacher = Teacher(server.address, Tally())
        # a browser opens the link, is sent on to its server, and presses there
        await asyncio.to_thread(teacher.browser.ask, link)
        await asyncio.to_thread(teacher.come, link)
        await asyncio.to_thread(
            lambda one=teacher: one.set_up(
                scenario=scenario, students=str(students // 2), rounds="12", moves="60",
                answers="60", seed="7")
        )  # fmt: skip
        teachers.append(teacher)
        await asyncio.to_thread(server.wait_warm, Teacher(own, Tally()).browser, 60.0)
    try:
        found = await asyncio.gather(*(
            lesson(server, teacher, students // 2, pace, seconds, 3)
            for server, teacher in zip(servers, teachers, strict=True)
        ))  # fmt: skip
    finally:
        listening.close()
    for teacher, one in zip(teachers, found, strict=True):
        one.verdict = await asyncio.to_thread(verdict, database, teacher.room, one.tally)
    return found


def together(found: list[Found], told: Any) -> dict[str, Any]:
    """The two classes as one row."""
    first, *others = found
    for one in others:
        for name in ("opened", "own", "others", "heard", "answered"):
            getattr(first.seen, name).extend(getattr(one.seen, name))
        first.seen.unanswered += one.seen.unanswered
        first.tally.acknowledged += one.tally.acknowledged
        first.tally.lines, first.tally.answers = (
            first.tally.lines + one.tally.lines, first.tally.answers + one.tally.answers
        )  # fmt: skip
        first.tally.failures += one.tally.failures
        first.tables += one.tables
        first.core, first.worker = first.core + one.core, first.worker + one.worker
        first.closed += one.closed
        first.closing += one.closing
        for name in ("lost", "twice"):
            first.verdict[name] += one.verdict[name]
    held = [round(one.held[-1].together) for one in found]
    return {**told(first), "servers": held, "machine": described()}
