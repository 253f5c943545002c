"""A stream that is followed: decided under a lock, written, then taken in, then told of."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ui.clock import Now
from ui.words import say

from .log import Happening, Log


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

    def wait_newer(self, version: int, timeout: float = 1.0) -> int:
        """The newest version, at once if it is not `version`, else after news or `timeout`."""
        with self._changed:
            if self.version == version:
                self._changed.wait(timeout)
            return self.version


class Stream:
    """One stream of a class and all that follows from it. Commands pass one at a time."""

    def __init__(self, log: Log, room: str, number: int, now: Now) -> None:
        self.log, self.room, self.stream, self.now = log, room, number, now
        self.lock = threading.RLock()
        self.next = 0
        self.presses: set[str] = set()

    def follow(self, apply: Callable[[Happening], object]) -> None:
        """Take in all that was written so far."""
        for one in self.log.read(self.room, self.stream):
            self._taken(one)
            apply(one)

    def write(self, *found: Happening) -> list[Happening]:
        """Write happenings with time and number; they count from now on."""
        at = self.now()
        numbered = [replace(one, at=at, number=self.next + k) for k, one in enumerate(found)]
        self.log.append(self.room, self.stream, numbered)
        for one in numbered:
            self._taken(one)
        return numbered

    def pressed(self, press: str | None) -> bool:
        """Whether this press was written already."""
        return press is not None and press in self.presses

    def _taken(self, one: Happening) -> None:
        self.next = one.number + 1
        if one.press is not None:
            self.presses.add(one.press)
