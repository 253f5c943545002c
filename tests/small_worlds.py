"""Small worlds for tests: a pie in slices, what such worlds are built of, and a harbour."""

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


_FREE = ("posture", "propose", "statement")
_GUARANTEE = """
[issues.guard]
title = "Guarantee"
stream = 2
[issues.guard.options.none]
title = "Not addressed"
addressed = false
values = { a = 0.0, b = 0.0, c = 0.0 }
[issues.guard.options.full]
title = "Guaranteed by c"
protection = 1.0
consent = ["c"]
values = { a = 0.0, b = 0.0, c = 0.0 }
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


EVEN = """
[war]
effort_low = 1.0
effort_hold = 1.0
effort_attack = 1.0
"""
"""Violence is 1 a round, whatever the postures."""


def head(name: str, rounds: int) -> str:
    """The text with which an invented scenario begins."""
    return f"""
source = "construction"
[scenario]
id = "{name}"
title = "{name}"
version = "1"
summary = "Two divide something or fight for it."
legal = "An invented case."
caution = "For tests."
unit = "round"
rounds = {rounds}
tier = "grid"
live = false
minutes = 5
difficulty = "for tests"
[sources.construction]
title = "By construction"
"""


def seat(
    name: str,
    stream: int,
    profiles: Mapping[str, str],
    *,
    optimism: str = "0.5",
    may: Sequence[str] = ("posture", "propose"),
    backs: str = "",
    keys: str = "",
    war: str = "",
) -> str:
    """The text of a party: a belligerent, or a backer of the one it `backs`.

    Victory is worth 1 to it, defeat 0. `profiles`, as likely as each other, are a table's
    text by name; `keys` and `war` are further lines of its table and of its [war].
    """
    instruments = ", ".join(f'"{one}"' for one in may)
    text = f"""
[parties.{name}]
name = "{name}"
role = "{"backer" if backs else "belligerent"}"
stream = {stream}
side = "{backs or name}"
instruments = [{instruments}]
{keys}
[parties.{name}.war]
victory = 1.0
defeat = 0.0
optimism = {optimism}
strength = 1.0
{war}
"""
    for profile, weighed in profiles.items():
        text += f"""
[parties.{name}.profiles.{profile}]
title = "{profile}"
chance = {1 / len(profiles)!r}
{weighed}
"""
    return text


def _slices(shares: Sequence[float], others: str = "") -> str:
    """The pie on the agenda; `others` are the values of whoever has no part in it."""
    worst = min([*shares, *(1 - x for x in shares)])
    text = f"""
[issues.pie]
title = "The pie"
stream = 1
[issues.pie.options.none]
title = "Not addressed"
addressed = false
values = {{ a = {worst!r}, b = {worst!r}{others} }}
"""
    for n, x in enumerate(shares):
        text += f"""
[issues.pie.options.share{n}]
title = "{x:.3f} to a"
values = {{ a = {x!r}, b = {1 - x!r}{others} }}
"""
    return text


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
    guard = ", guard = 0.0" if "issues.guard" in more else ""
    text = head("pie", 60) + EVEN
    for name, stream in (("a", 1), ("b", 2)):
        text += seat(name, stream, {"only": f"weights = {{ pie = 1.0{guard} }}"}, may=_FREE,
                     keys=(keys or {}).get(name, ""))  # fmt: skip
    return read(text + _slices(shares) + more).with_values(values or {})


def mediated(shares: Sequence[float], values: Mapping[str, Any] | None = None) -> Scenario:
    """`a` and `b` divide a pie; `c` backs `a`, has no say in it, and may guarantee the terms."""
    only = {"only": "weights = { pie = 1.0, guard = 0.0 }"}
    text = head("mediated", 30) + EVEN
    text += seat("a", 1, only, may=_FREE) + seat("b", 2, only, may=_FREE)
    text += seat("c", 3, only, may=("aid", "insight"), backs="a")
    return read(text + _slices(shares, ", c = 0.5") + _GUARANTEE).with_values(values or {})


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
