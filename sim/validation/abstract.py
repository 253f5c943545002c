"""A mixed population of abstract wars, against which base rates are held.

Two parties divide land, settle its status and may guard the settlement; half of the wars
have a mediator. Every range stands in `abstract.toml`: it is the flagship's own where that
has one, half its low end to one and a half of its high end for what is private, and wider
still where wars differ most (who is stronger, how fast a front moves). Nothing here was
fitted to base rates, and nothing may be.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from sim import fields, nature, scenario
from sim.scenario import Scenario

SIDES = ("first", "second")
ISSUES = ("land", "status", "guard")
MEDIATED = 0.5
"""Share of wars with a mediator whose word and formula reach the parties."""
_STREAM, _PURPOSE = 9_999, 900  # of no party and of no other purpose


@cache
def family() -> Scenario:
    """The family of wars, its numbers at their middles."""
    with as_file(files("sim.validation") / "abstract.toml") as path:
        return scenario.load(path)


def war(seed: int, number: int) -> Scenario:
    """War `number` of a seed: public numbers drawn, private ones left as ranges to the world."""
    base = family()
    drawn = iter(nature.uniforms(nature.key(seed, number), 0, _STREAM, _PURPOSE, 160).tolist())
    values: dict[str, Any] = {}
    for field in fields.COMMON:
        values |= _within(base, field.name, next(drawn))
    for field in fields.PARTY:
        for side in SIDES:
            if not field.secret:
                values |= _within(base, f"parties.{side}.{field.name}", next(drawn))
    # the first side is from a third to three times as strong as the second, evenly in logarithm
    values["parties.first.war.strength"] = 3.0 ** (2.0 * next(drawn) - 1.0)
    for side in SIDES:
        for profile in ("greedy", "proud"):
            values |= _weights(side, profile, [next(drawn) for _ in ISSUES])
    if next(drawn) >= MEDIATED:
        for name in ("knowledge.profile", "knowledge.precision", "knowledge.formula"):
            values[f"parties.mediator.{name}"] = 0.0
    return base.with_values(values)


def mediated(found: Scenario) -> bool:
    """Whether a war of the population has a mediator."""
    return found.number("parties.mediator.knowledge.formula").value > 0.0


def _within(base: Scenario, address: str, draw: float) -> Mapping[str, float]:
    number = base.number(address)
    if number.low >= number.high:
        return {}
    return {address: number.low + (number.high - number.low) * draw}


def _weights(side: str, profile: str, draws: list[float]) -> dict[str, float]:
    prefix = f"parties.{side}.profiles.{profile}.weights"
    return {f"{prefix}.{issue}": 0.1 + x for issue, x in zip(ISSUES, draws, strict=True)}
