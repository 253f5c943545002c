"""Events of the scenario that the teacher brings on: what can come, what it changes, what came."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sim import injects
from sim.game import Game
from sim.scenario import Scenario
from sim.scenario.parts import Effect, Event
from ui import telling
from ui.charts.calendar import date_of
from ui.words import language, number, say

from .desk import Desk
from .plan import Plan
from .stream import Refused

COUNTED = frozenset({"casualties", "civilians"})
"""What is a number of people; everything else is a share."""


def bring(desks: Sequence[Desk], event: str, one: bool) -> None:
    """Bring an event on at these tables.

    Where `one` table is meant, Refused says why not; of several it is enough that one can.
    """
    refused, done = None, False
    for desk in desks:
        if not one and not desk.playing:
            continue
        try:
            desk.inject(event)
            done = True
        except Refused as refusal:
            refused = refusal
    if not done:
        raise refused or Refused("class.inject.no_table")


def listed(plan: Plan) -> list[dict[str, str]]:
    """Every event of a class's scenario for the teacher's list, those after the last round too."""
    return _listed(plan, language())


@lru_cache(maxsize=64)
def _listed(plan: Plan, spoken: str) -> list[dict[str, str]]:
    scenario = plan.told()
    return [
        {"id": one.id, "title": _dated(scenario, one), "text": one.text,
         "changes": changes(scenario, one)}
        for one in scenario.every_event
    ]  # fmt: skip


def _dated(scenario: Scenario, one: Event) -> str:
    date = date_of(scenario, one.round)
    key = "class.inject.dated" if date else "class.inject.numbered"
    return say(key, title=one.title, date=date, round=one.round)


def changes(scenario: Scenario, one: Event) -> str:
    """What numbers an event changes, in words."""
    if not one.effects:
        return say("class.inject.nothing")
    told = "; ".join(_change(scenario, effect) for effect in one.effects)
    return say("class.inject.changes", changes=told)


def _change(scenario: Scenario, effect: Effect) -> str:
    what = say(f"class.inject.field_{effect.field}")
    if effect.party is not None:
        what = say("class.inject.of", what=what, party=scenario.parties[effect.party].name)
    size = (
        number(effect.add, "+,.0f") if effect.field in COUNTED else number(100 * effect.add, "+.3g")
    )
    key = "class.inject.people" if effect.field in COUNTED else "class.inject.points"
    return say(key, what=what, size=size.replace("-", "−"))


def offered(desk: Desk) -> list[int]:
    """The events that can be brought on at a table now, by their places in the list."""
    if not desk.playing:
        return []
    now = {one.id for one in injects.offered(desk.game())}
    return [k for k, one in enumerate(desk.plan.scene().every_event) if one.id in now]


def brought(game: Game) -> list[dict[str, Any]]:
    """What was brought on at a table, in order, and whether it has come."""
    titles = {one.id: one.title for one in telling.scene(game.scenario).every_event}
    came = {(e.round, e.data["id"]) for e in game.events if e.kind == "event"}
    return [
        {"event": one.event, "title": titles[one.event], "round": one.round, "stage": one.stage,
         "due": one.due, "came": (one.due, one.event) in came, "waits": one.due > game.round}
        for one in game.injected
    ]  # fmt: skip
