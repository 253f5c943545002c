"""The scenarios a new game may be played in: the program's own, and those it was started with."""

from __future__ import annotations

from sim import scenario as scenarios
from sim.scenario import Scenario

_added: dict[str, Scenario] = {}


def add(scenario: Scenario) -> None:
    """Offer a scenario of the user's own; under a known name it takes that one's place."""
    _added[scenario.id] = scenario


def names() -> list[str]:
    """The names of all scenarios there are to play."""
    return sorted({*scenarios.names(), *_added})


def load(name: str) -> Scenario:
    """The scenario of a name; ScenarioError says what is wrong."""
    found = _added.get(name)
    return scenarios.load(name) if found is None else found
