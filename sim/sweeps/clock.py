"""The only place of a sweep that reads a clock."""

from __future__ import annotations

import datetime
import time


def now() -> float:
    """Seconds of a clock that never goes back."""
    return time.monotonic()


def today() -> str:
    """Date and time in UTC, for manifests."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def rest(seconds: float) -> None:
    """Do nothing for a while."""
    time.sleep(seconds)
