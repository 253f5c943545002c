"""What one person sees of the class beside the game: clock, people, talk, the question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.charts.happenings import terms_text
from ui.charts.people import cast
from ui.words import say

from . import talk
from .desk import Desk
from .place import Place
from .room import Room

SHOWN = 80
"""The newest lines of a channel."""


def clock(desk: Desk) -> dict[str, Any]:
    """Phase and milliseconds left by the server's clock; None without a clock."""
    timer = desk.sitting.timer
    left = timer.remaining(desk.stream.now())
    return {
        "phase": "over" if desk.over else timer.phase,
        "left": None if left is None else round(1000 * left),
        "resting": timer.resting,
    }


def panel(place: Place) -> dict[str, Any]:
    """Everything beside the board, for this person alone."""
    if not place.held():
        return {"left": True}
    desk, room, seat = place.table, place.room, place.name
    with desk.stream.lock:
        now = desk.sitting
        return {
            "left": False,
            "table": desk.number,
            "name": room.roster.members[place.person].name,
            "seat": seat,
            "party": room.party(seat),
            "round": desk.round,
            "clock": clock(desk),
            "over": desk.over,
            "debrief": room.may_look_back(desk),
            "later": room.later(desk),
            "lent": seat in now.machines,
            "pressed": _pressed(place),
            "people": chairs(room, desk),
            "channels": _channels(place),
            "notices": [_notice(one) for one in now.notices if one["to"] in ("", seat)][-20:],
            "question": _question(place),
            "absent": sum(1 for round_, _, s in now.absent if s == seat),
            "trouble": said(desk.trouble),
        }  # fmt: skip


def chairs(room: Room, desk: Desk) -> list[dict[str, Any]]:
    """Every party of a table, who sits for it and what they are doing."""
    people = desk.seated()
    return [
        {**party, "people": room.names(people.get(party["id"], ())),
         "state": state(desk, party["id"])}
        for party in cast(room.plan.told())
    ]  # fmt: skip


def state(desk: Desk, party: str) -> str:
    """What a chair is doing: machine, lent (to one), ready, thinking."""
    if not desk.seated().get(party):
        return "machine"
    if party in desk.sitting.machines:
        return "lent"
    return "ready" if party in desk.sitting.acts else "thinking"


def _notice(one: Mapping[str, Any]) -> dict[str, Any]:
    """A notice; what the server itself notes is told in the reader's language."""
    looked = one["kind"] == "looked"
    return {**one, "text": say("class.desk.looked") if looked else one["text"]}


def said(trouble: str) -> str:
    """What is wrong with a table, by its key."""
    return say(trouble) if trouble else ""


def _pressed(place: Place) -> str:
    """Who of a team pressed for it, if it was a partner."""
    by = place.table.sitting.pressed_by.get(place.name, "")
    return "" if by in ("", place.person) else place.room.names((by,))


def _channels(place: Place) -> list[dict[str, Any]]:
    desk, room, seat = place.table, place.room, place.name
    scene, people, found = room.plan.told(), desk.seated(), []
    for channel in talk.heard_by(scene, seat):
        lines = [one for one in desk.sitting.lines if one["channel"] == channel.id]
        others = [p for p in channel.parties if p != seat]
        heard = [p for p in others if people.get(p)]
        if not lines and not heard:
            continue
        names = ", ".join(scene.parties[p].name for p in others)
        key = f"screen.seat.channel_{channel.kind}"
        found.append({
            "id": channel.id, "kind": channel.kind, "title": say(key, parties=names),
            "lines": [_line(place, one) for one in lines[-SHOWN:]], "count": len(lines),
        })  # fmt: skip
    return found


def _line(place: Place, one: Mapping[str, Any]) -> dict[str, Any]:
    member = place.room.roster.members.get(one["by"])
    colour = {party["id"]: party["colour"] for party in cast(place.room.plan.told())}
    return {
        "text": one["text"], "round": one["round"], "own": one["by"] == place.person,
        "name": member.name if member else "", "party": place.room.party(one["seat"]),
        "colour": colour.get(one["seat"], ""),
    }  # fmt: skip


def _question(place: Place) -> dict[str, Any] | None:
    """The half-minute question; None when there is none, or it is answered."""
    desk, scene = place.table, place.room.plan.told()
    asked = desk.question(place.name)
    if asked is None:
        return None
    if (desk.round, place.person) in desk.sitting.guessed:
        return {"answered": True}
    issue = scene.issues[asked["issue"]]
    base = dict(asked["terms"][len(asked["terms"]) // 2])
    base.pop(asked["issue"])
    return {
        "answered": False,
        "about": scene.parties[asked["about"]].name,
        "packages": [terms_text(scene, terms) for terms in asked["terms"]],
        "issue": issue.title,
        "ladder": [issue.options[option].title for option in asked["options"]],
        "rest": terms_text(scene, base),
        "round": desk.round,
    }
