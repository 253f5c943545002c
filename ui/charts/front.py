"""The line of contact as a schematic: equal shares of the contested land, and who holds them.

It is no map: which share lies where has no meaning. Everything in it is public.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.scenario import Scenario

from .people import cast

if TYPE_CHECKING:
    from sim.view import Moment

CELLS = 100
"""Equal shares that are drawn; one is a hundredth of the contested land."""
MOVED = 0.0005
"""A smaller way of the line in a whole game is none."""


def front(scenario: Scenario, history: Sequence[Moment]) -> dict[str, Any] | None:
    """What the schematic needs; None where the scenario's line of contact never moves.

    `held` are the first belligerent's hundredths round by round, to one decimal; `dug` is how
    dug in the line is, from 0 to 1; `scale` is what the scenario says of the land meant.
    """
    lines = [moment.public["line"] for moment in history]
    if not lines or not moves(scenario, lines):
        return None
    sides = [party for party in cast(scenario) if party["id"] in scenario.belligerents]
    return {
        "sides": [{"name": side["name"], "colour": side["colour"]} for side in sides],
        "cells": CELLS,
        "held": [round(CELLS * line, 1) for line in lines],
        "dug": [round(moment.public["entrenchment"], 2) for moment in history],
        "scale": scenario.number("war.line").note,
    }


def moves(scenario: Scenario, lines: Sequence[float]) -> bool:
    """Whether there is a front: the scenario lets its line move, or it has moved."""
    mobility = scenario.number("war.mobility")
    able = max(mobility.value, mobility.high or 0.0) > 0.0
    return able or max(lines) - min(lines) > MOVED
