"""The state of the war over time, as small multiples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sim.scenario import Scenario

from ..words import say
from .people import colours, short

if TYPE_CHECKING:
    from sim.view import Moment


def charts(scenario: Scenario, history: Sequence[Moment]) -> list[dict[str, Any]]:
    """The front, dead and wounded, economies, sanctions, strength and aid, round by round."""
    sides = list(scenario.belligerents)
    backers = [p for p in scenario.parties if "aid" in scenario.parties[p].instruments]
    senders = [p for p in scenario.parties if "sanctions" in scenario.parties[p].instruments]

    def standing(field: str) -> Callable[[Moment, str], float]:
        return lambda moment, party: moment.standing[party][field]

    def chart(name: str, unit: str, parties: list[str], pick: Any, **more: Any) -> dict[str, Any]:
        lines = [_line(scenario, party, [pick(m, party) for m in history]) for party in parties]
        return {"name": name, "title": say(f"screen.series.{name}"), "unit": unit,
                "lines": lines, **more}  # fmt: skip

    whole = {"floor": 0, "ceiling": 1}
    found = [
        chart("line", "percent", sides, _held(sides[0]), **whole),
        chart("casualties", "count", sides, standing("casualties"), floor=0),
        chart("civilians", "count", sides, standing("civilians"), floor=0),
        chart("strength", "points", sides, standing("strength"), floor=0),
        chart("economy", "percent", sides, standing("economy"), floor=0),
        chart("discontent", "percent", sides, standing("discontent"), **whole),
        chart("sanctions", "percent", senders, standing("sanctions"), **whole),
        chart("giving", "percent", backers, standing("giving"), **whole),
    ]
    return [one for one in found if one["lines"]]


def _held(first: str) -> Callable[[Moment, str], float]:
    """Share of the contested land each side holds; the line is the first one's."""

    def share(moment: Moment, party: str) -> float:
        line = moment.public["line"]
        return line if party == first else 1.0 - line

    return share


def _line(scenario: Scenario, party: str, values: list[float]) -> dict[str, Any]:
    rounded = [float(f"{value:.4g}") for value in values]
    return {"name": short(scenario.parties[party].name), "colour": colours(scenario)[party],
            "values": rounded}  # fmt: skip
