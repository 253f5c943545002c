"""After the first game: what they hid, what was guessed."""

from typing import Any

import solara

from .. import first, telling
from ..charts.lesson import lesson
from ..charts.packing import text
from ..components import LessonScreen, words
from ..store import StoreError
from ..table import Seat, shared
from .debrief import uncovered
from .layout import careful, use_trouble
from .tokens import Elsewhere, Seated, address


@solara.component
def LessonPage(token: str = "") -> solara.Element:
    """The short debrief of the game that the token names, once it may be seen."""

    def page(seat: Seat) -> solara.Element:
        if not seat.name:
            return Elsewhere(address("debrief", token))
        if uncovered(seat) is None:
            return Elsewhere(address("game", token))
        return Learnt(seat).key(token)

    return Seated(token, page)


@solara.component
def Learnt(seat: Seat) -> solara.Element:
    """One tab's short debrief."""
    router = solara.use_router()
    trouble, tell = use_trouble()
    page = solara.use_memo(lambda: text(told(seat)), [])

    def again(_: Any) -> None:
        try:
            router.push(address("game", first.begin(shared())))
        except StoreError as error:
            tell(str(error))

    return LessonScreen(page=page, trouble=trouble, words=words(), event_again=careful(again, tell))


def told(seat: Seat) -> dict[str, Any]:
    """What the page shows; the game is over."""
    known = uncovered(seat)
    assert known is not None
    return {
        **lesson(telling.game(known[0]), known[1], seat.name),
        "debrief": address("debrief", seat.token),
    }
