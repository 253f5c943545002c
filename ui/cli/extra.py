"""What a command needs that a plain installation does not have."""

from __future__ import annotations

import sim
from sim.sweeps import missing

from ..words import say


def need_sweeps(*more: str) -> None:
    """SweepError names the first package that is not installed, and the extra that brings it."""
    lacking = missing(*more)
    if lacking:
        raise sim.SweepError(say("cli.extra.sweep", package=lacking))
