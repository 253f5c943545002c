"""The other's chair, as far as a seat can know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.beliefs import types

from ..words import say
from .evidence import believed
from .people import cast
from .plane import agenda_of

if TYPE_CHECKING:
    from sim.beliefs import Shoes
    from sim.evidence import Account
    from sim.formulas import Formula
    from sim.view import View

NAMED = 0.005
"""The least chance of a type of negotiator that is told."""


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
        "sees": _sees_us(view, seen),
        "profiles": _profiles(view, party, seen.profiles, "mirror"),
        "types": _types(view, party),
        "examples": [number for number in numbers if number >= 0][:3],
        **believed(view, account, formulas),
    }


def _sees_us(view: View, seen: Shoes) -> dict[str, Any]:
    """How the seat is seen, and beside it what is so: a seat knows its own minimum and profile."""
    us = seen.sees_us
    return {
        **_estimate(us.reservation),
        "real": view.reservation,
        "accepts": us.accepts,
        "issue": view.scenario.issues[us.issue].title,
        "profiles": _profiles(view, view.seat, us.profiles, "their_mirror"),
        "profile": view.scenario.parties[view.seat].profiles[view.profile].title,
    }


def _profiles(
    view: View, party: str, chances: Mapping[str, float], mirror: str
) -> list[dict[str, Any]]:
    """What may drive a party, likeliest first; `mirror` is the word for a believer's own image."""
    known = view.scenario.parties[party].profiles
    titles = {name: profile.title for name, profile in known.items()}
    titles |= {"mirror": say(f"screen.shoes.{mirror}"), "other": say("screen.shoes.other")}
    found = [{"title": titles[name], "chance": chance} for name, chance in chances.items()]
    return sorted(found, key=lambda one: -one["chance"])


def _types(view: View, party: str) -> list[dict[str, Any]]:
    """Which kind of negotiator a party is taken for, likeliest first; nothing where no kinds are
    told apart, as in tier grid and of backers."""
    found = types(view, list(view.scenario.parties).index(party))
    told = [{"title": say(f"screen.evidence.type_{name}"), "chance": chance}
            for name, chance in found.items() if chance >= NAMED]  # fmt: skip
    return sorted(told, key=lambda one: -one["chance"]) if len(told) > 1 else []


def _offer(seen: Shoes) -> dict[str, float] | None:
    if seen.my_last_offer_value is None or seen.my_last_offer_chance is None:
        return None
    return {**_estimate(seen.my_last_offer_value), "chance": seen.my_last_offer_chance}


def _estimate(estimate: Any) -> dict[str, float]:
    return {"low": estimate.low, "mean": estimate.mean, "high": estimate.high}
