"""NegMAS: a YAML file for the outcome space, and one with each party's utility function.

The shape that NegMAS itself writes and reads. Functions that hold code (which
NegMAS stores as pickled Python) are refused, as are all but weighted sums.
"""

from __future__ import annotations

import math
from typing import Any

from sim.exchange.documents import yaml_text
from sim.exchange.domain import Domain, Issue, Profile, file_stem, normal
from sim.exchange.fitting import discounted, fits, number
from sim.mistakes import Notes, Words
from sim.scenario.document import MOST_OPTIONS

_SUM = "LinearAdditiveUtilityFunction"


def _type(table: Any) -> str:
    """A table's type without the modules before it."""
    found = table.get("type") if isinstance(table, dict) else None
    return found.rpartition(".")[2] if isinstance(found, str) else ""


def kind(table: dict[str, Any]) -> str:
    """What a file's table is."""
    found = _type(table).lower()
    return "domain" if "outcomespace" in found else "profile" if "fun" in found else ""


def agenda(table: dict[str, Any], notes: Notes) -> tuple[str, tuple[Issue, ...]] | None:
    """Name and issues of an outcome space."""
    found = table.get("issues")
    if not isinstance(found, list):
        notes.add("issues", found, "a list of issues")
        return None
    issues = [_issue(inner, f"issues.{n}", notes) for n, inner in enumerate(found, start=1)]
    made = tuple(issue for issue in issues if issue is not None)
    if not notes and fits(made, notes):
        return str(table.get("name") or "domain"), made
    return None


def _issue(table: Any, place: str, notes: Notes) -> Issue | None:
    values = table.get("values") if isinstance(table, dict) else None
    name = table.get("name") if isinstance(table, dict) else None
    if not isinstance(name, str) or not isinstance(values, list):
        notes.add(place, table, "a table with name, type and values")
        return None
    if _type(table) == "ContiguousIssue":
        whole = len(values) == 2 and all(type(v) is int for v in values)
        if not whole or not 1 <= values[1] - values[0] < MOST_OPTIONS:
            allowed = f"the lowest and highest of 2 to {MOST_OPTIONS} whole numbers"
            notes.add(f"{place}.values", Words(str(values)[:60]), allowed)
            return None
        values = list(range(values[0], values[1] + 1))
    if not all(isinstance(v, str | int | float) for v in values):
        notes.add(f"{place}.values", Words("values of another kind"), "texts or numbers")
        return None
    return Issue(name, tuple(str(v) for v in values))


def profile(
    table: dict[str, Any], issues: tuple[Issue, ...], name: str, notes: Notes, losses: list[str]
) -> Profile | None:
    """A party's preferences; a discount around them is left out."""
    called = str(table.get("name") or name)
    if "Discounted" in _type(table) and isinstance(table.get("ufun"), dict):
        losses.append(discounted(called))
        table = {**table["ufun"], "reserved_value": table.get("reserved_value")}
    if _type(table) != _SUM:
        notes.add("type", table.get("type"), f"{_SUM}: weighted sums alone are read")
        return None
    rows = _listed(table.get("values"), issues, "values", notes)
    given = table.get("weights")
    weights = [1.0] * len(issues) if given is None else _listed(given, issues, "weights", notes)
    if notes:
        return None
    shares = [number(w, f"weights.{i.name}", notes) for w, i in zip(weights, issues, strict=True)]
    values = [
        [_value(row, option, f"values.{issue.name}", notes) for option in issue.options]
        for row, issue in zip(rows, issues, strict=True)
    ]
    reserved = table.get("reserved_value")
    if reserved is not None and reserved != -math.inf:
        bias = number(table.get("bias") or 0.0, "bias", notes)
        reserved = number(reserved, "reserved_value", notes) - bias
    if notes:
        return None
    try:
        return normal(called, shares, values, None if reserved == -math.inf else reserved)
    except ValueError as error:
        notes.add("weights", Words(str(error)), "options of different value")
        return None


def _listed(found: Any, issues: tuple[Issue, ...], place: str, notes: Notes) -> list[Any]:
    """One entry an issue, of a list in their order or of a table by their names."""
    if isinstance(found, dict) and all(issue.name in found for issue in issues):
        found = [found[issue.name] for issue in issues]
    if not isinstance(found, list) or len(found) != len(issues):
        notes.add(place, found, f"{len(issues)} of them, one an issue")
        return []
    return found


def _value(function: Any, option: str, place: str, notes: Notes) -> float:
    """An option's value under a function of one issue."""
    kind_ = _type(function)
    if kind_ == "TableFun" and isinstance(function.get("mapping"), dict):
        mapping = {str(key): value for key, value in function["mapping"].items()}
        if option not in mapping:
            notes.add(f"{place}.mapping.{option}", Words("nothing"), "a value")
            return 0.0
        return number(mapping[option], f"{place}.mapping.{option}", notes)
    if kind_ not in ("AffineFun", "LinearFun", "IdentityFun", "ConstFun"):
        allowed = "TableFun, AffineFun, LinearFun, IdentityFun or ConstFun"
        notes.add(place, Words(f"a function of type {kind_ or 'unknown'}"), allowed)
        return 0.0
    bias = number(function.get("bias") or 0.0, f"{place}.bias", notes)
    if kind_ == "ConstFun":
        return bias
    slope = number(function.get("slope", 1.0), f"{place}.slope", notes)
    try:
        return slope * float(option) + bias
    except ValueError:
        notes.add(place, Words(f"a {kind_} of {option!r:.60}"), "a TableFun, for it is no number")
        return 0.0


def written(domain: Domain) -> dict[str, str]:
    """The texts of the domain's files by name."""
    space = {
        "type": "DiscreteCartesianOutcomeSpace",
        "name": domain.name,
        "issues": [
            {"type": "CategoricalIssue", "name": issue.name, "values": list(issue.options)}
            for issue in domain.issues
        ],
    }
    made = {"domain.yml": yaml_text(space)}
    for n, profile in enumerate(domain.profiles, start=1):
        made[f"{file_stem(n, profile)}.yml"] = yaml_text({
            "type": _SUM,
            "name": profile.name,
            "reserved_value": -math.inf if profile.reservation is None else profile.reservation,
            "weights": list(profile.weights),
            "values": [
                {"type": "TableFun", "mapping": dict(zip(issue.options, row, strict=True))}
                for issue, row in zip(domain.issues, profile.values, strict=True)
            ],
        })  # fmt: skip
    return made
