"""A game between machines as its referee sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.game import look
from sim.scenario import Scenario

from ..words import say
from .board import marks
from .calendar import date_of
from .front import front
from .happenings import chronicle
from .people import cast, titled
from .series import charts
from .truth import believed, lanes, opened, verdict

if TYPE_CHECKING:
    from sim.game import Game
    from sim.windows import Truth


def board(game: Game, truth: Truth, newest: int, playing: bool) -> dict[str, Any]:
    """The referee's board at the position shown; `newest` is the last round there is."""
    scenario = game.scenario
    over = game.stage == "over"
    history = look(game, scenario.belligerents[0]).history
    return {
        "scenario": titled(scenario),
        "round": game.round,
        "rounds": max(scenario.rounds, game.round),
        "newest": newest,
        "date": date_of(scenario, game.round),
        "phase": game.phase,
        "phase_text": say(f"screen.game.phase_{game.phase}"),
        "over": over,
        "playing": playing,
        "headline": say(f"screen.watch.{verdict(truth.rounds[-1])}"),
        "status": _ending(game) if over else "",
        "timeline": believed(scenario, truth),
        "timeline_label": say("screen.watch.label", rounds=", ".join(map(str, opened(truth)))),
        "truth": lanes(scenario, truth),
        "marks": marks(game.events),
        "parties": _parties(scenario, truth),
        "charts": charts(scenario, history),
        "front": front(scenario, history),
        "news": chronicle(scenario, game.events),
    }


def _ending(game: Game) -> str:
    return say(f"screen.ending.{game.ending.replace(' ', '_')}")


def _parties(scenario: Scenario, truth: Truth) -> list[dict[str, Any]]:
    fighting = truth.rounds[-1].fighting
    return [
        {
            **party,
            "minimum": truth.reservations[party["id"]][-1],
            "window": truth.believed[party["id"]][-1] if fighting else None,
        }
        for party in cast(scenario)
    ]
