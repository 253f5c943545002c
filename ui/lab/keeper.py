"""Keeps the queue: one run at a time, each in a process of its own; survives whatever ends.

A server that stops takes the process with it. Whichever program of this machine comes next
and finds a run that is wanted and not ended goes on with it, where its rows end.
"""

from __future__ import annotations

import contextlib
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

from sim.sweeps.errors import SweepError
from sim.sweeps.store import Store

from .. import clock
from ..words import LANGUAGE, language, say
from . import runs
from .runs import Run
from .spec import checked, read

log = logging.getLogger("ceasefire.lab")

COMMAND = (sys.executable, "-m", "ui.lab.process")
LOOK = 0.3
"""Seconds between looks at the files."""
FALLS = 3
"""Times in a row that a process may end without a word before its run is given up."""
MEASURING = 90.0
"""Seconds that timing a few worlds may take."""
WAITING = 20
"""Runs that may wait for their turn."""
ENDING = 10.0


class Keeper:
    """The runs of this machine as one program sees them, and the process it has started."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self.command = tuple(command)
        self._news = threading.Condition()
        self._version = 0
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = contextlib.ExitStack()
        self._owns = False
        self._child: subprocess.Popen[bytes] | None = None
        self._run: Run | None = None
        self._falls: dict[str, int] = {}
        self._seen: object = None
        self._measured: subprocess.Popen[bytes] | None = None

    # -- what pages ask -------------------------------------------------------

    def wait_newer(self, seen: int) -> int:
        """The newest version; waits a second at most for one that is not `seen`."""
        with self._news:
            if self._version == seen:
                self._news.wait(1.0)
            return self._version

    def state(self, run: Run) -> dict[str, Any]:
        """How far a run is: its `stage`, and the numbers its process told."""
        told, wish = run.told(), run.wish()
        stage = str(told.get("stage", ""))
        mine = self._run is not None and self._run.id == run.id
        going = mine or (stage not in runs.ENDS and _fresh(told))
        if stage not in runs.ENDS:
            if wish.get("wish") == runs.STOP:
                stage = "stopping" if going else "stopped"
            elif not going:
                stage = "waiting"
            elif not stage:
                stage = "starting"
        total = told.get("total") or wish.get("worlds") or 0
        return {
            "id": run.id, "stage": stage, "title": str(wish.get("title", "")),
            "design": str(wish.get("design", "")), "asked": wish.get("asked", 0),
            "done": told.get("done", 0), "total": total, "rate": told.get("rate", 0.0),
            "left": told.get("left"), "lost": told.get("lost", 0),
            "sentence": str(told.get("sentence", "")), "finished": run.finished, "some": run.some,
            "report": run.report.is_file(), "findings": list(told.get("findings", [])),
            "language": str(wish.get("language", LANGUAGE)),
        }  # fmt: skip

    # -- what pages want ------------------------------------------------------

    def add(self, text: str) -> Run:
        """Put a spec into the queue; SweepError says why not."""
        found = read(text)
        taken = checked(text)
        if not taken["fits"]:
            raise SweepError(
                say("lab.no_room", need=taken["bytes"] / 1e9, room=taken["room"] / 1e9)
            )
        kept = runs.every()
        waiting = [one for one in kept if self.state(one)["stage"] == "waiting"]
        if len(waiting) >= WAITING:
            raise SweepError(say("lab.too_many_waiting", most=WAITING))
        if len(kept) >= runs.MOST:
            raise SweepError(say("lab.too_many_kept", most=runs.MOST))
        about = {"title": found.title, "design": found.design, "worlds": taken["worlds"]}
        # what it finds is written in the language of whoever asked
        about["language"] = language()
        run = runs.create(text, clock.machine(), **about)
        self._changed()
        return run

    def stop(self, run: Run) -> None:
        """Stop a run; what is finished is kept."""
        run.want(runs.STOP)
        self._changed()

    def go_on(self, run: Run) -> None:
        """Let a run that was stopped, refused or given up have its turn again."""
        self._falls.pop(run.id, None)
        if run.told().get("stage") in ("refused", "failed"):
            run.forget()
        run.want(runs.RUN, asked=clock.machine())
        self._changed()

    def delete(self, run: Run) -> None:
        """Remove a run that does not go on; SweepError if it does."""
        if self.state(run)["stage"] not in (*runs.ENDS, "stopped", "waiting"):
            raise SweepError(say("lab.goes_on"))
        # so that no other program begins it meanwhile
        run.want(runs.STOP)
        run.delete()
        self._changed()

    def measure(self, text: str) -> dict[str, Any]:
        """Worlds a second on this machine, from a few of a spec's worlds; 0 where unknown.

        Whoever asks next ends what is being measured: nobody wants to know it any more.
        """
        read(text)
        process = subprocess.Popen(
            [*self.command, "measure"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with self._news:
            earlier, self._measured = self._measured, process
        if earlier is not None:
            earlier.kill()
        try:
            found = json.loads(process.communicate(text.encode(), MEASURING)[0] or b"{}")
        except (subprocess.TimeoutExpired, ValueError, OSError):
            found = {}
        finally:
            process.kill()
            process.wait()
        return {"rate": float(found.get("rate", 0.0)), "compiling": bool(found.get("compiling"))}

    # -- the thread -----------------------------------------------------------

    def begin(self) -> None:
        """Look after the queue until `end`."""
        self._ended.clear()
        self._thread = threading.Thread(target=self._keep, name="lab", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """End the process that runs, and leave the queue to whoever comes next."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(ENDING)
        self._end_child()
        if self._measured is not None:
            self._measured.kill()
        self._lock.close()
        self._owns = False

    def _keep(self) -> None:
        while not self._ended.is_set():
            try:
                self._look()
            except Exception:
                log.exception("the queue of the laboratory could not be kept")
            self._ended.wait(LOOK)

    def _look(self) -> None:
        kept = runs.every()
        seen = [(run.id, run.wish(), run.told(), run.report.is_file()) for run in kept]
        if seen != self._seen:
            self._seen = seen
            self._changed()
        self._reap()
        if self._child is not None:
            if self._run is None or self._run.wish().get("wish") != runs.RUN:
                self._end_child()
            return
        for run in kept:
            ended = run.told().get("stage") in runs.ENDS
            if run.wish().get("wish") == runs.RUN and not ended and self._own():
                self._start(run)
                return

    def _own(self) -> bool:
        """Whether this program is the one that runs things; the first that asks is."""
        if not self._owns:
            try:
                self._lock.enter_context(Store(runs.folder()).locked())
            except (SweepError, OSError):
                return False
            self._owns = True
        return True

    def _start(self, run: Run) -> None:
        with open(run.folder / "log.txt", "ab") as output:
            self._child = subprocess.Popen(
                [*self.command, "run", str(run.folder)],
                # the process ends when this pipe does: nobody is left behind
                stdin=subprocess.PIPE, stdout=output, stderr=output,
            )  # fmt: skip
        self._run = run
        self._changed()

    def _reap(self) -> None:
        child, run = self._child, self._run
        if child is None or run is None or child.poll() is None:
            return
        self._forget_child()
        if run.told().get("stage") in runs.ENDS or run.wish().get("wish") != runs.RUN:
            self._falls.pop(run.id, None)
        else:
            self._falls[run.id] = self._falls.get(run.id, 0) + 1
            if self._falls[run.id] >= FALLS and run.folder.is_dir():
                sentence = say("lab.fell", times=FALLS, code=child.returncode)
                run.tell({**run.told(), "stage": "failed", "sentence": sentence})
        self._changed()

    def _end_child(self) -> None:
        child = self._child
        if child is None:
            return
        child.terminate()
        try:
            child.wait(ENDING)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        self._forget_child()
        self._changed()

    def _forget_child(self) -> None:
        if self._child is not None and self._child.stdin is not None:
            with contextlib.suppress(OSError):
                self._child.stdin.close()
        self._child = self._run = None

    def _changed(self) -> None:
        with self._news:
            self._version += 1
            self._news.notify_all()


def _fresh(told: dict[str, Any]) -> bool:
    """Whether a process said so a moment ago, be it another program's."""
    at = told.get("at")
    return isinstance(at, (int, float)) and clock.machine() - at < 10.0


_shared: list[Keeper] = []
_sharing = threading.Lock()


def shared() -> Keeper:
    """The keeper of this program."""
    with _sharing:
        if not _shared:
            _shared.append(Keeper())
        return _shared[0]
