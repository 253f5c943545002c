"""A server of one's own for a rehearsal: started, measured, killed and started again."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ui import clock
from ui.rooms.log import CLASS, Log

from .students import Broken, Browser, Tally

START = 600.0
"""Seconds a server may take to begin."""


@dataclass
class Measured:
    """What the server's process took, where the system tells: seconds of processor, megabytes."""

    seconds: float = 0.0
    busy: float = 0.0
    memory: float = 0.0
    away: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Used:
    """Seconds of processor so far and megabytes now: of the server's process and of its workers.

    `together` counts once what the server and its workers share; `worlds` is what the process
    holds that plays worlds to compare with.
    """

    server: float = 0.0
    workers: float = 0.0
    memory: float = 0.0
    worker_memory: float = 0.0
    together: float = 0.0
    worlds: float = 0.0


class OwnServer:
    """`ceasefire host` in a process of its own, on a folder of its own, or on a database."""

    def __init__(
        self, folder: Path, port: int, database: str = "", more: tuple[str, ...] = ()
    ) -> None:
        self.folder, self.port = folder, port
        self.database, self.more = database, more or ("--address", "127.0.0.1")
        self.address = f"http://127.0.0.1:{port}"
        self.now = clock.server()
        self.measured = Measured()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Begin, and return the teacher's one-time link."""
        log = self.folder / "server.log"
        command = [sys.executable, "-c", "from ui.cli import main; main()", "host",
                   "--port", str(self.port), *self.more]  # fmt: skip
        settings = {**os.environ, "CEASEFIRE_DATA": str(self.folder), "PYTHONUNBUFFERED": "1",
                    "CEASEFIRE_DATABASE": self.database}  # fmt: skip
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env=settings,
            )  # fmt: skip
        until = self.now() + START
        while self.now() < until and self.process.poll() is None:
            found = re.search(r"(/teacher/key/\S+)", log.read_text(errors="replace"))
            if found:
                return found[1]
            clock.pause(0.1)
        raise Broken(log.read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.measure()
            self.process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
            self.process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None and self.process.poll() is None:
            self.measure()
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def wait_warm(self, browser: Browser, seconds: float) -> bool:
        """Wait until the server runs on compiled rules, and its workers too; at most so long."""
        until = self.now() + seconds
        while self.now() < until:
            if browser.look("/health").get("compiled"):
                clock.pause(min(10.0, seconds))
                return True
            clock.pause(0.5)
        return False

    def used(self) -> Used:
        """What the server and its workers took; nothing where the system does not tell."""
        if self.process is None:
            return Used()
        own = _used(self.process.pid)
        # worlds to compare with are played at low priority, and are no part of a lesson
        every = _children(self.process.pid)
        children = [one for one in every if not _plays_worlds(one)]
        workers = [_used(pid) for pid in children]
        return Used(
            own[0], sum(one[0] for one in workers), own[1], sum(one[1] for one in workers),
            sum(_share(pid) for pid in (self.process.pid, *children)),
            sum(_share(pid) for pid in every if pid not in children),
        )  # fmt: skip

    def measure(self) -> None:
        """Add what the process took since it began; nothing where the system does not tell."""
        if self.process is None:
            return
        try:
            words = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
            self.measured.busy += (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
            status = Path(f"/proc/{self.process.pid}/status").read_text()
            peak = re.search(r"VmHWM:\s+(\d+)", status)
            if peak:
                self.measured.memory = max(self.measured.memory, int(peak[1]) / 1024)
        except (OSError, AttributeError, ValueError):
            return


def _used(pid: int) -> tuple[float, float]:
    """Seconds of processor and megabytes held of one process."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        held = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        seconds = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
        return seconds, int(held[1]) / 1024 if held else 0.0
    except (OSError, AttributeError, ValueError):
        return 0.0, 0.0


def _share(pid: int) -> float:
    """Megabytes of a process, of what several share its part alone."""
    try:
        found = re.search(r"Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        found = None
    return int(found[1]) / 1024 if found else 0.0


def _plays_worlds(pid: int) -> bool:
    try:
        return b"ui.rooms.comparison" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    try:
        # a process is the child of the thread that began it
        texts = [one.read_text() for one in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for one in texts for child in one.split()]


class Teacher:
    """The teacher of a rehearsal: sets a class up, begins it, lets clocks go on after a kill."""

    def __init__(self, address: str, tally: Tally) -> None:
        self.browser = Browser(address, tally)
        self.room = self.code = ""

    def come(self, link: str) -> None:
        """Trade the one-time link."""
        self.browser.form(link)

    def set_up(self, **form: str) -> None:
        """A class as the form says."""
        path = self.browser.form("/teacher/new", **form)
        self.room = path.rpartition("-")[2]
        self.code = str(self.browser.look(f"/teacher/{self.room}/state.json").get("code", ""))
        if not self.code:
            raise Broken("The class could not be set up.")

    def do(self, what: str, **more: Any) -> dict[str, Any]:
        """One of the teacher's commands."""
        return self.browser.tell(f"/teacher/{self.room}/do", {"what": what, **more})


def cut(server: OwnServer, teacher: Teacher, kills: int, done: threading.Event, seed: int) -> int:
    """Kill the server at random moments and start it again; how often that was done."""
    luck, times = random.Random(seed), 0
    while times < kills and not done.wait(0.3 + 2.5 * luck.random()):
        begun = server.now()
        server.kill()
        times += 1
        server.start()
        server.measured.away.append(server.now() - begun)
        teacher.do("resume")
    return times


def verdict(path: Path | str, room: str, tally: Tally) -> dict[str, int]:
    """Acknowledged acts against the log: how many are lost, how many are there twice."""
    log = Log(path)
    try:
        streams = [stream for stream in log.streams(room) if stream != CLASS]
        happenings = [(s, one) for s in streams for one in log.read(room, s)]
        names = {one.body["person"]: one.body["name"] for one in log.read(room, CLASS)
                 if one.kind == "joined"}  # fmt: skip
    finally:
        log.close()
    acts = Counter(
        (names.get(one.actor, ""), int(one.body["round"]), str(one.body["stage"]),
         str(one.body["seat"]))
        for _, one in happenings if one.kind == "act"
    )  # fmt: skip
    kept = [(name, *place) for name, places in tally.kept.items() for place in places]
    stages = Counter((s, one.body["round"], one.body["stage"]) for s, one in happenings
                     if one.kind == "played")  # fmt: skip
    return {
        "acts": len(kept),
        "lost": sum(acts[one] == 0 for one in set(kept)),
        "twice": sum(count > 1 for count in acts.values())
        + sum(count > 1 for count in stages.values()),
        "stages": len(stages),
    }
