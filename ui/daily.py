"""The world of the day: the same scenario and seed for everybody, on one UTC date.

The date alone decides, by one draw of `sim.nature`, so that no server has to be asked.
The seed is kept from the player until the end. The first game of a day counts; later
ones are replays, and say so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sim import nature
from sim import scenario as scenarios

from . import clock, levels, telling
from .charts.calendar import in_words
from .charts.people import titled
from .store import Listing
from .table import Tables
from .words import say

KIND = "daily"
POOL = ("portsmouth-1905", "lab", "korea-1951")
"""What may come: no war that goes on, and none with the bombs of 1945, is a daily pastime.

A new one moves the worlds of all days.
"""

LEVELS = ("", *levels.BY_ID)
"""At which level the other parties may play; "" is as the scenario has it."""

DAY = 63
"""The purpose of the day's draw, which no draw of a world has."""

SEEDS = 2**31


@dataclass(frozen=True)
class World:
    """What everybody plays on a day: `seat` is the scenario's own suggestion.

    All other parties play at `level`.
    """

    day: str
    scenario: str
    seed: int
    seat: str
    level: str


def world_of(day: datetime.date) -> World:
    """The world of a date.

    >>> import datetime
    >>> world_of(datetime.date(2026, 11, 22)) == world_of(datetime.date(2026, 11, 22))
    True
    """
    which, seed, sight = nature.uniforms(nature.key(day.toordinal()), 0, 0, DAY, 3)
    name, level = POOL[int(which * len(POOL))], LEVELS[int(sight * len(LEVELS))]
    seat = scenarios.load(name).suggested
    return World(day.isoformat(), name, int(seed * SEEDS), seat, level)


def today() -> World:
    """The world of the date it is now, UTC."""
    return world_of(datetime.date.fromisoformat(clock.stamp()[:10]))


def begin(tables: Tables) -> str:
    """Begin today's game, or go on with the one that is open; the token of its seat."""
    world = today()
    played = [one for one in tables.list() if is_of(one, world.day)]
    for one in played:
        if one.status != "over":
            return one.tokens[world.seat]
    scenario = scenarios.load(world.scenario)
    others = [party for party in scenario.parties if party != world.seat]
    scenario = levels.played_by(scenario, dict.fromkeys(others, world.level))
    key = "screen.daily.label" if not played else "screen.daily.label_again"
    label = say(key, day=world.day, title=titled(telling.scene(scenario)))
    table = tables.new(
        scenario, world.seed, (world.seat,), label,
        about={"kind": KIND, "day": world.day, "counts": not played},
    )  # fmt: skip
    return table.listing.tokens[world.seat]


def is_of(listing: Listing, day: str) -> bool:
    """Whether a game on the shelf is of a day's world."""
    return listing.about.get("kind") == KIND and listing.about.get("day") == day


def hides_seed(listing: Listing) -> bool:
    """Whether the number of the world is still to be kept from the player."""
    return listing.about.get("kind") == KIND and listing.status != "over"


def offered(games: Iterable[Listing]) -> dict[str, Any]:
    """What the first page shows of today's world: never its seed."""
    world = today()
    scenario = telling.scene(scenarios.load(world.scenario))
    played = [one for one in games if is_of(one, world.day)]
    open_ = next((one for one in played if one.status != "over"), None)
    done = next((one for one in played if one.status == "over" and one.about.get("counts")), None)
    return {
        "text": say(
            "screen.daily.text", day=in_words(datetime.date.fromisoformat(world.day)),
            title=scenario.title, minutes=scenario.minutes,
            party=scenario.parties[world.seat].name,
        ),
        "level": say(f"screen.levels.{world.level}") if world.level else "",
        "open": f"/game/{open_.tokens[world.seat]}" if open_ else "",
        "done": f"/day/{done.tokens[world.seat]}" if done else "",
    }  # fmt: skip
