"""What a person may do in a class besides the press, by name."""

from __future__ import annotations

from typing import Any

from .place import Place
from .stream import Refused


def run(here: Place, what: str, body: Any) -> None:
    """One of a person's commands besides the press; Refused says why not."""
    if not here.held():
        raise Refused("class.desk.left")
    if not isinstance(body, dict):
        raise Refused("class.unreadable")
    press = str(body.get("press", ""))[:64]
    if what == "say":
        if not here.room.talk_pace.take(here.person):
            raise Refused("class.talk.too_fast")
        here.table.say(here.person, here.name, str(body.get("channel", "")),
                       str(body.get("text", "")), press)  # fmt: skip
    elif what == "guess":
        here.table.guess(here.person, here.name, body.get("guess"), press)
    elif what == "back":
        here.table.take_back(here.person, here.name)
    elif what == "quote":
        here.room.quote(here.person, str(body.get("text", "")))
    else:
        raise Refused("class.unreadable")
