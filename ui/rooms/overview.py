"""A class at a glance: for the teacher with the truth in it, for the projector without."""

from __future__ import annotations

from typing import Any

from ui.charts.calendar import date_of
from ui.charts.happenings import terms_text
from ui.charts.people import cast
from ui.charts.truth import verdict
from ui.words import say

from .desk import Desk
from .injecting import brought, listed, offered
from .panel import chairs, clock, said
from .room import Room


def for_teacher(room: Room) -> dict[str, Any]:
    """Every table with what is true, and everybody with their chair."""
    roster, scene = room.roster, room.plan.told()
    return {
        **_head(room),
        "code_open": room.now() < roster.until,
        "parties": cast(scene),
        "members": [
            {"id": one.id, "name": one.name, "table": one.table, "seat": one.seat,
             "party": room.party(one.seat), "moves": one.moves,
             "before": "before" in roster.answers.get(one.id, {})}
            for one in roster.members.values() if not one.gone
        ],
        "tables": [_table(room, desk) for desk in room.desks() if _counts(room, desk)],
        "revealed": roster.revealed or (room.plan.reveal == "table" and all(
            room.may_look_back(one) for one in room.desks() if one.over
        )),
        "laid": roster.laid,
        "team": room.plan.team,
        "events": listed(room.plan),
        "minutes": round(room.plan.minutes()),
        "rounds": room.plan.rounds,
    }  # fmt: skip


def for_projector(room: Room) -> dict[str, Any]:
    """The class as everybody may see it: no number, no belief, no private word."""
    tables = []
    for desk in room.desks():
        if _counts(room, desk):
            tables.append({
                "number": desk.number, "round": desk.round, "rounds": room.plan.rounds,
                "clock": clock(desk), "over": desk.over,
                "phase_text": _phase_text(desk),
                "seats": chairs(room, desk),
                "news": _public(desk),
                "notices": [n["text"] for n in desk.sitting.notices
                            if n["to"] == "" and n["kind"] == "bulletin"][-1:],
            })  # fmt: skip
    return {**_head(room), "tables": tables, "count": room.roster.count,
            "code_open": room.now() < room.roster.until}  # fmt: skip


def _head(room: Room) -> dict[str, Any]:
    roster = room.roster
    return {"id": room.id, "title": room.plan.title, "scenario": room.plan.told().title,
            "phase": roster.phase, "code": roster.code}  # fmt: skip


def _counts(room: Room, desk: Desk) -> bool:
    return desk.begun or bool(room.roster.seated(desk.number))


def _phase_text(desk: Desk) -> str:
    if not desk.begun:
        return say("class.table.waiting")
    if desk.over:
        ending = desk.game().ending.replace(" ", "_")
        early = desk.sitting.ended and desk.game().stage != "over"
        return say("class.table.ended" if early else f"screen.ending.{ending}")
    return say(f"screen.game.phase_{desk.game().phase}")


def _public(desk: Desk) -> list[str]:
    """What everybody at the table knows to have been signed or to have collapsed."""
    if not desk.begun:
        return []
    shown = [e for e in desk.game().events if e.audience is None]
    kinds = ("signed", "collapsed")
    return [say(f"class.table.{e.kind}", round=e.round) for e in shown if e.kind in kinds][-2:]


def _table(room: Room, desk: Desk) -> dict[str, Any]:
    found = {
        "number": desk.number,
        "begun": desk.begun,
        "over": desk.over,
        "round": desk.round,
        "rounds": room.plan.rounds,
        "date": date_of(room.plan.scene(), desk.round) if desk.begun else "",
        "clock": clock(desk),
        "phase_text": _phase_text(desk),
        "seats": chairs(room, desk),
        "lines": len(desk.sitting.lines),
        "trouble": said(desk.trouble),
        "unanswered": 0,
        "quiet": round(max(0.0, desk.stream.now() - desk.sitting.touched)),
    }
    return {**found, **_secrets(desk)} if desk.begun else found


def _secrets(desk: Desk) -> dict[str, Any]:
    """What is true at a table: for the teacher alone."""
    game = desk.game()
    scenario, measure = desk.plan.told(), game.log[-1]
    names = list(scenario.parties)
    tabled = [e for e in game.events if e.kind == "proposal" and e.round == game.round]
    opened = [m.round for m in game.log if m.window.fighting and m.window.on_table]
    return {
        "unanswered": len(desk.unanswered()),
        "window": verdict(measure.window),
        "window_text": say(f"class.table.window_{verdict(measure.window)}"),
        "opened": opened,
        "opened_text": say("class.table.opened", rounds=", ".join(map(str, opened)))
        if opened else "",
        "believes": [
            {**party, "chance": measure.believed[names.index(party["id"])]}
            for party in cast(scenario)
            if party["id"] in scenario.belligerents and measure.window.fighting
        ],
        "proposals": [
            {"party": scenario.parties[e.party or ""].name, "private": bool(e.data["private"]),
             "text": terms_text(scenario, e.data["terms"])}
            for e in tabled
        ],
        "signed": _public(desk),
        "offered": offered(desk),
        "brought": [say("class.inject.waits" if one["waits"] else "class.inject.came_in",
                        title=one["title"], round=one["due"])
                    for one in brought(game) if one["waits"] or one["came"]],
        "marks": _strip(desk),
    }  # fmt: skip


def _strip(desk: Desk) -> list[str]:
    """One word a round: what the window was."""
    return [verdict(measure.window) for measure in desk.game().log]
