"""The server's clock, which decides what came in time."""

from __future__ import annotations

import time
from collections.abc import Callable

Now = Callable[[], float]
"""Seconds since 1970, as this program counts them."""


def server() -> Now:
    """A clock that starts at the machine's time and then only goes forward.

    A machine that is set to another time, or corrected, moves no deadline.
    """
    begun, counted = time.time(), time.monotonic()
    return lambda: begun + (time.monotonic() - counted)


def pause(seconds: float) -> None:
    """Let some time pass."""
    time.sleep(seconds)
