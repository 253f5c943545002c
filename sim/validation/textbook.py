"""The laboratory as the textbook case: one pie, and nothing that the textbook leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from sim import game, scenario
from sim.game import Game
from sim.scenario import Scenario

CUTS = ("quarter", "half", "most", "all")
"""Options of the laboratory's strip of land, which stand for four shares of the pie."""


def pie(
    shares: Sequence[float],
    values: Mapping[str, Any] | None = None,
    low: float = 0.0,
    high: float = 1.0,
) -> Scenario:
    """The laboratory with the land alone at stake, cut into four shares for North.

    What North gets South does not. Not to address it is worth the worst share to both, so
    that it never helps. Every round costs violence 1. `low` and `high` stretch the scale on
    which terms are valued; victory and defeat stay 1 and 0.
    """
    share = [low + (high - low) * x for x in shares]
    worst = min([*share, *(1 - x for x in share)])
    changed: dict[str, Any] = {
        "war.effort_low": 1.0, "war.effort_hold": 1.0, "war.effort_attack": 1.0,
        "issues.land.options.none.values.north": worst,
        "issues.land.options.none.values.south": worst,
    }  # fmt: skip
    for cut, x in zip(CUTS, share, strict=True):
        changed[f"issues.land.options.{cut}.values.north"] = x
        changed[f"issues.land.options.{cut}.values.south"] = 1 - x
    for party, profiles in (("north", ("land", "trade")), ("south", ("land", "name"))):
        for profile in profiles:
            for issue in ("land", "trade", "name"):
                weight = f"parties.{party}.profiles.{profile}.weights.{issue}"
                changed[weight] = 1.0 if issue == "land" else 0.0
    return scenario.load("lab").with_values({**changed, **(values or {})})


def fearon(
    p: float, more: Mapping[str, Any] | None = None, costs: tuple[float, float] = (0.10, 0.15)
) -> dict[str, Any]:
    """Values for North's chance of victory p, agreed on by both, and both sides' costs of war."""
    return {
        "parties.north.war.optimism": p, "parties.south.war.optimism": 1 - p,
        "parties.north.war.cost_weight": costs[0], "parties.south.war.cost_weight": costs[1],
        **(more or {}),
    }  # fmt: skip


def limits(begun: Game) -> tuple[float, float]:
    """Both reservation points carried back to the raw scale of the pie."""
    _, minimum = begun.real_values(begun.round)
    private = begun.world.private
    north, south = (private.floor[p] + minimum[p] / private.scale[p] for p in (0, 1))
    return float(north), float(south)


def cuts(begun: Game) -> list[str]:
    """The cuts of the land that stand in some terms that pass, in the order of the file."""
    _, passes = begun.real_surplus(begun.round)
    return options_of(begun, "land", passes)


def options_of(begun: Game, issue: str, passes: NDArray[Any]) -> list[str]:
    """The options of an issue that stand in some of these terms."""
    found, names = begun.arena, list(begun.scenario.issues)
    place = names.index(issue)
    keys = list(begun.scenario.issues[issue].options)
    chosen = {int(o) - int(found.first[place]) for o in found.options[place, passes]}
    return [key for n, key in enumerate(keys) if n in chosen]


def begin(
    shares: Sequence[float], values: Mapping[str, Any], seed: int = 1, **scale: float
) -> Game:
    """The first round of such a world."""
    return game.begin(pie(shares, values, **scale), seed)
