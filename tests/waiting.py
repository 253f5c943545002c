"""Waiting for what another thread, process or server does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def until(wanted: Callable[[], Any], seconds: float = 300.0) -> Any:
    """What `wanted()` gives, as soon as that is true; an error if it is not in time."""
    end = time.monotonic() + seconds
    while not (found := wanted()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return found
