"""How fast somebody may knock, talk or press: buckets that fill again."""

from __future__ import annotations

import threading
from collections import OrderedDict

from .clock import Now

REMEMBERED = 5000


class Buckets:
    """For each name a bucket of `size` tokens that gains `rate` a second."""

    def __init__(self, now: Now, rate: float, size: float) -> None:
        self.now, self.rate, self.size = now, rate, size
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> bool:
        """Take a token of that name; False if there is none."""
        with self._lock:
            at = self.now()
            level, before = self._held.pop(name, (self.size, at))
            level = min(self.size, level + (at - before) * self.rate)
            self._held[name] = (level - 1 if level >= 1 else level, at)
            while len(self._held) > REMEMBERED:
                self._held.popitem(last=False)
            return level >= 1
