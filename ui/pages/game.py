"""A seat's game: the screen one plays on."""

import json
import logging
import threading
from collections.abc import Callable
from typing import Any

import solara

from ..acting import Unreadable, sent
from ..charts.packing import text
from ..components import GameScreen, words
from ..live import use_feeds, use_hand
from ..rooms import Place
from ..table import Seat
from ..words import say
from .branching import branched, offer, refusing
from .classroom import BesideTheGame
from .glance import Glance
from .layout import careful, use_trouble
from .tokens import Elsewhere, Seated, address

log = logging.getLogger("ceasefire.pages")
LONGEST_DRAFT = 20_000


@solara.component
def GamePage(token: str = "") -> solara.Element:
    """The game of the seat that the token names."""

    def page(seat: Seat) -> solara.Element:
        if not seat.name:
            return Elsewhere(address("watch", token))
        if isinstance(seat, Place):
            return InClass(seat).key(token)
        return Playing(seat).key(token)

    return Seated(token, page)


@solara.component
def InClass(place: Place) -> solara.Element:
    """The same screen with people in the other chairs, and the class beside it."""
    with solara.Div() as main:
        Playing(place)
        BesideTheGame(place)
    return main


@solara.component
def Playing(seat: Seat) -> solara.Element:
    """One tab's screen, fed from the table; presses go the other way."""
    glance = solara.use_memo(lambda: Glance(seat), [])
    draft = solara.use_memo(lambda: json.dumps(seat.draft()), [])
    router = solara.use_router()
    trouble, tell = use_trouble()

    def act(data: Any) -> None:
        hand("receipt", json.dumps(press(glance, data)))

    def failed(sentence: str) -> None:
        told = {"press": None, "ok": False, "moved": False, "text": sentence}
        hand("receipt", json.dumps(told))

    def keep_draft(data: Any) -> None:
        if len(json.dumps(data)) <= LONGEST_DRAFT:
            seat.keep_draft(data)

    screen = GameScreen(
        draft_json=draft,
        trouble=trouble,
        words=words(),
        event_act=careful(act, failed),
        event_keep_draft=careful(keep_draft, failed),
        event_wear=beside(careful(lambda d: hand("worn", glance.wear(str(d["party"]))), failed)),
        event_advise=beside(careful(lambda _: hand("advised", glance.advise()), failed)),
        event_branch=refusing(lambda data: router.push(branched(seat, data)), tell),
    )
    hand = use_hand(screen)
    branches = lambda: text(offer(seat))  # noqa: E731
    reads = {"branches": branches, "tables": glance.tables, "state": glance.state}
    use_feeds(screen, reads, seat.table.wait_newer)
    return screen


def beside(handler: Callable[[Any], object]) -> Callable[[Any], None]:
    """The handler of an event in a thread of its own: what the tab sends next does not wait."""

    def begin(data: Any) -> None:
        threading.Thread(target=handler, args=(data,), name="beside", daemon=True).start()

    return begin


def press(glance: Glance, data: Any) -> dict[str, Any]:
    """Hand a press to the table; what became of it, for the screen."""
    key = data.get("press") if isinstance(data, dict) else None
    try:
        asked = sent(data)
    except Unreadable:
        return {"press": key, "ok": False, "moved": False, "text": say("screen.game.unreadable")}
    if not asked.confirmed and glance.loss(asked.act):
        return {"press": key, "ok": False, "moved": False, "text": say("screen.game.unconfirmed")}
    receipt = glance.seat.submit(asked.act, round=asked.round, stage=asked.stage, press=asked.press)
    moved = receipt.ok and receipt.sentence_key == "table.kept"
    text = "" if moved else receipt.sentence
    return {"press": key, "ok": receipt.ok, "moved": moved, "text": text}
