"""Small worlds for tests: a pie in slices between two, and a harbour with everything on."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim import game
from sim.game import Game
from sim.scenario import Scenario

HARBOUR = Path(__file__).parent / "worlds" / "harbour.toml"

_SHELF = tempfile.TemporaryDirectory()
_PIE = """
source = "construction"
[scenario]
id = "pie"
title = "A pie"
version = "1"
summary = "Two divide a pie or fight for it."
legal = "An invented case."
caution = "For tests."
unit = "round"
rounds = 60
tier = "grid"
live = false
minutes = 5
difficulty = "for tests"
[sources.construction]
title = "By construction"
[war]
effort_low = 1.0
effort_hold = 1.0
effort_attack = 1.0
"""


def harbour() -> Scenario:
    """The harbour: five parties, 144 terms, every extension on."""
    return sim.load(HARBOUR)


_COUNCIL = """
[parties.east.factions.captains]
title = "The captains"
influence = 2
minimum = { low = -0.05, high = 0.1 }

[parties.east.factions.merchants]
title = "The merchants"
influence = 1
weights = { toll = 0.7, quay = 0.1, flag = 0.1, guard = 0.1 }

[parties.west.factions.doves]
title = "The doves"
influence = 3
minimum = { low = -0.1, high = 0.0 }
readings = { "flag.deferred" = "western" }
red_lines = []

[parties.west.factions.hawks]
title = "The hawks"
influence = 3
minimum = { low = 0.0, high = 0.15 }
weights = { toll = 0.1, quay = 0.5, flag = 0.3, guard = 0.1 }
values = { "quay.shared" = 0.3 }
readings = { "flag.deferred" = "eastern" }

[parties.west.factions.crown]
title = "The crown"
influence = 0
minimum = { low = -0.05, high = 0.05 }

[[coalitions]]
id = "alliance"
title = "West and League without the others"
members = ["west", "league"]
values = { west = 0.5, league = 0.6 }
"""


def divided() -> Scenario:
    """The harbour with factions: in the west two of equal influence, and a crown that breaks ties.

    Of the words that leave the flag open the doves read one thing and the hawks the other.
    West and League block what is worse for both than what they could do together.
    """
    text = HARBOUR.read_text(encoding="utf-8")
    west, east = "[parties.west]\n", "[parties.east]\n"
    text = text.replace(west, f'{west}quota = 3\ntie_breaker = "crown"\n')
    text = text.replace(east, f"{east}quota = 2\n")
    place = text.index("[parties.league]")
    return read(text[:place] + _COUNCIL + text[place:])


def read(text: str) -> Scenario:
    """The scenario of a text."""
    path = Path(tempfile.mkdtemp(dir=_SHELF.name)) / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return sim.load(path)


def pie(
    shares: Sequence[float],
    values: Mapping[str, Any] | None = None,
    more: str = "",
    keys: Mapping[str, str] | None = None,
) -> Scenario:
    """`a` and `b` divide a pie: an option for each share of `a`, worth the rest to `b`.

    Violence is 1 a round, victory worth 1, defeat 0, and nothing else matters but
    what `values` sets; `keys` are further ones of a party's table. Not addressing the
    pie is worth the worst share to both.
    """
    worst = min([*shares, *(1 - x for x in shares)])
    text = _PIE
    for name, stream in (("a", 1), ("b", 2)):
        text += f"""
[parties.{name}]
name = "{name}"
role = "belligerent"
stream = {stream}
side = "{name}"
instruments = ["posture", "propose", "statement"]
{(keys or {}).get(name, "")}
[parties.{name}.war]
victory = 1.0
defeat = 0.0
optimism = 0.5
strength = 1.0
[parties.{name}.profiles.only]
title = "Only"
chance = 1.0
weights = {{ pie = 1.0{", guard = 0.0" if "issues.guard" in more else ""} }}
"""
    text += f"""
[issues.pie]
title = "The pie"
stream = 1
[issues.pie.options.none]
title = "Not addressed"
addressed = false
values = {{ a = {worst!r}, b = {worst!r} }}
"""
    for n, x in enumerate(shares):
        text += f"""
[issues.pie.options.share{n}]
title = "{x:.3f} to a"
values = {{ a = {x!r}, b = {1 - x!r} }}
"""
    made = read(text + more)
    return made.with_values(values) if values else made


def shares_signed(scenario: Scenario, shares: Sequence[float], passes: Any) -> list[float]:
    """The shares of `a` among the terms that pass."""
    found = []
    for t in passes.nonzero()[0]:
        option = int(game.arena(scenario).options[0, t])
        if option > 0:
            found.append(shares[option - 1])
    return sorted(found)


def flat(value: Any) -> Any:
    """Anything a seat may hold, but the scenario, as something that `==` compares exactly."""
    if isinstance(value, np.ndarray):
        return (value.dtype.str, value.shape, value.tobytes())
    if dataclasses.is_dataclass(value):
        parts = [f.name for f in dataclasses.fields(value) if f.name not in ("scenario", "arena")]
        return {name: flat(getattr(value, name)) for name in parts}
    if isinstance(value, dict):
        return {key: flat(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(flat(inner) for inner in value)
    return value


def everything(g: Game) -> list[Any]:
    """All arrays and numbers of a game's world, in order."""
    return [*g.world.public, *g.world.private]
