"""The board: what a seat's screen shows between two presses, as one dictionary.

Everything comes from the seat's own view and what follows from it; the tables
of all terms travel apart (`plane.tables`), since they change less often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim import columns as at
from sim.reservation import chance

from ..words import number, say
from .agenda import Agenda
from .calendar import date_of
from .council import voices
from .front import front
from .happenings import chronicle, of_round, option_title, terms_text
from .people import adversary, cast, colours, titled
from .plane import agenda_of
from .series import charts
from .shoes import all_shoes

if TYPE_CHECKING:
    from sim.beliefs import Analysis
    from sim.scenario import Scenario
    from sim.view import Open, View

POSTURES = ("stand_down", "hold", "attack")
WAR = 0.0


def key(view: View) -> str:
    """Names one stage of one game, so that a screen knows when it has moved."""
    return f"{view.round}-{view.stage}"


def board(
    view: View,
    analysis: Analysis,
    panels: Mapping[str, dict[str, Any]],
    waiting: Sequence[str] = (),
) -> dict[str, Any]:
    """The whole board but the tables; `waiting` names seats that have not pressed yet.

    `panels` are those of the parties whose shoes somebody stepped into (`shoes.panel`).
    """
    agenda = agenda_of(view)
    return {
        "key": key(view),
        "scenario": titled(view.scenario),
        "seat": next(party for party in cast(view.scenario) if party["id"] == view.seat),
        "parties": cast(view.scenario),
        "round": view.round,
        "rounds": max(view.scenario.rounds, view.round),
        "date": date_of(view.scenario, view.round),
        "stage": view.stage,
        "phase": view.phase,
        "phase_text": say(f"screen.game.phase_{view.phase}"),
        "status": _status(view),
        "waiting": waited(view.scenario, view.seat, waiting),
        "ended": _ended(view),
        "legal": _legal(view),
        "ways": ways(view),
        "under_way": _under_way(view),
        "levels": _levels(view),
        "offers": _offers(view, agenda),
        "last": _last(view, agenda),
        "signed": _signed(view, agenda),
        "window": {"now": analysis.window, "formula": analysis.window_formula},
        "timeline": _timeline(view),
        "marks": marks(view.events),
        "charts": charts(view.scenario, view.history),
        "front": front(view.scenario, view.history),
        "side": _side(view, agenda),
        "shoes": all_shoes(view, panels),
        "news": chronicle(view.scenario, view.events),
        "revealed": of_round(view.scenario, view.events, view.round),
    }


def _status(view: View) -> str:
    if view.stage == "over":
        return say("screen.game.over_open")
    if view.stage == "answers":
        return say("screen.game.answers_open")
    return say(
        "screen.game.ceasefire_open" if view.phase == "ceasefire" else "screen.game.moves_open"
    )


def waited(scenario: Scenario, seat: str, waiting: Sequence[str]) -> str:
    """Whom a seat that has pressed still waits for, in a sentence; empty if it has not."""
    if not waiting or seat in waiting:
        return ""
    names = ", ".join(scenario.parties[party].name for party in waiting)
    return say("screen.game.waiting", parties=names)


def _ended(view: View) -> dict[str, str] | None:
    if view.stage != "over":
        return None
    name = view.ending.replace(" ", "_")
    return {"title": say(f"screen.ending.{name}"), "text": say(f"screen.ending.{name}_text")}


def _legal(view: View) -> dict[str, Any]:
    legal = view.legal
    return {
        "posture": [p for p in POSTURES if p in legal.posture],
        "aid": list(legal.aid),
        "sanctions": list(legal.sanctions),
        "statement": bool(legal.statement),
        "insight": list(legal.insight),
        "subject": _subject(view),
        "voice": [list(place) for place in legal.voice],
        "propose": bool(legal.propose),
    }


def ways(view: View) -> list[dict[str, str]]:
    """By which ways a proposal can go now, in words; none to choose where there are no channels."""
    return [_way(view, way) for way in view.legal.ways] if view.scenario.channels else []


def _way(view: View, way: str) -> dict[str, str]:
    if way not in view.scenario.channels:
        title, text = say("screen.channels.direct"), say("screen.channels.direct_text")
        return {"id": way, "title": title, "text": text}
    channel = view.scenario.channels[way]
    parts = [channel.text, say("screen.channels.now")]
    if channel.delay:
        many = "one" if channel.delay == 1 else "more"
        parts[1] = say(f"screen.channels.delay_{many}", count=channel.delay)
    if channel.loss:
        parts.append(say("screen.channels.loss", share=number(channel.loss, ".0%")))
    if channel.readers:
        readers = ", ".join(view.scenario.parties[name].name for name in channel.readers)
        parts.append(say("screen.channels.readers", parties=readers))
    if channel.confidential:
        parts.append(say("screen.channels.confidential"))
    return {"id": way, "title": channel.title, "text": " ".join(filter(None, parts))}


def _under_way(view: View) -> list[str]:
    """The seat's own proposals that have not arrived yet, a sentence each."""
    return [
        say("screen.channels.letter", channel=view.scenario.channels[letter.channel].title,
            sent=letter.sent, due=letter.due, terms=terms_text(view.scenario, letter.terms))
        for letter in view.under_way
    ]  # fmt: skip


