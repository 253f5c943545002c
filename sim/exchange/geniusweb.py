"""GeniusWeb: a JSON file for the domain, and one linear additive profile a party.

A profile's weights must sum to exactly 1, values lie in 0..1. It has no
reservation value but a reservation *bid*: only terms at least as good are to be
accepted. The cheapest terms that a party accepts say exactly the same.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from sim.exchange.domain import Domain, Issue, Profile, chosen, file_stem, normal, utilities
from sim.exchange.fitting import fits, number, same_names
from sim.mistakes import Notes, Words

_SPACE = "LinearAdditiveUtilitySpace"
_TIE = 1e-12  # utilities are sums of floats: terms worth the reservation value are acceptable


def kind(table: dict[str, Any]) -> str:
    """What a file's table is."""
    if "issuesValues" in table:
        return "domain"
    known = (_SPACE, "SumOfGroupsUtilitySpace", "DefaultPartialOrdering")
    return "profile" if any(name in table for name in known) else ""


def agenda(table: dict[str, Any], notes: Notes) -> tuple[str, tuple[Issue, ...]] | None:
    """Name and issues of a domain file."""
    issues = []
    for name, found in _dict(table.get("issuesValues"), "issuesValues", notes).items():
        place = f"issuesValues.{name}"
        options = found.get("values") if isinstance(found, dict) else None
        if not isinstance(options, list) or not all(isinstance(o, str) for o in options):
            notes.add(place, found, 'a list of texts "values": discrete issues alone are read')
            continue
        issues.append(Issue(name, tuple(options)))
    if not notes and fits(issues, notes):
        return str(table.get("name") or "domain"), tuple(issues)
    return None


def profile(
    table: dict[str, Any], issues: tuple[Issue, ...], name: str, notes: Notes, losses: list[str]
) -> Profile | None:
    """A party's preferences; a reservation bid is read as its utility."""
    if _SPACE not in table:
        notes.add("", Words(f"a {next(iter(table))}"), f"a {_SPACE}: weighted sums alone are read")
        return None
    space = _dict(table[_SPACE], _SPACE, notes)
    weights = _dict(space.get("issueWeights"), f"{_SPACE}.issueWeights", notes)
    place = f"{_SPACE}.issueUtilities"
    values = {
        issue: _values(found, f"{place}.{issue}", notes)
        for issue, found in _dict(space.get("issueUtilities"), place, notes).items()
    }
    if notes or not same_names({i: list(v) for i, v in values.items()}, issues, notes):
        return None
    rows = [[values[issue.name][option] for option in issue.options] for issue in issues]
    shares = [number(weights.get(i.name), f"{_SPACE}.issueWeights.{i.name}", notes) for i in issues]
    bid = _bid(space.get("reservationBid"), issues, notes)
    if notes:
        return None
    places = [issue.options.index(bid[issue.name]) for issue in issues] if bid else []
    reserved = sum(w * row[n] for w, row, n in zip(shares, rows, places, strict=bool(bid)))
    try:
        return normal(str(space.get("name") or name), shares, rows, reserved if bid else None)
    except ValueError as error:
        notes.add(_SPACE, Words(str(error)), "options of different value")
        return None


def _dict(found: Any, place: str, notes: Notes) -> dict[str, Any]:
    if isinstance(found, dict):
        return found
    notes.add(place, found, "a table")
    return {}


def _values(found: Any, place: str, notes: Notes) -> dict[str, float]:
    table = _dict(found, place, notes)
    # the earlier name of 2019 and the one since
    for kind_ in ("DiscreteValueSetUtilities", "discreteutils"):
        if kind_ in table:
            inner = _dict(table[kind_], f"{place}.{kind_}", notes)
            given = _dict(inner.get("valueUtilities"), f"{place}.{kind_}.valueUtilities", notes)
            return {o: number(v, f"{place}.{o}", notes) for o, v in given.items()}
    if not notes:
        notes.add(place, found, "DiscreteValueSetUtilities: discrete issues alone are read")
    return {}


def _bid(found: Any, issues: tuple[Issue, ...], notes: Notes) -> dict[str, str]:
    if found is None:
        return {}
    place = f"{_SPACE}.reservationBid"
    bid = _dict(_dict(found, place, notes).get("issuevalues"), f"{place}.issuevalues", notes)
    for issue in issues:
        if bid.get(issue.name) not in issue.options:
            where = f"{place}.issuevalues.{issue.name}"
            notes.add(where, bid.get(issue.name), "one of its options")
    return bid


def written(domain: Domain) -> dict[str, str]:
    """The texts of the domain's files by name."""
    body = {
        "name": domain.name,
        "issuesValues": {issue.name: {"values": list(issue.options)} for issue in domain.issues},
    }
    made = {"domain.json": _text(body)}
    for n, profile in enumerate(domain.profiles, start=1):
        space: dict[str, Any] = {
            "name": profile.name,
            "domain": body,
            "issueUtilities": {
                issue.name: {
                    "DiscreteValueSetUtilities": {
                        "valueUtilities": dict(zip(issue.options, row, strict=True))
                    }
                }
                for issue, row in zip(domain.issues, profile.values, strict=True)
            },
            "issueWeights": {
                issue.name: weight
                for issue, weight in zip(domain.issues, profile.weights, strict=True)
            },
        }
        if profile.reservation is not None:
            terms = chosen(domain, _cheapest(profile))
            names = [issue.name for issue in domain.issues]
            space["reservationBid"] = {"issuevalues": dict(zip(names, terms, strict=True))}
        made[f"{file_stem(n, profile)}.json"] = _text({_SPACE: space})
    return made


def _text(body: dict[str, Any]) -> str:
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _cheapest(profile: Profile) -> int:
    """The number of the cheapest terms not below the reservation value, or of the best ones."""
    worth = utilities(profile)
    assert profile.reservation is not None
    accepted = worth >= profile.reservation - _TIE
    return int(np.argmin(np.where(accepted, worth, np.inf)) if accepted.any() else np.argmax(worth))


def losses(domain: Domain) -> list[str]:
    """What the format cannot say of these preferences."""
    given = [profile for profile in domain.profiles if profile.reservation is not None]
    found = [
        f"{profile.name} would accept no terms at all; GeniusWeb cannot say so: its reservation "
        "bid is the best terms for it."
        for profile in given
        if (utilities(profile) < (profile.reservation or 0.0) - _TIE).all()
    ]
    if given:
        found.append(
            "GeniusWeb has reservation bids in place of numbers: a party's is the cheapest terms "
            "that it accepts, so the same terms are acceptable."
        )
    return found
