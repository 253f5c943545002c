"""Pages of a class: what stands beside a student's game, the teacher's desk, the projector."""

import itertools
import logging
from collections.abc import Callable
from typing import Any

import solara

from .. import clock
from ..charts.packing import text
from ..components import ProjectorScreen, SeatPanel, TeacherScreen, words
from ..doors.asking import TEACHER
from ..doors.picture import qr
from ..live import use_feed, use_hand
from ..rooms import Place, Room, hosted, overview
from ..rooms.panel import panel
from ..rooms.personal import run
from ..rooms.stream import Refused
from ..rooms.teaching import command
from ..store import StoreError
from ..words import say
from .layout import Message
from .tokens import CLASS, cookie

log = logging.getLogger("ceasefire.pages")

replies = itertools.count()
"""So that a screen hears the same answer twice."""

CALM = 0.4
"""Seconds in which a wall of tables changes at most once."""


@solara.component
def BesideTheGame(place: Place) -> solara.Element:
    """The class's panel for one person, fed from the table."""
    home = f"/class/{place.room.id}"

    def asked(data: Any) -> None:
        told = _done(lambda: run(place, str(data["what"]), data), str(data["what"]))
        hand("reply", text(told))

    shown = SeatPanel(home=home, words=words(), event_command=asked)
    hand = use_hand(shown)
    use_feed(shown, "state", lambda: text(panel(place)), place.table.talk.wait_newer)
    return shown


def _done(call: Callable[[], Any], what: str) -> dict[str, Any]:
    """What became of a command, for the screen that sent it."""
    told: dict[str, Any] = {"what": what, "number": next(replies)}
    try:
        found = call()
    except (Refused, StoreError) as error:
        return {**told, "ok": False, "text": str(error)}
    except Exception:
        log.exception("a command could not be carried out")
        return {**told, "ok": False, "text": say("screen.message.fault_text")}
    return {**told, "ok": True, "text": "", "looked": found}


@solara.component
def TeachPage(token: str = "") -> solara.Element:
    """The class that the token names, for a teacher's browser."""
    room = taught(token)
    return Message("missing") if room is None else Teaching(room).key(token)


@solara.component
def ProjectorPage(token: str = "") -> solara.Element:
    """The class on the wall, opened by a teacher's browser."""
    room = taught(token)
    return Message("missing") if room is None else Projecting(room).key(token)


def taught(token: str) -> Room | None:
    """The class, if this browser is a teacher's."""
    house = hosted()
    if house is None or not house.teaches(cookie(TEACHER)):
        return None
    return house.reach.room(token.removeprefix(CLASS))


@solara.component
def Teaching(room: Room) -> solara.Element:
    """The teacher's desk: fed by every table, at most some times a second."""
    reply, set_reply = solara.use_state("")
    address = solara.use_memo(origin, [])

    def asked(data: Any) -> None:
        set_reply(text(_done(lambda: command(room, data), "")))

    shown = TeacherScreen(reply=reply, words=words(), event_command=asked)
    read = lambda: text({**overview.for_teacher(room), **door(room, address)})  # noqa: E731
    use_feed(shown, "state", read, calm(room.news.wait_newer))
    return shown


@solara.component
def Projecting(room: Room) -> solara.Element:
    """What the whole room may see."""
    address = solara.use_memo(origin, [])
    shown = ProjectorScreen(words=words())
    read = lambda: text({**overview.for_projector(room), **door(room, address)})  # noqa: E731
    use_feed(shown, "state", read, calm(room.news.wait_newer))
    return shown


def origin() -> str:
    """Where students reach this server: as it was told, or else as this browser reached it."""
    house = hosted()
    if house is not None and house.address:
        return house.address
    headers = solara.lab.headers.value or {}
    host = (headers.get("host") or [""])[0]
    return f"http://{host}"


def door(room: Room, address: str) -> dict[str, str]:
    """Where to go with the code, in words and as a picture."""
    shown = address.partition("://")[2] or address
    return {"url": shown, "qr": qr(f"{address}/join/{room.roster.code}")}


def calm(wait: Callable[[int], int]) -> Callable[[int], int]:
    """The same news, gathered for a moment."""

    def wait_newer(version: int) -> int:
        newer = wait(version)
        if newer != version:
            clock.pause(CALM)
            return wait(-1)
        return newer

    return wait_newer
