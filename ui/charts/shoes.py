"""The other's chair, as far as a seat can know it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .agenda import Agenda
from .people import cast

if TYPE_CHECKING:
    from sim.beliefs import Shoes
    from sim.view import View


def all_shoes(view: View, shoes: Mapping[str, Shoes], agenda: Agenda) -> list[dict[str, Any]]:
    """One panel a party, the belligerents first."""
    people = sorted(cast(view.scenario), key=lambda party: party["role"] != "belligerent")
    return [
        _panel(view, party, shoes[party["id"]], agenda) for party in people if party["id"] in shoes
    ]


def _panel(view: View, party: dict[str, Any], seen: Shoes, agenda: Agenda) -> dict[str, Any]:
    issue = view.scenario.issues.get(seen.binding_issue or "")
    numbers = [agenda.number(terms) for terms in seen.would_accept]
    return {
        **party,
        "party": party["id"],
        "reservation": _estimate(seen.reservation),
        "accepts": seen.accepts,
        "binding": issue.title if issue else "",
        "offer": _offer(seen),
        "sees": None,
        "profiles": [],
        "examples": [number for number in numbers if number >= 0][:3],
    }


def _offer(seen: Shoes) -> dict[str, float] | None:
    if seen.my_last_offer_value is None or seen.my_last_offer_chance is None:
        return None
    return {**_estimate(seen.my_last_offer_value), "chance": seen.my_last_offer_chance}


def _estimate(estimate: Any) -> dict[str, float]:
    return {"low": estimate.low, "mean": estimate.mean, "high": estimate.high}
