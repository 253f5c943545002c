"""A game and its branches, side by side."""

from typing import Any

import solara

from .. import telling
from ..charts.branches import column
from ..charts.packing import text
from ..charts.people import titled
from ..components import CompareScreen, words
from ..rooms import Place
from ..table import Seat, shared
from ..words import say
from .branching import branched, offer, refusing
from .debrief import uncovered
from .layout import Message, use_trouble
from .tokens import Elsewhere, Seated, address


@solara.component
def ComparePage(token: str = "") -> solara.Element:
    """The family of the game that the token names, from the same chair."""

    def page(seat: Seat) -> solara.Element:
        if isinstance(seat, Place):
            return Message("missing")
        if not seat.name:
            return Elsewhere(address("watch", token))
        return Comparing(seat).key(token)

    return Seated(token, page)


@solara.component
def Comparing(seat: Seat) -> solara.Element:
    """One tab's comparison; a branch can be begun from any of its games."""
    router = solara.use_router()
    trouble, tell = use_trouble()
    page = solara.use_memo(lambda: text(compared(seat)), [])

    def branch(data: Any) -> None:
        known = {one.token: one for one in shared().family(seat)}
        router.push(branched(known[str(data["token"])], data))

    return CompareScreen(
        page=page, trouble=trouble, words=words(), event_branch=refusing(branch, tell)
    )


def compared(seat: Seat) -> dict[str, Any]:
    """Every game of the family, the first of them first."""
    games = shared().family(seat)
    return {
        "scenario": titled(telling.scene(seat.table.game().scenario)),
        "party": telling.scene(seat.table.game().scenario).parties[seat.name].name,
        "games": [_one(one, seat) for one in games],
    }


def _one(one: Seat, here: Seat) -> dict[str, Any]:
    about, game, known = one.table.listing.about, telling.game(one.table.game()), uncovered(one)
    left = int(about.get("round", 1)) if about.get("of") else 0
    over = game.stage == "over"
    return {
        **column(game, known[1] if known else None, one.name, max(0, left - 1)),
        "title": say("screen.branch.from", round=left) if left else say("screen.branch.first"),
        "here": one.token == here.token,
        "url": (one.debrief() if over else "") or address("game", one.token),
        "over": over,
        **offer(one),
    }
