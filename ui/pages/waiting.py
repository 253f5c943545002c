"""Long work of one tab: done beside it, told as it goes, ended when nobody waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import solara

from sim.evidence import Tell

from .. import clock
from ..charts.packing import text

log = logging.getLogger("ceasefire.pages")

SELDOM = 0.25
"""Seconds between two notices at least."""


class Ended(Exception):
    """Raised in the work when nobody waits for it any more."""


class Long:
    """One piece of work at a time; a new one ends the one before."""

    def __init__(self, said: Callable[[str], object]) -> None:
        self.said = said
        self._ended = threading.Event()

    def begin(self, work: Callable[[Tell], Any]) -> None:
        """Do the work in a thread of its own, and say what it returns as JSON text."""
        self.end()
        self._ended = ended = threading.Event()
        arguments = (work, self._telling(ended), ended)
        threading.Thread(target=self._run, args=arguments, name="beside", daemon=True).start()

    def end(self) -> None:
        """End what is being done, if anything is."""
        self._ended.set()

    def _telling(self, ended: threading.Event) -> Tell:
        now = clock.server()
        begun = last = now()

        def tell(done: int, total: int) -> None:
            nonlocal last
            if ended.is_set():
                raise Ended
            at = now()
            if at - last >= SELDOM and 0 < done < total:
                last = at
                left = (at - begun) * (total - done) / done
                self.said(text({"waits": {"done": done, "total": total, "left": round(left, 1)}}))

        return tell

    def _run(self, work: Callable[[Tell], Any], tell: Tell, ended: threading.Event) -> None:
        try:
            found = work(tell)
        except Ended:
            found = {"stopped": True}
        except Exception:
            log.exception("what a page waits for could not be worked out")
            found = {"stopped": True}
        # of what was begun anew only the last is awaited
        if ended is self._ended:
            self.said(text(found))


def use_long(said: Callable[[str], object]) -> Long:
    """A tab's long work, which ends with the tab."""
    long = solara.use_memo(lambda: Long(said), [])
    solara.use_effect(lambda: long.end, [])
    return long
