"""A number of a scenario: its value, its range, and how it may be changed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.mistakes import Notes, Words


@dataclass(frozen=True)
class Number:
    """A number with its range (drawn within it if it is private), unit and source."""

    value: float
    low: float
    high: float
    unit: str = ""
    source: str = "neutral"
    confidence: str = "unverified"
    note: str = ""

    @property
    def fixed(self) -> bool:
        """Whether it is the same in every world."""
        return self.low == self.high


@dataclass(frozen=True)
class Limits:
    """Where a number must lie, and what it counts."""

    low: float
    high: float
    unit: str = ""


SHARE = Limits(0.0, 1.0, "share")
UTILITY = Limits(0.0, 1.0, "utility")
BONUS = Limits(-1.0, 1.0, "utility")
BIAS = Limits(-1.0, 1.0, "bias")
WEIGHT = Limits(0.0, 1000.0, "weight")
INFLUENCE = Limits(0.0, 1000.0, "influence")
APART = Limits(-2.0, 2.0, "utility")
GAIN = Limits(-3.0, 3.0, "utility")
SUM = Limits(-24.0, 24.0, "utility")
CHANCE = Limits(0.0, 1.0, "probability")
ROUNDS = Limits(1.0, 520.0, "round")
TIER = Limits(0.0, 1.0, "choice")
WHOLE = (ROUNDS, TIER)
STRENGTH = Limits(-5.0, 5.0, "1/belief.spread")
PLACE = Limits(0.0, 521.0, "round")
"""A round, or a number of rounds, of a channel; 521 is after the end of any scenario."""


def spread(
    value: float | None,
    low: float | None,
    high: float | None,
    limits: Limits,
    address: str,
    notes: Notes,
) -> tuple[float, float, float]:
    """Value, low and high of a number, completed; what is wrong with them is noted.

    >>> spread(None, 0.2, 0.4, UTILITY, "x", Notes("f"))[1:]
    (0.2, 0.4)
    """
    middle = min(max(0.0, limits.low), limits.high)
    safe = (middle, middle, middle)
    given = [number for number in (value, low, high) if number is not None]
    if not all(math.isfinite(number) for number in given):
        notes.add(address, next(n for n in given if not math.isfinite(n)), "a finite number")
        return safe
    if (low is None) != (high is None) or not given:
        notes.add(address, Words("half a number"), "value, or low and high, or all three")
        return safe
    if low is None or high is None:
        assert value is not None
        low = high = value
    if low > high:
        notes.add(address, Words(f"low {low:g} above high {high:g}"), "low at most high")
        return safe
    value = (low + high) / 2 if value is None else value
    if not low <= value <= high:
        notes.add(address, value, f"a value between low {low:g} and high {high:g}")
        return safe
    if low < limits.low or high > limits.high:
        outside = low if low < limits.low else high
        notes.add(address, outside, f"{limits.low:g} to {limits.high:g}")
        return safe
    return value + 0.0, low + 0.0, high + 0.0


def changed(
    numbers: Mapping[str, Number],
    limits: Mapping[str, Limits],
    values: Mapping[str, Any],
    notes: Notes,
    prefix: str = "",
) -> dict[str, Number]:
    """The numbers with some of them replaced; wrong addresses and values are noted."""
    result = dict(numbers)
    for address, given in values.items():
        where = f"{prefix}{address}"
        if address not in numbers:
            notes.unknown(where, str(address), numbers)
            continue
        parts = _parts(given)
        if parts is None:
            notes.add(where, given, "a number, or a table with low and high")
            continue
        value, low, high = spread(*parts, limits[address], where, notes)
        if limits[address] in WHOLE and (value != int(value) or low != high):
            notes.add(where, value, "a whole number")
        if limits[address] is PLACE and not whole(value, low, high):
            notes.add(where, value, "a whole number of rounds")
        result[address] = replace(numbers[address], value=value, low=low, high=high)
    return result


def whole(*numbers: float) -> bool:
    """Whether all of them are whole."""
    return all(number == int(number) for number in numbers)


def _parts(given: Any) -> tuple[float | None, float | None, float | None] | None:
    table = given if isinstance(given, Mapping) else {"value": given}
    if not table or any(key not in ("value", "low", "high") for key in table):
        return None
    parts: list[float | None] = []
    for key in ("value", "low", "high"):
        number = table.get(key)
        if number is None:
            parts.append(None)
        elif isinstance(number, bool) or not hasattr(number, "__float__"):
            return None
        else:
            try:
                parts.append(float(number))
            except (OverflowError, ValueError, TypeError):
                return None
    return parts[0], parts[1], parts[2]
