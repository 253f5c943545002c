"""A believed minimum over time, and what moved it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.scenario import Scenario

from ..words import say
from .happenings import option_title
from .people import cast, colours

if TYPE_CHECKING:
    from sim.evidence import Account, Clue
    from sim.formulas import Formula
    from sim.smoothing import Fan
    from sim.view import Event, View

NOTABLE, TELLING = 0.01, 0.05
"""One point, and a twentieth of a bit: what did less to a belief is not told."""
MOST = 60
MARGIN = 0.05


def believed(view: View, account: Account, formulas: Sequence[Formula]) -> dict[str, Any]:
    """What a seat may look at of its own belief about one party."""
    party = account.party
    name = view.scenario.parties[party].name
    title = say("screen.evidence.fan", party=name)
    told = notable(account.clues)
    return {
        "fan": {**fan(title, account.fans), "range": reach([account.fans])},
        "clues": [clue(view.scenario, view.events, one, view.seat, True) for one in told],
        "formulas": [_formula(view.scenario, party, one) for one in formulas],
    }


def fan(title: str, fans: Sequence[Fan]) -> dict[str, Any]:
    """One fan for the screen: each row a round, the mean, and five quantiles upward."""
    rows = [[one.round, *(round(v, 4) for v in (one.mean, *one.quantiles))] for one in fans]
    return {"title": title, "rows": rows, "truth": None}


def reach(fans: Sequence[Sequence[Fan]], values: Sequence[float] = ()) -> list[float]:
    """The lowest and the highest of what several fans and values hold, with a margin."""
    ends = [q for each in fans for one in each for q in (one.quantiles[0], one.quantiles[-1])]
    every = [*ends, *values]
    return [round(min(every) - MARGIN, 4), round(max(every) + MARGIN, 4)]


def notable(clues: Sequence[Clue]) -> list[Clue]:
    """The clues that did something, the last first."""
    did = [c for c in clues if abs(c.change) >= NOTABLE or c.information >= TELLING or c.readings]
    return did[::-1][:MOST]


def clue(
    scenario: Scenario, events: Sequence[Event], one: Clue, seat: str, you: bool
) -> dict[str, Any]:
    """One clue for the screen; `seat` believed, and `you` tells whether it is who reads."""
    return {
        "round": one.round,
        "text": clue_text(scenario, events, one, seat, you),
        "colour": colours(scenario).get(one.party or "", ""),
        "change": round(one.change, 4),
        "after": round(one.after.mean, 4),
        "bits": round(one.information, 2),
        "favours": _favours(scenario, one, you),
        "readings": _readings(scenario, one),
    }


def _readings(scenario: Scenario, one: Clue) -> list[dict[str, Any]]:
    """The readings of a signal side by side: what each was thought worth, and would have shown."""
    titles = {r.id: r.title for s in scenario.signals if s.id == one.signal for r in s.readings}
    return [
        {
            "title": titles[reading.id],
            "before": round(reading.before, 4),
            "after": round(reading.after, 4),
            "alone": round(reading.alone.mean, 4),
        }
        for reading in one.readings
    ]


def clue_text(scenario: Scenario, events: Sequence[Event], one: Clue, seat: str, you: bool) -> str:
    """What the clue was, in words."""
    names = {party.id: party.name for party in scenario.parties.values()}
    told = {"party": names.get(one.party or "", ""), "believer": names[seat]}
    if one.kind == "posture":
        return say(f"screen.evidence.posture_{one.posture}", **told)
    if one.kind == "demand":
        return say("screen.evidence.demand", option=_demanded(scenario, events, one), **told)
    if one.kind in ("acceptance", "refusal"):
        proposer = _proposer(events, one)
        mine = "_own" if you and proposer == seat else ""
        return say(f"screen.evidence.{one.kind}{mine}", proposer=names.get(proposer, ""), **told)
    if one.kind == "signal":
        title = next(s.title for s in scenario.signals if s.id == one.signal)
        return say("screen.evidence.signal", title=title)
    if one.kind in ("insight", "experts"):
        return say(f"screen.evidence.{one.kind}" + ("" if you else "_of"), **told)
    return say(f"screen.evidence.{one.kind}", **told)


def _demanded(scenario: Scenario, events: Sequence[Event], one: Clue) -> str:
    for event in events:
        if (event.kind, event.round, event.party) == ("statement", one.round, one.party):
            return option_title(scenario, event.data["issue"], event.data["option"])
    return ""


def _proposer(events: Sequence[Event], one: Clue) -> str:
    """Whose terms were answered."""
    sought = (one.terms, one.kind == "acceptance")
    for event in events:
        answer = (event.kind, event.round, event.party) == ("answer", one.round, one.party)
        if answer and (event.data["number"], event.data["yes"]) == sought:
            return str(event.data["proposer"])
    return ""


def _favours(scenario: Scenario, one: Clue, you: bool) -> str:
    """Which profile the clue spoke for; empty if for none."""
    if one.favoured is None:
        return ""
    known = scenario.parties[one.about].profiles
    if one.favoured in known:
        return say("screen.evidence.favours", profile=known[one.favoured].title)
    return say(f"screen.evidence.favours_{one.favoured}" + ("" if you else "_of"))


def _formula(scenario: Scenario, party: str, one: Formula) -> dict[str, Any]:
    """Both readings of one formula, side by side."""
    issue = scenario.issues[one.issue]
    person = next(other for other in cast(scenario) if other["id"] == party)
    return {
        "title": say("screen.event.option", issue=issue.title,
                     option=issue.options[one.option].title),
        "party": person["name"],
        "colour": person["colour"],
        "mine": _reading(issue.options[one.my_reading].title, one.mine, one.my_reading_worth),
        "theirs": _reading(
            issue.options[one.their_reading].title, one.theirs, one.their_reading_worth
        ),
        "barred": round(one.barred, 4),
    }  # fmt: skip


def _reading(title: str, worth: float, clear: float) -> dict[str, Any]:
    return {"title": title, "worth": round(worth, 4), "clear": round(clear, 4)}
