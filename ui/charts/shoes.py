"""The other's chair, as far as a seat can know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..words import say
from .evidence import believed
from .people import cast
from .plane import agenda_of

if TYPE_CHECKING:
    from sim.beliefs import Shoes
    from sim.evidence import Account, Formula
    from sim.view import View


def all_shoes(view: View, panels: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """All other parties, the belligerents first, each with its panel if that was looked into."""
    people = sorted(cast(view.scenario), key=lambda party: party["role"] != "belligerent")
    return [
        {**party, "party": party["id"], "panel": panels.get(party["id"])}
        for party in people
        if party["id"] != view.seat
    ]


def panel(
    view: View, party: str, seen: Shoes, account: Account, formulas: Sequence[Formula]
) -> dict[str, Any]:
    """What the seat knows of one party's chair, and how it came to believe it."""
    agenda = agenda_of(view)
    issue = view.scenario.issues.get(seen.binding_issue or "")
    numbers = [agenda.number(terms) for terms in seen.would_accept]
    return {
        "reservation": _estimate(seen.reservation),
        "accepts": seen.accepts,
        "binding": issue.title if issue else "",
        "offer": _offer(seen),
        "sees": None,
        "profiles": _profiles(view, party, seen),
        "examples": [number for number in numbers if number >= 0][:3],
        **believed(view, account, formulas),
    }


def _profiles(view: View, party: str, seen: Shoes) -> list[dict[str, Any]]:
    """What may drive the party, likeliest first; the mirror is what one would think of oneself."""
    known = view.scenario.parties[party].profiles
    titles = {name: profile.title for name, profile in known.items()}
    own = {name: say(f"screen.shoes.{name}") for name in ("mirror", "other")}
    found = [{"title": {**titles, **own}[n], "chance": c} for n, c in seen.profiles.items()]
    return sorted(found, key=lambda one: -one["chance"])


def _offer(seen: Shoes) -> dict[str, float] | None:
    if seen.my_last_offer_value is None or seen.my_last_offer_chance is None:
        return None
    return {**_estimate(seen.my_last_offer_value), "chance": seen.my_last_offer_chance}


def _estimate(estimate: Any) -> dict[str, float]:
    return {"low": estimate.low, "mean": estimate.mean, "high": estimate.high}
