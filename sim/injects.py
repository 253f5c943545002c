"""Events brought on from outside the war's own calendar, by whoever runs a game.

An inject gives an event of the scenario's own list another date: the next round.
Nothing else changes, so every rule stays as it is, and its numbers come in as
they would have on their day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario import Scenario
from sim.scenario.parts import Event

if TYPE_CHECKING:
    from sim.game import Game

REFUSALS = {
    "no_event": "There is no event called {event} in this scenario.",
    "came": "The event {event} has come, or comes next, or belongs to a war that rests.",
    "no_round": "No round follows in which {event} could come.",
}


class InjectError(ValueError):
    """An event that cannot be brought on; str() says why."""

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(REFUSALS[key].format(**values))


@dataclass(frozen=True)
class Inject:
    """An event, and the stage before whose end it was brought on; it comes in the next round."""

    round: int
    stage: str
    event: str

    @property
    def due(self) -> int:
        """The round it comes in."""
        return self.round + 1


def due(scenario: Scenario, injected: tuple[Inject, ...]) -> Scenario:
    """The scenario with every inject on its date; of two of one event, the later."""
    if not injected:
        return scenario
    return scenario.with_events({one.event: one.due for one in injected})


def offered(game: Game) -> tuple[Event, ...]:
    """The events that can be brought on now: those that have not come and do not come next.

    Also those that history would bring after the game's last round; of a war alone, in war.
    """
    if game.stage == "over" or game.round >= game.scenario.rounds:
        return ()
    came = {event.data["id"] for event in game.events if event.kind == "event"}
    dated = {event.id: event.round for event in game.scenario.events}
    dated |= {one.event: one.due for one in game.injected}
    return tuple(
        event for event in game.scenario.every_event
        if event.id not in came and dated.get(event.id) != game.round + 1
        and (game.phase == "war" or not event.war_only)
    )  # fmt: skip


def ordered(game: Game, event: str) -> Inject:
    """The inject of an event at this position; InjectError says why it cannot be."""
    if event not in {one.id for one in game.scenario.every_event}:
        raise InjectError("no_event", event=event)
    if game.stage == "over" or game.round >= game.scenario.rounds:
        raise InjectError("no_round", event=event)
    if event not in {one.id for one in offered(game)}:
        raise InjectError("came", event=event)
    return Inject(game.round, game.stage, event)
