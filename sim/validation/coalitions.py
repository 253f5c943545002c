"""Three players: a core that is empty though everybody prefers peace to war."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files

from sim import game, scenario
from sim.scenario import Scenario
from sim.validation.oracle import Check, oracle, same

PAIRS = ("north-south", "north-west", "south-west")


@cache
def three() -> Scenario:
    """Three who divide a pie in fifths; each pair could take a part of it together."""
    with as_file(files("sim.validation") / "three.toml") as path:
        return scenario.load(path)


@oracle("T8", "shapley-1967", "engine")
def empty_core() -> Iterator[Check]:
    """Where each pair can take four fifths no division stands, and the referee says so."""
    for worth, some in ((0.8, False), (0.6, True), (0.0, True)):
        values = {f"coalitions.{pair}.value": worth for pair in PAIRS}
        begun = game.begin(three().with_values(values), 7)
        window = begun.log[0].window
        yield same(f"each pair can take {worth}: some division passes", some, window.on_table)
        yield same("blocked by coalitions with everything known", not some, window.blocked)
    values = {f"coalitions.{pair}.value": w for pair, w in zip(PAIRS, (0.8, 0.8, 0.4), strict=True)}
    weakened = game.begin(three().with_values(values), 7).log[0].window
    yield same("one pair weakened to .4: some division passes", True, weakened.on_table)
