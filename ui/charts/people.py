"""Parties as figures show them: a name, a short name and a colour that never changes."""

from __future__ import annotations

import re
from typing import Any

from sim.scenario import Scenario

from ..words import known, say

COLOURS = ("a", "b", "c", "d", "e", "f", "g", "h")
"""The two belligerents by stream take the first two, the others the rest."""


def short(name: str) -> str:
    """A name of at most eight letters, or its initials; what stands in brackets is left out.

    >>> short("Ukraine"), short("United States"), short("NATO (European allies)")
    ('Ukraine', 'US', 'NATO')
    """
    name = re.split(r"\s*[(（]", name)[0]
    if len(name) <= 8:
        return name
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    return initials if len(initials) > 1 else name[:7] + "."


def colours(scenario: Scenario) -> dict[str, str]:
    """The colour class of every party."""
    first = list(scenario.belligerents)
    others = [party for party in scenario.parties if party not in first]
    return {party: COLOURS[i % len(COLOURS)] for i, party in enumerate(first + others)}


def titled(scenario: Scenario) -> str:
    """A scenario's title, with what is supposed of it.

    >>> import sim
    >>> titled(sim.load("lab").counterfactual("mirror"))
    "The laboratory · Neither sees the other's priorities"
    """
    return " · ".join([scenario.title, *(case["title"] for case in supposed(scenario))])


def difficulty(scenario: Scenario) -> str:
    """How hard a scenario is, in words; in its own where nobody wrote others."""
    key = f"screen.difficulty.{scenario.difficulty.replace(' ', '_')}"
    return say(key) if known(key) else scenario.difficulty


def supposed(scenario: Scenario) -> list[dict[str, str]]:
    """The counterfactuals in force, each with its title and text."""
    cases = [scenario.counterfactuals[name] for name in scenario.supposed]
    return [{"title": case.title, "text": case.text} for case in cases]


def cases(scenario: Scenario) -> list[dict[str, str]]:
    """All counterfactuals of a scenario, to choose from."""
    every = scenario.counterfactuals.values()
    return [{"id": case.id, "title": case.title, "text": case.text} for case in every]


def cast(scenario: Scenario) -> list[dict[str, Any]]:
    """All parties, in stream order."""
    shade = colours(scenario)
    return [
        {
            "id": party.id,
            "name": party.name,
            "short": short(party.name),
            "role": party.role,
            "colour": shade[party.id],
        }
        for party in scenario.parties.values()
    ]


def adversary(scenario: Scenario, party: str) -> str:
    """The belligerent that is not on the party's side."""
    side = scenario.parties[party].side
    return next(one for one in scenario.belligerents if one != side)
