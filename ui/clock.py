"""The one clock of `ui`: what decides what came in time, and when a file was written."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], float]
"""Seconds since 1970, as this program counts them."""


def server() -> Now:
    """A clock that starts at the machine's time and then only goes forward.

    A machine that is set to another time, or corrected, moves no deadline.
    """
    begun, counted = time.time(), time.monotonic()
    return lambda: begun + (time.monotonic() - counted)


def machine() -> float:
    """The machine's own time in seconds since 1970, which files are dated by."""
    return time.time()


def stamp() -> str:
    """Date and time now, ISO, UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def pause(seconds: float) -> None:
    """Let some time pass."""
    time.sleep(seconds)


def day(seconds: float) -> str:
    """The date and the minute of a time, ISO, as this machine's clock shows it."""
    return datetime.fromtimestamp(seconds).isoformat(" ", "minutes")
