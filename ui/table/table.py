"""The table: one live game that any number of tabs and threads share.

A game is a chain of immutable positions; the table holds the newest, hands out
views, and takes presses. A press is written before it is acknowledged, counts
once however often it arrives, and whatever goes wrong it loses nothing. After
an exception the table is laid again from its stored record.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import sim
from sim import game, windows
from sim.acts import Act
from sim.game import Game
from sim.record import Record
from sim.scenario import Scenario
from sim.view import View
from sim.windows import Truth
from sim.written import from_plain, plain
from ui.store import Press, Store, StoreError, Taken
from ui.words import say

from . import branching, filing
from .filing import status
from .receipt import Hidden, Receipt
from .runner import Runner

log = logging.getLogger("ceasefire.table")

LANDMARK = 6
"""Every so many rounds a watched game's position is kept for rewinding; others are replayed."""


class Table:
    """One live game; see the module. Made by `open`, `resume`, `from_record`."""

    def __init__(self, id: str, store: Store, current: Game) -> None:
        self.id, self.store, self.version = id, store, 0
        self.seats: tuple[str, ...] = tuple(current.seats)
        self.listing = store.listings(id)[0]
        self._header = store.header(id)
        self._lock = threading.RLock()
        self._news = threading.Condition(self._lock)
        self._views: dict[str, View] = {}
        self._lay(current)
        self._runner: Runner | None = None

    # -- making ----------------------------------------------------------------

    @classmethod
    def open(
        cls,
        scenario: Scenario | str,
        seed: int,
        seats: Sequence[str] = ("ukraine",),
        store: Store | None = None,
        label: str = "",
        replicate: int = 0,
        about: Mapping[str, Any] | None = None,
    ) -> Table:
        """Begin a game; `seats` are people, everybody else is a machine, () is watched."""
        loaded = sim.load(scenario) if isinstance(scenario, str) else scenario
        begun = game.begin(loaded, seed=seed, replicate=replicate, seats=tuple(seats))
        return cls._shelve(begun, game.record(begun), store or Store.memory(), label, about)

    @classmethod
    def from_record(cls, record: Record, store: Store | None = None, label: str = "") -> Table:
        """A table with a record on it, verified act by act; RecordError names the round."""
        return cls._shelve(sim.replay(record), record, store or Store.memory(), label)

    @classmethod
    def branched(cls, table: Table, round: int, label: str) -> Table:
        """A table for what comes otherwise from a round of another's game on; NoBranch if not."""
        whole = table._newest
        branching.refuse(table.listing, whole, round)
        found, about = branching.cut(whole, round), branching.about(table.listing, round)
        return cls._shelve(found, game.record(found), table.store, label, about)

    @classmethod
    def _shelve(
        cls,
        current: Game,
        record: Record,
        store: Store,
        label: str,
        about: Mapping[str, Any] | None = None,
    ) -> Table:
        id = filing.shelve(current, filing.header_of(record), store, label, about)
        return cls(id, store, current)

    @classmethod
    def resume(cls, id: str, store: Store) -> Table:
        """The table as it was left; KeyError when the shelf has no such game."""
        return cls(id, store, sim.replay(filing.stored(id, store)))

    def _lay(self, current: Game) -> None:
        """Put a position on the table, and the presses that wait for the others'."""
        self._newest = self._shown = current
        self._landmarks: dict[int, Game] = {}
        waiting = self.store.waiting(self.id, filing.position(current))
        self._waiting = {one.seat: from_plain(one.act) for one in waiting}

    # -- looking ---------------------------------------------------------------

    def game(self) -> Game:
        """The position shown; in a watched game it may be an earlier one."""
        return self._shown

    def view(self, seat: str) -> View:
        """All that seat may know now; the same object until something changes."""
        with self._lock:
            found = self._views.get(seat)
            if found is None:
                found = self._views[seat] = game.look(self._shown, seat)
            return found

    def truth(self) -> Truth:
        """What was really so; Hidden as long as somebody is playing."""
        shown = self._shown
        if self.seats and shown.stage != "over":
            raise Hidden(say("table.hidden"))
        if self.listing.about.get("of") and branching.kept_back(self.listing, self.store):
            raise Hidden(say("table.branch_hidden"))
        return windows.truth(shown)

    def record(self) -> Record:
        """The game's record so far."""
        return filing.record(self._newest, self._header)

    @property
    def watched(self) -> bool:
        """Whether nobody plays, so that the game may be stepped and rewound."""
        return not self.seats

    @property
    def playing(self) -> bool:
        """Whether a watched game is running by itself."""
        return self._runner is not None and self._runner.running

    @property
    def newest_round(self) -> int:
        """The last round there is, which may be later than the one shown."""
        return self._newest.round

    def waits_for(self) -> tuple[str, ...]:
        """The seats that have not pressed yet."""
        with self._lock:
            over = self._newest.stage == "over"
            return () if over else tuple(s for s in self.seats if s not in self._waiting)

    def wait_newer(self, version: int, timeout: float = 4.0) -> int:
        """The newest version, at once if it is not `version`, else after news or `timeout`."""
        with self._news:
            if self.version == version:
                self._news.wait(timeout)
            return self.version

    # -- drafts ----------------------------------------------------------------

    def draft(self, seat: str) -> Any:
        """What the seat was composing before a reload; None if nothing."""
        return self.store.draft(self.id, seat)

    def keep_draft(self, seat: str, body: Any) -> None:
        """Keep JSON-able notes of what the seat is composing."""
        self.store.keep_draft(self.id, seat, body)

    # -- pressing --------------------------------------------------------------

    def submit(self, seat: str, act: Act, *, round: int, stage: str, press: str) -> Receipt:
        """A person's act for a round and stage; `press` is unique to the click.

        Counts once. Late, repeated, illegal, or with a full disk: nothing changes,
        nothing is lost, and the receipt says what happened.
        """
        with self._lock:
            try:
                return self._submit(seat, act, round, stage, press)
            except StoreError as error:
                return Receipt(False, error.key, error.values)
            except Taken:
                return self._laid_again("table.elsewhere")
            except Exception:
                log.exception("a press failed; the table is laid again")
                return self._laid_again("table.rebuilt")

    def _submit(self, seat: str, act: Act, round: int, stage: str, press: str) -> Receipt:
        before = self.store.press(self.id, press)
        if before is not None:
            return Receipt(before.ok, before.key, before.values)
        now = self._newest
        asked = Press(press, seat, round, stage, filing.position(now), plain(act), False, "", {})
        if seat not in self.seats:
            return Receipt(False, "table.no_seat", {"seat": seat})
        if now.stage == "over":
            return self._refuse(asked, "table.over", {"round": now.round})
        if (round, stage) != (now.round, now.stage):
            late = {"round": round, "stage": stage, "now_round": now.round, "now_stage": now.stage}
            return self._refuse(asked, "table.late", late)
        if seat in self._waiting:
            return self._refuse(asked, "table.already", {"round": round})
        return self._count(asked, act)

    def _count(self, asked: Press, act: Act) -> Receipt:
        """Take a press that came in time: play the stage once everybody has pressed."""
        now, acts = self._newest, {**self._waiting, asked.seat: act}
        full = len(acts) == len(self.seats)
        try:
            after = game.play(now, acts) if full else now
            if not full:
                game.play(now, {s: acts.get(s, Act()) for s in self.seats})
        except sim.ActError as error:
            return self._refuse(
                asked, "table.illegal", {"reason": str(error), "refusal": error.key}
            )
        key = "table.kept" if full else "table.waiting"
        values = {"round": now.round, "stage": now.stage}
        counted = Press(**{**vars(asked), "ok": True, "key": key, "values": values})
        played = filing.stages(after, filing.position(now)) if full else ()
        self.store.keep(self.id, status(after), counted, played)
        if full:
            self._newest = self._shown = after
            self._waiting = {}
        else:
            self._waiting = acts
        self._tell()
        return Receipt(True, key, values)

    def _refuse(self, asked: Press, key: str, values: Mapping[str, Any]) -> Receipt:
        # what was asked stays on file: a refusal loses nothing
        self.store.keep(self.id, press=Press(**{**vars(asked), "key": key, "values": values}))
        return Receipt(False, key, values)

    def _laid_again(self, key: str) -> Receipt:
        """Lay the table from its stored record, after trouble or somebody else's move."""
        try:
            self._lay(sim.replay(filing.stored(self.id, self.store)))
        except StoreError as error:
            return Receipt(False, error.key, error.values)
        except Exception:
            log.exception("the record of game %s does not replay", self.id)
            return Receipt(False, "table.broken")
        self._tell()
        return Receipt(False, key, {"round": self._newest.round, "stage": self._newest.stage})

    # -- watching --------------------------------------------------------------

    def step(self, whole: bool = True) -> Receipt:
        """One round further in a watched game; one stage only unless `whole`."""
        with self._lock:
            if not self.watched:
                return Receipt(False, "table.played")
            if self._shown.stage == "over":
                return Receipt(False, "table.over", {"round": self._shown.round})
            try:
                start = self._shown
                self._stage_further()
                while whole and self._shown.stage == "answers" and start.stage == "moves":
                    self._stage_further()
            except StoreError as error:
                return Receipt(False, error.key, error.values)
            except Taken:
                return self._laid_again("table.elsewhere")
            except Exception:
                log.exception("a step failed; the table is laid again")
                return self._laid_again("table.rebuilt")
            self._tell()
            return Receipt(True, "table.stepped", {"round": self._shown.round})

    def _stage_further(self) -> None:
        here = filing.position(self._shown)
        if here < filing.position(self._newest):
            self._shown = self._at(here + 1)
            return
        after = game.play(self._newest, {})
        self.store.keep(self.id, status(after), played=filing.stages(after, here))
        self._newest = self._shown = after
        self._remember(after)

    def back(self, round: int) -> Receipt:
        """Show a watched game as it was at the start of a round; nothing played is lost."""
        with self._lock:
            if not self.watched:
                return Receipt(False, "table.played")
            self.pause()
            first, last = 1, self._newest.round
            wanted = min(max(first, round), last)
            try:
                self._shown = self._at(filing.start_of(self._newest, wanted))
            except Exception:
                log.exception("round %s could not be shown; the table is laid again", wanted)
                return self._laid_again("table.rebuilt")
            self._tell()
            return Receipt(True, "table.shown", {"round": wanted})

    def _at(self, position: int) -> Game:
        """An earlier position, played again from the nearest one at hand."""
        shown, newest = self._shown, self._newest
        at_hand = {**self._landmarks, **{filing.position(one): one for one in (shown, newest)}}
        nearest = max((k for k in at_hand if k <= position), default=-1)
        found = at_hand[nearest] if nearest >= 0 else filing.begun(newest)
        return game.played_on(found, newest, position)

    def _remember(self, position: Game) -> None:
        if position.stage == "moves" and position.round % LANDMARK == 1:
            self._landmarks[filing.position(position)] = position

    def play(self, pause: float = 0.8) -> Receipt:
        """Let a watched game run by itself, a round every `pause` seconds, to its end."""
        with self._lock:
            if not self.watched:
                return Receipt(False, "table.played")
            if self._shown.stage == "over":
                return Receipt(False, "table.over", {"round": self._shown.round})
            if not self.playing:
                self._runner = Runner(self, pause)
            self._tell()
            return Receipt(True, "table.running")

    def pause(self) -> Receipt:
        """Stop a game that runs by itself."""
        with self._lock:
            if self._runner is not None:
                self._runner.stop()
            self._tell()
            return Receipt(True, "table.paused", {"round": self._shown.round})

    def _tell(self) -> None:
        self._views.clear()
        self.version += 1
        self._news.notify_all()