def _came(view: View, offer: Open) -> str:
    """By which channel an offer came, in words; empty for one tabled directly."""
    if offer.channel is None:
        return ""
    title = view.scenario.channels[offer.channel].title
    return say("screen.channels.came", channel=title, round=offer.sent)


def _subject(view: View) -> dict[str, str]:
    """Whose minimum the seat's experts study: the belligerent that is not on its side."""
    subject = adversary(view.scenario, view.seat)
    return {"id": subject, "name": view.scenario.parties[subject].name}


def _levels(view: View) -> dict[str, Any]:
    standing = view.standing[view.seat]
    now = POSTURES[int(standing["posture"])] if view.past else _first_posture(view)
    legal = view.legal.posture
    posture = now if now in legal else ("hold" if "hold" in legal else next(iter(legal), None))
    return {"posture": posture, "aid": standing["giving"], "sanctions": standing["sanctions"]}


def _first_posture(view: View) -> str:
    """What a machine in this seat would begin with: nobody has set a posture yet."""
    hopes = chance(view.mine.own, view.common.state, int(view.arena.side[view.number]))
    above = view.arena.common[at.C_BEHAVIOUR_ATTACK_ABOVE]
    return "attack" if view.phase == "war" and hopes >= above else "hold"


def _offers(view: View, agenda: Agenda) -> list[dict[str, Any]]:
    shade = colours(view.scenario)
    return [
        {
            "proposer": offer.proposer,
            "name": view.scenario.parties[offer.proposer].name,
            "colour": shade[offer.proposer],
            "private": offer.private,
            "came": _came(view, offer),
            "lines": agenda.lines(offer.terms),
            "number": agenda.number(offer.terms),
            "value": offer.value,
            "reds": agenda.reds(offer.terms),
            "voices": voices(view, offer.index),
        }
        for offer in view.open
    ]


def _last(view: View, agenda: Agenda) -> list[dict[str, Any]]:
    """The newest proposal of each party that this seat saw, to start a composition from."""
    newest: dict[str, Mapping[str, str]] = {}
    for event in view.events:
        if event.kind == "proposal" and event.party is not None:
            newest[event.party] = event.data["terms"]
    found = []
    for party, terms in newest.items():
        own, number = party == view.seat, agenda.number(terms)
        name = view.scenario.parties[party].name
        text = say("screen.composer.last_own" if own else "screen.composer.last_other", party=name)
        if number >= 0:
            found.append({"key": f"last-{party}", "number": number, "text": text})
    return found


def _signed(view: View, agenda: Agenda) -> dict[str, Any] | None:
    """The terms in force, in words and by number."""
    for event in reversed(view.events):
        if event.kind == "signed" and view.phase == "ceasefire":
            terms = event.data["terms"]
            named = terms_text(view.scenario, terms)
            text = say("screen.game.in_force", round=event.round, terms=named)
            return {"number": agenda.number(terms), "text": text}
    return None


def _side(view: View, agenda: Agenda) -> dict[str, Any]:
    """What the seat's own side wants in this world: its profile, weights and red lines."""
    profile = view.scenario.parties[view.seat].profiles[view.profile]
    weights = sorted(view.weights.items(), key=lambda pair: -pair[1])
    issues = view.scenario.issues
    known = {(i["id"], o["id"]) for i in agenda.described() for o in i["options"]}
    return {
        "title": profile.title,
        "text": profile.text,
        "weights": [{"issue": issues[i].title, "weight": round(w, 4)} for i, w in weights],
        "reds": [option_title(view.scenario, *p) for p in sorted(view.red_lines & known)],
        "file": _file(view),
    }


def _file(view: View) -> list[dict[str, Any]]:
    """What the seat's own file with the adversary is made of, and whether each part is in being."""
    level = view.standing[view.seat]["track"]
    return [
        {"title": strand.title, "text": strand.text, "on": level >= strand.above}
        for strand in view.scenario.strands
        if strand.party == view.seat
    ]


def _timeline(view: View) -> list[dict[str, Any]]:
    fought = [moment for moment in view.history if moment.public["phase"] == WAR]
    points = [{"round": m.round, "p": round(m.window, 4)} for m in fought]
    return [{"party": view.seat, "short": "", "colour": "believed", "values": points}]


def marks(events: Sequence[Any]) -> list[dict[str, Any]]:
    """Signatures and collapses, for the timeline."""
    named = ("signed", "collapsed")
    return [{"round": event.round, "kind": event.kind} for event in events if event.kind in named]
