"""What is shown of a scenario in the language of whoever reads: texts alone, never numbers.

A game goes on, and is recorded, with its own scenario; only pages look at these.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.scenario.told import spoken, told

from .words import language

if TYPE_CHECKING:
    from sim.game import Game
    from sim.scenario import Scenario
    from sim.view import View


def scene(scenario: Scenario) -> Scenario:
    """The scenario with its texts in the reader's language."""
    return told(scenario, language())


def written_in(scenario: Scenario) -> str:
    """The language in which its texts are shown to the reader."""
    return spoken(scenario, language())


def view(seen: View) -> View:
    """A seat's view with such texts."""
    found = scene(seen.scenario)
    return seen if found is seen.scenario else replace(seen, scenario=found)


def game(played: Game) -> Game:
    """A position with such texts, to be shown."""
    found = scene(played.scenario)
    return played if found is played.scenario else replace(played, scenario=found)
