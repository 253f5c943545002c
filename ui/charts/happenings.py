"""What happened, in words, as one seat saw it.

Parties that did the same thing in a round share a sentence, and the answers to
one proposal stand together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.scenario import Scenario

from ..words import say
from .calendar import date_of
from .people import colours

if TYPE_CHECKING:
    from sim.view import Event

SHARED = ("posture", "aid", "sanctions", "insight", "voiced", "answer")
"""Kinds of which several parties' happenings may be told in one sentence."""


def chronicle(scenario: Scenario, events: Sequence[Event]) -> list[dict[str, Any]]:
    """Rounds with something to tell, newest first. What an informant tells again is told once."""
    events = _once(events)
    rounds = sorted({event.round for event in events}, reverse=True)
    return [
        {"round": r, "date": date_of(scenario, r), "events": of_round(scenario, events, r)}
        for r in rounds
    ]


def _once(events: Sequence[Event]) -> list[Event]:
    kept, heard = [], set()
    for event in events:
        if event.kind == "insight":
            said = (event.party, event.data["about"], tuple(event.data["to"]))
            if said in heard:
                continue
            heard.add(said)
        kept.append(event)
    return kept


def of_round(scenario: Scenario, events: Sequence[Event], round: int) -> list[dict[str, Any]]:
    """The happenings of one round, in order."""
    groups: dict[Any, list[Event]] = {}
    for number, event in enumerate(events):
        if event.round == round:
            groups.setdefault(_likeness(event, number), []).append(event)
    return [_told(scenario, group, events) for group in groups.values()]


def _likeness(event: Event, number: int) -> Any:
    """What two happenings must have in common to be told together."""
    if event.kind not in SHARED:
        return number
    data = event.data
    if event.kind == "answer":
        return event.kind, data["proposer"]
    if event.kind == "insight":
        return event.kind, data["about"]
    return event.kind, tuple(sorted((name, str(value)) for name, value in data.items()))


def _told(scenario: Scenario, group: Sequence[Event], events: Sequence[Event]) -> dict[str, Any]:
    event = group[0]
    text, detail = TELLERS.get(event.kind, _plain)(scenario, group)
    if event.kind == "proposal":
        detail = _changes(scenario, event, events)
    single = len({one.party for one in group}) == 1
    colour = colours(scenario).get(event.party or "", "") if single else ""
    return {"kind": event.kind, "text": text, "detail": detail, "colour": colour}


def _names(scenario: Scenario, parties: Sequence[str | None]) -> str:
    names = [scenario.parties[party].name for party in dict.fromkeys(parties) if party]
    return ", ".join(names)


def _who(scenario: Scenario, group: Sequence[Event]) -> str:
    return _names(scenario, [event.party for event in group])


