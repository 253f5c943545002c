"""All tables of this program: which game a token opens, what is on the shelf."""

from __future__ import annotations

import secrets
import threading
import weakref
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.acts import Act
from sim.record import Record
from sim.scenario import Scenario
from sim.view import View
from ui import records
from ui.charts.picture import Picture
from ui.store import Listing, Store
from ui.words import say

from .branching import family, kept_back
from .receipt import Receipt
from .table import Table

AT_HAND = 32
"""Tables kept laid though nobody looks at them; others are laid again when asked for."""

LOOKS_BACK = {"first": "lesson", "daily": "day"}
"""The page a game of some kind ends on, if not its debrief."""


@dataclass(frozen=True)
class Seat:
    """A place at a table: all a page may use of the game. `name` is "" for a spectator."""

    table: Table
    name: str
    token: str

    def view(self) -> View:
        """All this seat may know; a spectator has no view but the table's truth."""
        return self.table.view(self.name)

    def picture(self) -> Picture | None:
        """The seat's screen, if it is worked out already; never in solo play."""
        return None

    def worn(self, party: str) -> dict[str, Any] | None:
        """The panel of another party's shoes, if another process makes it; never in solo play."""
        return None

    def submit(self, act: Act, *, round: int, stage: str, press: str) -> Receipt:
        """This seat's press; see `Table.submit`."""
        return self.table.submit(self.name, act, round=round, stage=stage, press=press)

    @property
    def kind(self) -> str:
        """What sort of game the shelf keeps this as: `first`, `daily`, `branch`, or ""."""
        return str(self.table.listing.about.get("kind", ""))

    def debrief(self) -> str:
        """Where this seat looks back after the end; empty while that is kept back."""
        if self._kept_back():
            return ""
        return f"/{LOOKS_BACK.get(self.kind, 'debrief')}/{self.token}"

    def later(self) -> str:
        """When looking back opens, where it is not at the end; in solo play of a branch alone."""
        return say("table.branch_hidden") if self._kept_back() else ""

    def _kept_back(self) -> bool:
        listing = self.table.listing
        return bool(listing.about.get("of")) and kept_back(listing, self.table.store)

    def closed(self) -> bool:
        """Whether nobody may play on though the game goes on: never in solo play."""
        return False

    def pending(self) -> str:
        """Why a press would not count now though nobody else is waited for; empty in solo play."""
        return ""

    def draft(self) -> Any:
        """What this seat was composing before a reload."""
        return self.table.draft(self.name)

    def keep_draft(self, body: Any) -> None:
        """Keep what this seat is composing."""
        self.table.keep_draft(self.name, body)


class Tables:
    """The registry. One live table a game, however many tabs ask for it."""

    def __init__(self, store: Store | None = None) -> None:
        self.store = store or Store()
        self._lock = threading.Lock()
        self._live: weakref.WeakValueDictionary[str, Table] = weakref.WeakValueDictionary()
        self._recent: OrderedDict[str, Table] = OrderedDict()
        self._laying: dict[str, threading.Lock] = {}

    def new(
        self,
        scenario: Scenario | str,
        seed: int | None = None,
        seats: Sequence[str] = ("ukraine",),
        label: str = "",
        replicate: int = 0,
        about: Mapping[str, Any] | None = None,
    ) -> Table:
        """Begin a game; without a seed, of a world drawn at random."""
        drawn = secrets.randbelow(2**31) if seed is None else seed
        return self._keep(Table.open(scenario, drawn, seats, self.store, label, replicate, about))

    def branch(self, seat: Seat, round: int, label: str = "") -> Seat:
        """A new game that shares the rounds before `round` with the seat's; NoBranch if not so."""
        table = self._keep(Table.branched(seat.table, round, label))
        return Seat(table, seat.name, table.listing.tokens[seat.name])

    def family(self, seat: Seat) -> Sequence[Seat]:
        """The same chair in the first game and in all its branches, oldest first."""
        found = family(seat.table.listing, self.store)
        held = [one for one in found if seat.name in one.tokens]
        return [Seat(self.get(one.id), seat.name, one.tokens[seat.name]) for one in held]

    def open_record(self, record: Record | bytes, label: str = "") -> Table:
        """A new game on the shelf from a record; RecordError says what is wrong with it."""
        parsed = records.parse(record, "the record") if isinstance(record, bytes) else record
        return self._keep(Table.from_record(parsed, self.store, label))

    def get(self, id: str) -> Table:
        """The table of a game, laid from its record if it is not at hand; KeyError if unknown."""
        with self._lock:
            table = self._live.get(id)
            laying = self._laying.setdefault(id, threading.Lock())
        if table is None:
            # two tabs that ask at once get the same table, and other games do not wait
            with laying:
                with self._lock:
                    table = self._live.get(id)
                table = table or Table.resume(id, self.store)
                self._keep(table)
        return self._keep(table)

    def seat(self, token: str) -> Seat | None:
        """The place a token stands for; None for a token nobody was given."""
        found = self.store.seat(token)
        return Seat(self.get(found[0]), found[1], token) if found else None

    def list(self) -> list[Listing]:
        """Past and unfinished games, last played first."""
        return self.store.listings()

    def delete(self, id: str) -> None:
        """Take a game off the shelf for good."""
        self.store.delete(id)
        with self._lock:
            self._live.pop(id, None)
            self._recent.pop(id, None)

    def _keep(self, table: Table) -> Table:
        with self._lock:
            self._live[table.id] = table
            self._recent[table.id] = table
            self._recent.move_to_end(table.id)
            while len(self._recent) > AT_HAND:
                self._recent.popitem(last=False)
        return table


_shared: list[Tables] = []
_sharing = threading.Lock()


def shared() -> Tables:
    """The tables of this program, on the user's own shelf."""
    with _sharing:
        if not _shared:
            _shared.append(Tables())
        return _shared[0]
