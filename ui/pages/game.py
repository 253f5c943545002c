"""A seat's game: the screen one plays on."""

import json
import logging
from typing import Any

import solara

from ..acting import Unreadable, sent
from ..charts.packing import text
from ..components import GameScreen, words
from ..live import use_feed
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
    receipt, set_receipt = solara.use_state("")
    worn, set_worn = solara.use_state("")
    advised, set_advised = solara.use_state("")
    router = solara.use_router()
    trouble, tell = use_trouble()

    def act(data: Any) -> None:
        set_receipt(json.dumps(press(glance, data)))

    def failed(sentence: str) -> None:
        set_receipt(json.dumps({"press": None, "ok": False, "moved": False, "text": sentence}))

    def keep_draft(data: Any) -> None:
        if len(json.dumps(data)) <= LONGEST_DRAFT:
            seat.keep_draft(data)

    screen = GameScreen(
        receipt=receipt,
        draft_json=draft,
        worn=worn,
        advised=advised,
        trouble=trouble,
        words=words(),
        event_act=careful(act, failed),
        event_keep_draft=careful(keep_draft, failed),
        event_wear=careful(lambda data: set_worn(glance.wear(str(data["party"]))), failed),
        event_advise=careful(lambda _: set_advised(glance.advise()), failed),
        event_branch=refusing(lambda data: router.push(branched(seat, data)), tell),
    )
    use_feed(screen, "branches", lambda: text(offer(seat)), seat.table.wait_newer)
    use_feed(screen, "tables", glance.tables, seat.table.wait_newer)
    use_feed(screen, "state", glance.state, seat.table.wait_newer)
    return screen


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
