"""What one tab of one seat shows of a table: computed once a version, for that tab alone."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from sim import advice, beliefs
from sim.acts import Act
from sim.beliefs import Analysis
from sim.evidence import Passage
from sim.view import View

from .. import telling
from ..charts import adviser, board, plane
from ..charts.packing import text
from ..charts.picture import Picture, picture, worn
from ..table import Seat


class Glance:
    """The seat's newest screen as JSON text, worked out once a stage.

    Where the table has a picture of it already, view and analysis wait until they are asked for.
    """

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self._lock = threading.Lock()
        self._version = -1
        self._drawn: Picture | None = None
        self._view: View | None = None
        self._analysis: Analysis | None = None
        self._passages: tuple[Passage, ...] = ()

    def _look(self) -> Picture:
        version = self.seat.table.version
        if version != self._version or self._drawn is None:
            found, view = self.seat.picture(), None
            if found is None:
                view = telling.view(self.seat.view())
            key = found.key if found is not None else board.key(view)
            if self._drawn is None or key != self._drawn.key:
                self._view, self._analysis = view, None
                self._drawn = found or picture(self.view, self.analysis)
                # worked out when somebody steps into them, after the window is on the screen
                self.panels: dict[str, dict[str, Any]] = {}
            self.waiting = self.seat.table.waits_for()
            self._version = version
        return self._drawn

    @property
    def view(self) -> View:
        """What the seat may know at the stage that is shown."""
        if self._view is None:
            self._view = telling.view(self.seat.view())
        return self._view

    @property
    def analysis(self) -> Analysis:
        """The seat's judgement of that view."""
        if self._analysis is None:
            self._analysis = beliefs.analyse(self.view)
        return self._analysis

    def wear(self, party: str) -> str:
        """The panel of another party's shoes, for the stage the table is at, as JSON text."""
        with self._lock:
            key = self._look().key
            if party not in self.seat.table.game().scenario.parties or party == self.seat.name:
                raise KeyError(party)
            found = self.panels.get(party)
        # nothing waits for this, neither a press nor a newer board
        found = found or self.seat.worn(party)
        if found == {}:
            # the table went on: its screen asks again
            return text({"key": key, "party": party, "panel": None})
        with self._lock:
            if found is None:
                key, found = self._look().key, self._panel(party)
            if key == self._look().key:
                self.panels[party] = found
            return text({"key": key, "party": party, "panel": found})

    def _panel(self, party: str) -> dict[str, Any]:
        found, self._passages = worn(self.view, self.analysis, party, self._passages)
        return found

    def advise(self) -> str:
        """What the seat's analysts advise at the stage the table is at, as JSON text."""
        with self._lock:
            key = self._look().key
            agenda = plane.agenda_of(self.view)
            found = adviser.panel(self.view, advice.advise(self.view), agenda)
            return text({"key": key, "panel": found})

    def state(self) -> str:
        """The board as JSON text."""
        with self._lock:
            drawn = self._look()
            worn = [{**one, "panel": self.panels.get(one["party"])} for one in drawn.board["shoes"]]
            scene, name = telling.scene(self.seat.table.game().scenario), self.seat.name
            waiting = board.waited(scene, name, self.waiting) or self.seat.pending()
            after = {"debrief": self.seat.debrief(), "later": self.seat.later()}
            beside = {**after, "coach": self.seat.kind == "first", "closed": self.seat.closed()}
            return text({**drawn.board, "shoes": worn, "waiting": waiting, **beside})

    def tables(self) -> str:
        """The tables of all terms as JSON text; the same text until the stage moves."""
        with self._lock:
            return self._look().tables

    def loss(self, act: Act) -> bool:
        """Whether the act signs or proposes terms below the seat's own minimum."""
        if act.proposal is None and not any(act.answers.values()):
            return False
        with self._lock:
            self._look()
            view = self.view
            accepted = [o for o in view.open if act.answers.get(o.proposer)]
            if any(offer.value < view.reservation for offer in accepted):
                return True
            return act.proposal is not None and self._value(act.proposal.terms) < view.reservation

    def _value(self, terms: Mapping[str, str]) -> float:
        agenda = plane.agenda_of(self.view)
        numbers = agenda.numbers(self.analysis.options)
        rows = (numbers == agenda.number(terms)).nonzero()[0]
        return float(self.analysis.own[rows[0]]) if len(rows) else float("inf")
