"""A table of a class as it lies: the fold of its stream, and what can be seen of it.

It commands nothing; `ui.rooms.desk` does. To a page it looks like a table of the solo game
(`ui.table.Table`): version, view, truth after the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim import game as games
from sim import windows
from sim.game import Game
from sim.record import Record
from sim.view import View
from sim.windows import Truth
from ui.charts.picture import Picture
from ui.table.receipt import Hidden
from ui.words import LANGUAGE, language, say

from .log import Happening
from .plan import Plan
from .sitting import Sitting
from .stream import News, Stream
from .works import Works

Seated = Callable[[], Mapping[str, tuple[str, ...]]]


class Sight:
    """One table of a class, looked at; see the module."""

    def __init__(
        self,
        stream: Stream,
        plan: Plan,
        seated: Seated,
        told: Callable[[], None],
        works: Works | None = None,
    ) -> None:
        self.stream, self.plan, self.seated = stream, plan, seated
        self.number = stream.stream
        self.id = f"{stream.room}-{stream.stream}"
        self.sitting = Sitting()
        self.trouble = ""
        self.board, self.talk = News(), News()
        self._told = told
        self._views: dict[str, View] = {}
        self._works = works or Works(0)
        self._pictures: tuple[Game | None, Mapping[tuple[str, str], Picture]] = (None, {})
        self._spoken: dict[str, set[str]] = {}
        self._ahead: Game | None = None
        self._truth: tuple[int, Truth] | None = None
        self._lock = stream.lock
        with self._lock:
            stream.follow(self._caught)

    # -- what happened -----------------------------------------------------------

    def _apply(self, one: Happening) -> None:
        self.sitting.take(one, self.plan, self._ahead)
        self._ahead = None

    def _caught(self, one: Happening) -> None:
        """What was written without our knowing it, or before our time."""
        self._ahead = None
        self._apply(one)
        self._views.clear()
        for news in (self.board, self.talk):
            news.tell()
        self._told()

    def _write(self, *found: Happening) -> None:
        """Write, take in, tell. Nothing counts before it is written."""
        try:
            numbered = self.stream.write(*found)
        except Exception:
            self._ahead = None
            raise
        for one in numbered:
            self._apply(one)
        kinds = {one.kind for one in found}
        if kinds & {"begun", "played"}:
            self._views.clear()
        if kinds & {"begun", "act", "played", "machine", "ended"}:
            self.board.tell()
        self.talk.tell()
        self._told()

    # -- looking -----------------------------------------------------------------

    @property
    def version(self) -> int:
        """The board's version; talk has one of its own."""
        return self.board.version

    def wait_newer(self, version: int, timeout: float = 4.0) -> int:
        """The newest version of the board; see `News`."""
        return self.board.wait_newer(version, timeout)

    @property
    def begun(self) -> bool:
        """Whether the game has begun."""
        return self.sitting.game is not None

    def game(self) -> Game:
        """The position now."""
        if self.sitting.game is None:
            raise RuntimeError(f"table {self.id} has not begun")
        return self.sitting.game

    @property
    def round(self) -> int:
        """The round now, 0 before the first."""
        return self.sitting.round

    @property
    def over(self) -> bool:
        """Whether nobody decides anything here any more."""
        game = self.sitting.game
        return self.sitting.ended or (game is not None and game.stage == "over")

    @property
    def playing(self) -> bool:
        """Whether the game is on and not over."""
        return self.begun and not self.over

    def acting(self) -> tuple[str, ...]:
        """The seats a person decides for now: held, and not lent to a machine."""
        return tuple(s for s in self.seated() if s and s not in self.sitting.machines)

    def waits_for(self) -> tuple[str, ...]:
        """The seats that have not pressed yet."""
        with self._lock:
            if self.over:
                return ()
            return tuple(s for s in self.acting() if s not in self.sitting.acts)

    def view(self, seat: str) -> View:
        """All that seat may know now; the same object until something changes."""
        with self._lock:
            found = self._views.get(seat)
            if found is None:
                found = self._views[seat] = games.look(self.game(), seat)
            return found

    def picture(self, seat: str) -> Picture | None:
        """That seat's screen in the reader's language, if it was made as the stage closed."""
        self._spoken.setdefault(seat, set()).add(language())
        game, pictures = self._pictures
        return pictures.get((seat, language())) if game is self.sitting.game else None

    def spoken(self) -> tuple[tuple[str, str], ...]:
        """Every seat with a screen, with each language in which somebody looks at it.

        Those a person decides for, and those lent to a machine while somebody looks on.
        """
        acting = self.acting()
        return tuple(
            (seat, one) for seat in self.seated() if seat in acting or seat in self._spoken
            for one in sorted(self._spoken.get(seat, {LANGUAGE}))
        )  # fmt: skip

    def worn(self, seat: str, party: str) -> dict[str, Any] | None:
        """The panel of another party's shoes, if a worker can make it; empty once play went on."""
        game = self.game()
        still = lambda: len(self.game().played) == len(game.played)  # noqa: E731
        return self._works.worn(self.id, game, seat, party, still)

    def truth(self) -> Truth:
        """What was really so; Hidden as long as somebody is playing."""
        if not self.over:
            raise Hidden(say("table.hidden"))
        return self.referee()

    def referee(self) -> Truth:
        """What is really so, for the teacher alone."""
        with self._lock:
            game = self.game()
            played = len(game.played)
            if self._truth is None or self._truth[0] != played:
                self._truth = (played, windows.truth(game))
            return self._truth[1]

    def record(self) -> Record:
        """The game's record so far, which opens in solo play."""
        return games.record(self.game())

    def draft(self, person: str) -> Any:
        """What a person was composing."""
        return self.stream.log.note(self.stream.room, person)

    def keep_draft(self, person: str, body: Any) -> None:
        """Keep what a person is composing."""
        self.stream.log.keep_note(self.stream.room, person, body)
