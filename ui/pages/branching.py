"""Going on otherwise from a past round: what a page offers, and what becomes of the wish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import telling
from ..charts.people import titled
from ..rooms import Place
from ..table import NoBranch, Seat, family, shared
from ..words import say
from .layout import careful
from .tokens import address


def offer(seat: Seat) -> dict[str, Any]:
    """What a page needs to let somebody go on from a round of a game."""
    if isinstance(seat, Place) or not seat.name:
        return {}
    game = seat.table.game()
    over = game.stage == "over"
    closed = not over and (len(seat.table.seats) > 1 or seat.kind == "daily")
    listing = seat.table.listing
    rounds = sorted({stage.round for stage in game.played})
    compare = bool(listing.about.get("of")) or len(family(listing, seat.table.store)) > 1
    return {
        "token": seat.token,
        "from": [] if closed else rounds,
        "open": not over,
        "compare": address("compare", seat.token) if compare else "",
    }


def branched(seat: Seat, data: Any) -> str:
    """Begin the branch a person asked for; the address where it goes on."""
    round = data["round"]
    if not isinstance(round, int) or isinstance(round, bool):
        raise NoBranch(say("screen.branch.no_round"))
    title = titled(telling.scene(seat.table.game().scenario))
    label = say("screen.branch.label", title=title, round=round)
    return address("game", shared().branch(seat, round, label).token)


def refusing(
    handler: Callable[[Any], object], tell: Callable[[str], object]
) -> Callable[[Any], None]:
    """The handler of an event; why there can be no branch is told in its own sentence."""

    def handled(data: Any) -> None:
        try:
            handler(data)
        except NoBranch as error:
            tell(str(error))

    return careful(handled, tell)