def _plain(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    return say(f"screen.event.{group[0].kind}", party=_who(scenario, group)), ""


def _news(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    data = group[0].data
    own = scenario.every_event if group[0].kind == "event" else scenario.tails
    # a record tells of it in English, the reader's scenario in the reader's language
    found = next((one for one in own if one.id == data.get("id")), None)
    if found is not None:
        return found.title, found.text
    return str(data["title"]), str(data.get("text", ""))


def _signal(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    data = group[0].data
    found = next((one for one in scenario.signals if one.id == data.get("id")), None)
    readings = [one.title for one in found.readings] if found else data["readings"]
    title, text = (found.title, found.text) if found else (data["title"], data["text"])
    read = say("screen.event.readings", readings="; ".join(readings))
    return str(title), " ".join(filter(None, (str(text), read)))


def _posture(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    posture = group[0].data["posture"]
    return say(f"screen.event.posture_{posture}", party=_who(scenario, group)), ""


def _step(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    event = group[0]
    way = "more" if event.data["step"] > 0 else "less"
    return say(f"screen.event.{event.kind}_{way}", party=_who(scenario, group)), ""


def _statement(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    data = group[0].data
    about = option_title(scenario, data.get("issue"), data.get("option"))
    return say(f"screen.event.{data['kind']}", party=_who(scenario, group), option=about), ""


def _insight(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    told = [party for event in group for party in event.data["to"]]
    about = _names(scenario, [group[0].data["about"]])
    text = say("screen.event.insight", party=_who(scenario, group), about=about)
    return text, say("screen.event.insight_to", parties=_names(scenario, told))


def _voiced(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    data = group[0].data
    title = option_title(scenario, data["issue"], data["option"])
    text = scenario.issues[data["issue"]].options[data["option"]].text
    return say("screen.event.voiced", party=_who(scenario, group), option=title), text


def _hinted(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    data = group[0].data
    title = option_title(scenario, data["issue"], data["option"])
    text = say("screen.event.hinted", party=_who(scenario, group), option=title)
    return text, say("screen.event.insight_to", parties=_names(scenario, data["to"]))


def _proposal(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    data = group[0].data
    key = "screen.event.proposal_private" if data["private"] else "screen.event.proposal"
    if data.get("channel"):
        named, sent = scenario.channels[data["channel"]].title, data["sent"]
        key = "screen.event.arrived_private" if data["private"] else "screen.event.arrived"
        return say(key, party=_who(scenario, group), channel=named, round=sent), ""
    return say(key, party=_who(scenario, group)), ""


def _letter(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    data = group[0].data
    channel = scenario.channels[data["channel"]].title
    text = say("screen.event.letter", party=_who(scenario, group), channel=channel)
    return text, terms_text(scenario, data["terms"])


def _changes(scenario: Scenario, event: Event, events: Sequence[Event]) -> str:
    """What a proposal says that its party's last one did not; all of it if it is the first."""
    terms = event.data["terms"]
    earlier = [e for e in events if (e.kind, e.party) == ("proposal", event.party)]
    place = next(number for number, e in enumerate(earlier) if e is event)
    if not place:
        return terms_text(scenario, terms)
    before = earlier[place - 1].data["terms"]
    new = [option_title(scenario, i, terms[i]) for i in terms if terms[i] != before.get(i)]
    if not new:
        return say("screen.event.same")
    return say("screen.event.changed", terms="; ".join(new))


def _answer(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    proposer = _names(scenario, [group[0].data["proposer"]])
    yes = _names(scenario, [event.party for event in group if event.data["yes"]])
    no = _names(scenario, [event.party for event in group if not event.data["yes"]])
    parts = [say("screen.event.accepts", parties=yes)] if yes else []
    parts += [say("screen.event.refuses", parties=no)] if no else []
    return say("screen.event.answer", party=proposer, answers="; ".join(parts)), ""


def _signed(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    by = _names(scenario, list(group[0].data.get("by", ())))
    return say("screen.event.signed", parties=by), terms_text(scenario, group[0].data["terms"])


def _ended(scenario: Scenario, group: Sequence[Event]) -> tuple[str, str]:
    return say(f"screen.ending.{group[0].data['ending'].replace(' ', '_')}"), ""


TELLERS: Mapping[str, Callable[[Scenario, Sequence[Event]], tuple[str, str]]] = {
    "event": _news,
    "tail": _news,
    "signal": _signal,
    "posture": _posture,
    "aid": _step,
    "sanctions": _step,
    "statement": _statement,
    "insight": _insight,
    "voiced": _voiced,
    "hinted": _hinted,
    "proposal": _proposal,
    "letter": _letter,
    "answer": _answer,
    "signed": _signed,
    "ended": _ended,
}


def option_title(scenario: Scenario, issue: str | None, option: str | None) -> str:
    """An option with its issue, in words; empty if there is none."""
    if issue not in scenario.issues or option not in scenario.issues[issue].options:
        return ""
    found = scenario.issues[issue]
    return say("screen.event.option", issue=found.title, option=found.options[option].title)


def terms_text(scenario: Scenario, terms: Mapping[str, str]) -> str:
    """What the terms address, in words."""
    addressed = [
        option_title(scenario, issue, terms[issue])
        for issue in scenario.issues
        if issue in terms and scenario.issues[issue].options[terms[issue]].addressed
    ]
    return "; ".join(addressed) or say("screen.event.nothing")
