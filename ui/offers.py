"""The scenarios a new game may be played in: the program's own, and those it was started with."""

from __future__ import annotations

from sim import scenario as scenarios
from sim.scenario import Scenario

SHORT = 20
"""Minutes that a scenario to begin with takes at most."""

FLAGSHIP = "ukraine-2022"
GROUPS = ("short", "history", "live")

_added: dict[str, Scenario] = {}


def add(scenario: Scenario) -> None:
    """Offer a scenario of the user's own; under a known name it takes that one's place."""
    _added[scenario.id] = scenario


def group(scenario: Scenario) -> str:
    """Under which heading a scenario stands: short, history or live."""
    if scenario.live:
        return "live"
    return "short" if scenario.minutes <= SHORT else "history"


def place(scenario: Scenario) -> tuple[int, bool, int, str]:
    """Sorts scenarios: short ones to begin with, history, what goes on, the flagship first."""
    first = scenario.id != FLAGSHIP
    return GROUPS.index(group(scenario)), first, scenario.minutes, scenario.title


def names() -> list[str]:
    """The names of all scenarios there are to play."""
    return sorted({*scenarios.names(), *_added})


def load(name: str) -> Scenario:
    """The scenario of a name; ScenarioError says what is wrong."""
    found = _added.get(name)
    return scenarios.load(name) if found is None else found


def source(name: str) -> str:
    """By what another program finds the scenario of a name: the name, or its file."""
    found = _added.get(name)
    return name if found is None or found.path is None else str(found.path)
