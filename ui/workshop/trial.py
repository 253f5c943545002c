"""Twenty worlds of a draft, played by machines in a process of their own; one tab watches them."""

from __future__ import annotations

import contextlib
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

from ..words import say
from .edits import Refused

log = logging.getLogger("ceasefire.workshop")

COMMAND = (sys.executable, "-m", "ui.workshop.worlds")
WORLDS = 20
MOST = 2
"""Trials that may run at once on a machine."""
MOMENT = 3.0
"""Seconds to wait for a place."""
_slots = threading.BoundedSemaphore(MOST)


class Trial:
    """What one tab tries: `begin`, look at `state`, `cancel`."""

    def __init__(self, command: Sequence[str] = COMMAND, worlds: int = WORLDS) -> None:
        self.command, self.worlds = tuple(command), worlds
        self._news = threading.Condition()
        self._version = 0
        self._told: dict[str, Any] = {"stage": ""}
        self._process: subprocess.Popen[bytes] | None = None

    def state(self) -> dict[str, Any]:
        """How far it is: `stage` is empty, `playing`, `done`, `cancelled` or `failed`."""
        with self._news:
            return dict(self._told)

    def wait_newer(self, seen: int) -> int:
        """The newest version; waits a second at most for one that is not `seen`."""
        with self._news:
            if self._version == seen:
                self._news.wait(1.0)
            return self._version

    def begin(self, text: str, seed: int = 0) -> None:
        """Play worlds of a text; Refused while too many others are at it."""
        self.cancel()
        # what was cancelled a moment ago gives its place back soon
        if not _slots.acquire(timeout=MOMENT):
            raise Refused(say("workshop.busy"))
        try:
            process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except OSError:
            _slots.release()
            raise
        with self._news:
            self._process = process
        self._tell(process, {"stage": "playing", "done": 0, "total": self.worlds})
        asked = {"text": text, "worlds": self.worlds, "seed": seed}
        threading.Thread(target=self._follow, args=(process, asked), daemon=True).start()

    def cancel(self) -> None:
        """Stop what is played; what the worlds so far came to stays to be seen."""
        with self._news:
            process, self._process = self._process, None
            if process is not None:
                self._told = {**self._told, "stage": "cancelled"}
                self._version += 1
                self._news.notify_all()
        if process is not None:
            process.kill()

    def _follow(self, process: subprocess.Popen[bytes], asked: dict[str, Any]) -> None:
        told: dict[str, Any] = {}
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            for line in process.stdout:
                told = json.loads(line)
                self._tell(process, {**told, "stage": "playing"})
        except (OSError, ValueError):
            log.exception("a trial could not be followed")
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            _slots.release()
        whole = told.get("done") == self.worlds
        self._tell(process, {**told, "stage": "done" if whole else "failed"})
        with self._news:
            if self._process is process:
                self._process = None

    def _tell(self, process: subprocess.Popen[bytes], told: dict[str, Any]) -> None:
        with self._news:
            if self._process is process:
                # of what was cancelled nothing more is told
                self._told = told
                self._version += 1
                self._news.notify_all()
