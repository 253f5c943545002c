"""Voices inside: what each faction of a seat's own party makes of terms, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.council import Voice, heard
from sim.game import look

from ..words import number, say

if TYPE_CHECKING:
    from sim.game import Game
    from sim.view import View
    from sim.windows import Truth


def voices(view: View, number: int, minimum: float | None = None) -> list[str]:
    """A sentence for each faction of the seat's own party; none in a party of one mind."""
    return [_sentence(voice) for voice in heard(view, number, minimum)]


def _sentence(voice: Voice) -> str:
    points = number(100 * abs(voice.surplus), ".1f")
    key = "barred" if voice.barred else "above" if voice.surplus >= 0.0 else "below"
    told = say(f"screen.council.{key}", voice=voice.title, points=points)
    return told + " " + say("screen.council.decides") if voice.decides else told


def inside(game: Game, truth: Truth) -> list[dict[str, Any]]:
    """For the debrief: the voices of every divided party on what was signed or came nearest."""
    signed = next((event for event in game.events if event.kind == "signed"), None)
    fought = [window for window in truth.rounds if window.fighting]
    if signed is None and not fought:
        return []
    nearest = max(fought, key=lambda window: window.margin) if fought else None
    if signed is not None:
        number, at = int(signed.data["number"]), signed.round
    else:
        assert nearest is not None
        number, at = nearest.best, nearest.round
    found = []
    for name, party in game.scenario.parties.items():
        if not party.factions:
            continue
        view = look(game, name)
        minimum = truth.reservations[name][at - 1]
        key = "signed" if signed is not None else "nearest"
        title = say(f"screen.council.{key}", party=party.name, round=at)
        found.append({"title": title, "lines": voices(view, number, minimum)})
    return found
