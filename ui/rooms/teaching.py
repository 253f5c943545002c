"""What a teacher may do to a class, by name; numbers and texts are read, nothing is trusted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ui import telling
from ui.charts.happenings import of_round
from ui.words import number, say

from .desk import Desk
from .injecting import bring
from .room import Room
from .stream import Refused

LONGEST_EXTENSION = 3600
AT_ONCE = 16
"""Tables that do at once what all are told to."""


def command(room: Room, data: Any) -> dict[str, Any] | None:
    """Carry a command out; Refused says why not. `look` answers with what the seat sees."""
    what, person = str(data.get("what", "")), str(data.get("person", ""))
    if what in ("start", "new_code", "close_door", "reveal"):
        getattr(room, what)()
    elif what == "finish" and not data.get("table"):
        room.finish()
    elif what == "rename":
        room.rename(person, str(data.get("name", "")))
    elif what == "move":
        room.move(person, _whole(data.get("table")), str(data.get("seat", "")))
    elif what == "remove":
        room.remove(person)
    elif what == "inject":
        one = bool(data.get("table"))
        bring([_desk(room, data)] if one else room.desks(), str(data.get("event", "")), one)
    elif what == "look":
        return look(_desk(room, data), room, str(data.get("seat", "")))
    else:
        desks = [_desk(room, data)] if data.get("table") else room.desks()
        # side by side, so that no table waits for another's
        with ThreadPoolExecutor(min(AT_ONCE, max(1, len(desks)))) as pool:
            list(pool.map(lambda desk: _at_table(desk, what, data), desks))
    return None


def _at_table(desk: Desk, what: str, data: Any) -> None:
    seat = str(data.get("seat", ""))
    if what == "rest":
        desk.rest()
    elif what == "resume":
        desk.resume()
    elif what == "extend":
        seconds = max(-LONGEST_EXTENSION, min(LONGEST_EXTENSION, _whole(data.get("seconds"))))
        desk.extend(float(seconds))
    elif what == "advance":
        desk.advance()
    elif what == "finish":
        desk.finish()
    elif what == "notice":
        if seat and seat not in desk.plan.scene().parties:
            raise Refused("class.move.no_seat")
        desk.notice("message" if seat else "bulletin", seat, str(data.get("text", "")))
    elif what == "lend":
        desk.lend(seat)
    else:
        raise Refused("class.unreadable")


def _desk(room: Room, data: Any) -> Desk:
    number = _whole(data.get("table"))
    if number not in {desk.number for desk in room.desks()}:
        raise Refused("class.move.no_seat")
    return room.desk(number)


def _whole(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("class.unreadable")
    return value


def look(desk: Desk, room: Room, seat: str) -> dict[str, Any]:
    """What a seat knows now, for the teacher, after its people were told of it."""
    if not desk.begun or seat not in desk.seated():
        raise Refused("class.move.no_seat")
    desk.looked(seat)
    view = telling.view(desk.view(seat))
    news = of_round(view.scenario, view.events, view.round)
    lines = [
        say("class.look.minimum", points=number(100 * view.reservation, ".0f")),
        say("class.look.window", chance=number(view.look.window, ".0%")),
        say("class.look.profile", profile=view.scenario.parties[seat].profiles[view.profile].title),
        *[one["text"] for one in news],
    ]
    title = say("class.look.title", party=room.party(seat), round=view.round)
    return {"table": desk.number, "title": title, "lines": lines}
