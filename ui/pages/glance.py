"""What one tab of one seat shows of a table: computed once a version, for that tab alone."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from sim import advice, beliefs, evidence
from sim.beliefs import Analysis
from sim.evidence import Passage
from sim.view import View

from ..charts import adviser, board, plane, shoes
from ..charts.packing import text
from ..table import Seat


class Glance:
    """The seat's newest view, its analysis, and both as JSON text for the screen."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self._lock = threading.Lock()
        self._version = -1
        self._key = ""
        self._tables = ""
        self._passages: tuple[Passage, ...] = ()

    def _look(self) -> None:
        version = self.seat.table.version
        if version == self._version:
            return
        self.view: View = self.seat.view()
        self.waiting = self.seat.table.waits_for()
        if board.key(self.view) != self._key:
            self.analysis: Analysis = beliefs.analyse(self.view)
            # worked out when somebody steps into them, after the window is on the screen
            self.panels: dict[str, dict[str, Any]] = {}
            self._tables = text(plane.tables(self.view, self.analysis, board.key(self.view)))
            self._key = board.key(self.view)
        self._version = version

    def wear(self, party: str) -> str:
        """The panel of another party's shoes, for the stage the table is at, as JSON text."""
        with self._lock:
            self._look()
            if party not in self.view.scenario.parties or party == self.view.seat:
                raise KeyError(party)
            if party not in self.panels:
                self.panels[party] = self._panel(party)
            return text({"key": self._key, "party": party, "panel": self.panels[party]})

    def _panel(self, party: str) -> dict[str, Any]:
        seen = beliefs.shoes(self.view, party)
        account = evidence.account(self.view, party, self._passages)
        self._passages = account.passages
        formulas = evidence.formulas(self.view, self.analysis, party)
        return shoes.panel(self.view, party, seen, account, formulas)

    def advise(self) -> str:
        """What the seat's analysts advise at the stage the table is at, as JSON text."""
        with self._lock:
            self._look()
            agenda = plane.agenda_of(self.view)
            found = adviser.panel(self.view, advice.advise(self.view), agenda)
            return text({"key": self._key, "panel": found})

    def state(self) -> str:
        """The board as JSON text."""
        with self._lock:
            self._look()
            shown = board.board(self.view, self.analysis, self.panels, self.waiting)
            shown["waiting"] = shown["waiting"] or self.seat.pending()
            after = {"debrief": self.seat.debrief(), "later": self.seat.later()}
            return text({**shown, **after})

    def tables(self) -> str:
        """The tables of all terms as JSON text; the same text until the stage moves."""
        with self._lock:
            self._look()
            return self._tables

    def loss(self, act: Any) -> bool:
        """Whether the act signs or proposes terms below the seat's own minimum."""
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
