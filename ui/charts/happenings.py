"""What happened, in words, as one seat saw it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.scenario import Scenario

from ..words import known, say
from .calendar import date_of
from .people import colours

if TYPE_CHECKING:
    from sim.view import Event


def chronicle(scenario: Scenario, events: Sequence[Event]) -> list[dict[str, Any]]:
    """Rounds with something to tell, newest first."""
    rounds = sorted({event.round for event in events}, reverse=True)
    told = [
        {"round": r, "date": date_of(scenario, r), "events": of_round(scenario, events, r)}
        for r in rounds
    ]
    return [group for group in told if group["events"]]


def of_round(scenario: Scenario, events: Sequence[Event], round: int) -> list[dict[str, Any]]:
    """The happenings of one round, in order."""
    return [_told(scenario, event) for event in events if event.round == round]


def _told(scenario: Scenario, event: Event) -> dict[str, Any]:
    text, detail = sentence(scenario, event)
    colour = colours(scenario).get(event.party or "", "")
    return {"kind": event.kind, "text": text, "detail": detail, "colour": colour}


def sentence(scenario: Scenario, event: Event) -> tuple[str, str]:
    """An event as a sentence and a second line of detail, which may be empty."""
    party = scenario.parties.get(event.party or "")
    values = {"party": party.name if party else "", **event.data}
    key = f"screen.event.{event.text_key}"
    return (say(key, **values) if known(key) else event.text_key), ""
