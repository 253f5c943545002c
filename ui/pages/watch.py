"""Watching machines: the true window live, with pause, step and rewind."""

import threading
from typing import Any

import solara

from .. import telling
from ..charts import referee, truth
from ..charts.packing import text
from ..components import WatchScreen, words
from ..live import use_feeds
from ..table import Seat
from .layout import careful
from .tokens import Elsewhere, Seated, address


@solara.component
def WatchPage(token: str = "") -> solara.Element:
    """The machine-only game that the token names."""

    def page(seat: Seat) -> solara.Element:
        if seat.name:
            return Elsewhere(address("game", token))
        return Watching(seat).key(token)

    return Seated(token, page)


@solara.component
def Watching(seat: Seat) -> solara.Element:
    """The referee's screen; the table runs, the tab follows."""
    table = seat.table
    glance = solara.use_memo(lambda: RefereeGlance(seat), [])
    notice, set_notice = solara.use_state("")

    def control(data: Any) -> None:
        steps = {
            "play": table.play,
            "pause": table.pause,
            "step": table.step,
            "back": lambda: table.back(table.game().round - 1),
        }
        done = steps[data["what"]]()
        set_notice("" if done.ok else done.sentence)

    def rewind(data: Any) -> None:
        done = table.back(int(data["round"]))
        set_notice("" if done.ok else done.sentence)

    screen = WatchScreen(
        notice=notice,
        words=words(),
        event_control=careful(control, set_notice),
        event_rewind=careful(rewind, set_notice),
    )
    use_feeds(screen, {"scene": glance.scene, "state": glance.state}, table.wait_newer)
    return screen


class RefereeGlance:
    """What one referee's tab shows of a table, computed once a version."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self._lock = threading.Lock()
        self._version = -1

    def _look(self) -> None:
        version = self.seat.table.version
        if version != self._version:
            table = self.seat.table
            game, told = telling.game(table.game()), table.truth()
            board = referee.board(game, told, table.newest_round, table.playing)
            debrief = address("debrief", self.seat.token)
            scene = truth.scene(game, told, told.rounds[-1].round, game.scenario.belligerents)
            self._state = text({**board, "debrief": debrief})
            self._scene = text(scene)
            self._version = version

    def state(self) -> str:
        """The referee's board as JSON text."""
        with self._lock:
            self._look()
            return self._state

    def scene(self) -> str:
        """The true plane as JSON text."""
        with self._lock:
            self._look()
            return self._scene
