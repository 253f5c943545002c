"""Opponents in words: named sets of numbers of a party's mind, the same for every party.

A level sets how far a party looks into the other: nothing else of it changes, so
that no side is given strength, luck or knowledge of what is drawn. The numbers
are values of the scenario, so a record holds them and replays them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario import Scenario

from .words import say


@dataclass(frozen=True)
class Level:
    """One level: its name and its numbers, by field of `mind`."""

    id: str
    numbers: Mapping[str, float]


def _level(id: str, order: float, empathy: float, attention: float, expertise: float) -> Level:
    return Level(
        id,
        {"order": order, "empathy": empathy, "attention": attention, "expertise": expertise},
    )


# numbers keep clear of those that counterfactuals set, so that none is taken to be in force
LEVELS = (
    _level("itself", 0.0, 0.05, 0.25, 0.0),
    _level("mirror", 1.0, 0.05, 1.0, 0.0),
    _level("half", 1.0, 0.5, 0.4, 0.0),
    _level("shoes", 1.0, 0.9, 1.0, 0.5),
    _level("book", 2.0, 0.95, 1.0, 0.9),
)
"""From one that sees only itself to one that reads others like a book."""

BY_ID = {level.id: level for level in LEVELS}


class NoLevel(ValueError):
    """A level that there is not, a party that there is not, or minds that a what-if has set."""


def played_by(scenario: Scenario, chosen: Mapping[str, str]) -> Scenario:
    """The scenario with the minds of some parties at the levels `chosen` for them.

    An empty level leaves a party as the scenario has it. NoLevel says what is wrong.
    """
    chosen = {party: level for party, level in chosen.items() if level}
    if any(p not in scenario.parties or one not in BY_ID for p, one in chosen.items()):
        raise NoLevel(say("screen.levels.unknown"))
    if not chosen:
        return scenario
    if any(sets_minds(scenario, case) for case in scenario.supposed):
        raise NoLevel(say("screen.levels.supposed"))
    return scenario.with_values(
        {
            address(party, field): value
            for party, level in chosen.items()
            for field, value in BY_ID[level].numbers.items()
        }
    )


def level_of(scenario: Scenario, party: str) -> str:
    """The level at which a party plays; empty where its mind is at none of them."""
    for level in LEVELS:
        numbers = [(scenario.number(address(party, f)), v) for f, v in level.numbers.items()]
        if all(n.low == n.high == n.value == value for n, value in numbers):
            return level.id
    return ""


def address(party: str, field: str) -> str:
    """The address of a number of a party's mind."""
    return f"parties.{party}.mind.{field}"


def sets_minds(scenario: Scenario, case: str) -> bool:
    """Whether a counterfactual sets numbers that levels set too."""
    fields = BY_ID["book"].numbers
    named = {address(party, field) for party in scenario.parties for field in fields}
    return bool(named & set(scenario.counterfactuals[case].set))


def described() -> list[dict[str, Any]]:
    """The levels in words, with their numbers, for a page."""
    return [
        {
            "id": level.id,
            "name": say(f"screen.levels.{level.id}"),
            "text": say(f"screen.levels.{level.id}_text"),
            "numbers": [f"{value:g}" for value in level.numbers.values()],
        }
        for level in LEVELS
    ]


def faced(scenario: Scenario, seat: str) -> list[dict[str, str]]:
    """The parties whose minds are at a level, each in a sentence for who plays `seat`."""
    found = []
    for party in scenario.parties.values():
        level = level_of(scenario, party.id)
        if level:
            key = "own" if party.id == seat else "other"
            name = say(f"screen.levels.{level}")
            text = say(f"screen.levels.faced_{key}", party=party.name, level=name)
            found.append({"party": party.id, "text": text})
    return found
