"""A stream that is followed: decided under a lock, written, then taken in, then told of."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ui.clock import Now
from ui.database import StoreError
from ui.words import say

from .log import Happening, Log, Twice


class Refused(Exception):
    """A command that changes nothing; `key` and `values` are the sentence that says why."""

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(say(key, **values))


class News:
    """A version that goes up, and a way to wait for it."""

    def __init__(self) -> None:
        self.version = 0
        self._changed = threading.Condition()

    def tell(self) -> None:
        """There is something newer."""
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def wait_newer(self, version: int, timeout: float = 4.0) -> int:
        """The newest version, at once if it is not `version`, else after news or `timeout`."""
        with self._changed:
            if self.version == version:
                self._changed.wait(timeout)
            return self.version


class Stream:
    """One stream of a class and all that follows from it. Commands pass one at a time.

    When a write fails, nobody may know whether it was written: then the stream looks before
    anything else is decided. A stream that other programs write to as well is `shared`; it
    looks also when somebody else was first.
    """

    def __init__(self, log: Log, room: str, number: int, now: Now, shared: bool = False) -> None:
        self.log, self.room, self.stream, self.now = log, room, number, now
        self.lock = threading.RLock()
        self.next = 0
        self.presses: set[str] = set()
        self.shared = shared
        self._unsure = False
        self._apply: Callable[[Happening], object] = lambda one: None

    def follow(self, apply: Callable[[Happening], object]) -> None:
        """Take in all that was written so far, and by others later."""
        self._apply = apply
        self.catch_up()

    def catch_up(self) -> bool:
        """Take in what is written and not yet known; whether there was anything."""
        with self.lock:
            found = self.log.read(self.room, self.stream, self.next)
            self._unsure = False
            for one in found:
                self._taken(one)
                self._apply(one)
            return bool(found)

    def write(self, *found: Happening) -> list[Happening]:
        """Write happenings with time and number; they count from now on."""
        if self._unsure and self.catch_up():
            # it was decided before that was known
            raise Refused("class.again")
        at = self.now()
        numbered = [
            replace(one, at=at, number=self.next + k, press=_plain(one.press))
            for k, one in enumerate(found)
        ]
        try:
            self.log.append(self.room, self.stream, numbered, self.room if self.shared else "")
        except (StoreError, Twice):
            self._unsure = True
            raise
        for one in numbered:
            self._taken(one)
        return numbered

    def pressed(self, press: str | None) -> bool:
        """Whether this press was written already."""
        if self._unsure:
            self.catch_up()
        return press is not None and _plain(press) in self.presses

    def _taken(self, one: Happening) -> None:
        self.next = one.number + 1
        if one.press is not None:
            self.presses.add(one.press)


def _plain(press: str | None) -> str | None:
    """A press as every database can keep it, whatever a browser sent."""
    if press is None or (press.isascii() and press.isprintable()):
        return press
    return press.encode("unicode_escape").decode("ascii")
