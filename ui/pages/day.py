"""After a day's game: its card to share, the number of its world, the ways on."""

from typing import Any

import solara

import sim

from .. import daily, telling
from ..charts.packing import text
from ..components import DayScreen, words
from ..share import card
from ..store import StoreError
from ..table import Seat, shared
from ..words import say
from .debrief import uncovered
from .layout import careful, use_trouble
from .tokens import Elsewhere, Seated, address


@solara.component
def DayPage(token: str = "") -> solara.Element:
    """The result of the day's game that the token names, once it is over."""

    def page(seat: Seat) -> solara.Element:
        if seat.kind != daily.KIND:
            return Elsewhere(address("debrief", token))
        if uncovered(seat) is None:
            return Elsewhere(address("game", token))
        return Played(seat).key(token)

    return Seated(token, page)


@solara.component
def Played(seat: Seat) -> solara.Element:
    """One tab's card."""
    router = solara.use_router()
    trouble, tell = use_trouble()
    page = solara.use_memo(lambda: text(shown(seat)), [])

    def again(_: Any) -> None:
        try:
            router.push(address("brief", daily.begin(shared())))
        except (StoreError, sim.ScenarioError) as error:
            tell(str(error))

    return DayScreen(page=page, trouble=trouble, words=words(), event_again=careful(again, tell))


def shown(seat: Seat) -> dict[str, Any]:
    """What the page shows; the game is over."""
    known = uncovered(seat)
    assert known is not None
    about, game = seat.table.listing.about, telling.game(known[0])
    day, counts = str(about.get("day", "")), bool(about.get("counts"))
    return {
        **card(game, known[1], seat.name, day, counts),
        "counts": say("screen.daily.counted" if counts else "screen.daily.not_counted"),
        "seed": say("screen.daily.seed", seed=game.seed),
        "today": day == daily.today().day,
        "debrief": address("debrief", seat.token),
        "file": f"ceasefire-{day}.svg",
    }
