"""A table of a class: one live game, the people in its chairs, its clock and its talk.

Everything is the fold of the table's own stream: a command is decided under the
table's lock, written, and only then counts. To a page it looks like a table of the
solo game (`ui.table.Table`): version, view, receipt, truth after the end.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import sim
from sim import game as games
from sim.acts import Act
from sim.game import Game
from sim.injects import InjectError
from sim.written import plain
from ui.database import StoreError
from ui.table.receipt import Receipt

from . import guesses, talk
from .closing import Task
from .log import Happening, Twice
from .plan import ABSENCES
from .sight import Sight
from .sitting import Timer
from .stream import Refused

log = logging.getLogger("ceasefire.rooms")

SHORTEST = 20.0
"""Seconds that a clock has at least when the server comes back."""

LONGEST_NOTICE = 600


class Desk(Sight):
    """One table of a class; see the module."""

    # -- people's commands ---------------------------------------------------------

    def submit(
        self, person: str, seat: str, act: Act, *, round: int, stage: str, press: str
    ) -> Receipt:
        """A person's act for a seat; it counts once, in time, and if the rules allow it."""
        with self._lock:
            try:
                return self._submit(person, seat, act, (round, stage), f"{person}:act:{press}")
            except Refused as refusal:
                return Receipt(False, refusal.key, refusal.values)
            except StoreError as error:
                return Receipt(False, error.key, error.values)

    def _submit(
        self, person: str, seat: str, act: Act, meant: tuple[int, str], press: str
    ) -> Receipt:
        game, now = self.game(), self.sitting
        here = {"round": game.round, "stage": game.stage}
        if self.stream.pressed(press):
            return Receipt(True, "table.waiting" if seat in now.acts else "table.kept", here)
        if self.over:
            raise Refused("table.over", round=game.round)
        if person not in self.seated().get(seat, ()):
            raise Refused("table.no_seat", seat=seat)
        if meant != (game.round, game.stage):
            late = {"now_round": game.round, "now_stage": game.stage}
            raise Refused("table.late", round=meant[0], stage=meant[1], **late)
        if seat in now.machines:
            raise Refused("class.desk.lent")
        if seat in now.acts:
            raise Refused("table.already", round=game.round)
        if now.timer.phase == "guess" or self._out_of_time():
            raise Refused("class.desk.too_late", round=game.round)
        try:
            games.check(game, seat, act)
        except sim.ActError as error:
            raise Refused("table.illegal", reason=str(error), refusal=error.key) from error
        body = {**here, "seat": seat, "act": plain(act)}
        try:
            self._write(Happening("act", person, body, press))
        except Twice:
            raise Refused("table.already", round=game.round) from None
        try:
            self._settle()
        except StoreError:
            # the act is kept; the clock tries again to close the stage
            log.exception("table %s could not be closed", self.id)
        moved = (game.round, game.stage) != (self.game().round, self.game().stage)
        return Receipt(True, "table.kept" if moved else "table.waiting", here)

    def guess(self, person: str, seat: str, body: Any, press: str) -> None:
        """A person's answer to the half-minute question of this round."""
        with self._lock:
            press = f"{person}:guess:{press}"
            if self.stream.pressed(press):
                return
            asked = self.question(seat)
            if asked is None or person not in self.seated().get(seat, ()):
                raise Refused("class.guess.closed")
            if (self.round, person) in self.sitting.guessed:
                raise Refused("class.guess.already")
            given = guesses.guess_of(body, asked)
            kept = {"round": self.round, "seat": seat, **given.plain()}
            self._write(Happening("guess", person, kept, press))
            self._settle()

    def question(self, seat: str) -> Mapping[str, Any] | None:
        """The question that is put to a seat now."""
        if not self.playing or self.game().stage != "answers":
            return None
        return self.sitting.asked.get(self.round, {}).get(seat)

    def say(self, person: str, seat: str, channel: str, text: str, press: str) -> None:
        """A line in a channel that the seat hears."""
        with self._lock:
            press = f"{person}:say:{press}"
            if self.stream.pressed(press):
                return
            if person not in self.seated().get(seat, ()) or not self.begun:
                raise Refused("table.no_seat", seat=seat)
            if channel not in {one.id for one in talk.heard_by(self.game().scenario, seat)}:
                raise Refused("class.talk.no_channel")
            said = talk.spoken(text)
            if not said:
                raise Refused("class.talk.empty")
            if len(self.sitting.lines) >= talk.MOST:
                raise Refused("class.talk.full")
            body = {"channel": channel, "seat": seat, "text": said}
            self._write(Happening("chat", person, body, press))

    def take_back(self, person: str, seat: str) -> None:
        """A person returns to a seat that a machine took over."""
        with self._lock:
            held = person in self.seated().get(seat, ())
            if held and seat in self.sitting.machines and not self.over:
                self._write(Happening("machine", person, {"seat": seat, "on": False}))

    # -- the teacher's commands ------------------------------------------------------

    def begin(self, seed: int, ready: Game | None = None) -> None:
        """Begin the game; `ready` is the same world, laid already for another table."""
        with self._lock:
            if self.begun:
                return
            seats = [seat for seat in self.plan.scene().parties if seat in self.seated()]
            if ready is not None and list(ready.seats) == seats:
                self._ahead = ready
            self._write(Happening("begun", "teacher", {"seed": seed, "seats": seats}))
            self._set(self._from_now("moves"))

    def rest(self) -> None:
        """Stop the clock; presses still count, nothing closes."""
        with self._lock:
            if self.playing and not self.sitting.timer.resting:
                self._set(self.sitting.timer.rested(self.stream.now()))

    def resume(self) -> None:
        """Let the clock go on."""
        with self._lock:
            if self.playing and self.sitting.timer.resting:
                self.trouble = ""
                self._set(self.sitting.timer.resumed(self.stream.now()))
                self._settle()

    def extend(self, seconds: float) -> None:
        """More time, or less, for the phase that is on."""
        with self._lock:
            timer = self.sitting.timer
            after = timer.extended(self.stream.now(), seconds)
            if self.playing and after != timer:
                self._set(after)

    def advance(self) -> None:
        """Close the stage now; absent seats take the default."""
        with self._lock:
            if self.playing:
                self._close()

    def finish(self) -> None:
        """End the game early."""
        with self._lock:
            if self.playing:
                self._write(Happening("ended", "teacher"))

    def notice(self, kind: str, to: str, text: str) -> None:
        """A bulletin for the table or a message to one seat; numbers do not change by it."""
        with self._lock:
            said = talk.spoken(text)[:LONGEST_NOTICE]
            if not said:
                raise Refused("class.talk.empty")
            self._write(Happening("notice", "teacher", {"kind": kind, "to": to, "text": said}))

    def inject(self, event: str) -> None:
        """Bring an event of the scenario on: it comes in the next round, with all it changes."""
        with self._lock:
            if not self.playing:
                raise Refused("class.inject.no_table")
            game = self.game()
            try:
                self._ahead = games.inject(game, event)
            except InjectError as error:
                raise Refused(f"class.inject.{error.key}") from error
            body = {"event": event, "round": game.round, "stage": game.stage}
            self._write(Happening("inject", "teacher", body))

    def looked(self, seat: str) -> None:
        """Note that the teacher opened a seat's view; its people are told."""
        with self._lock:
            body = {"kind": "looked", "to": seat, "text": ""}
            self._write(Happening("notice", "teacher", body))

    def lend(self, seat: str) -> None:
        """Give a seat to a machine until somebody comes back."""
        with self._lock:
            if self.playing and seat not in self.sitting.machines:
                self._write(Happening("machine", "teacher", {"seat": seat, "on": True}))
                self._settle()

    # -- the clock -----------------------------------------------------------------

    def wake(self) -> None:
        """After a restart of the server: the clock rests until the teacher lets it go on."""
        with self._lock:
            timer = self.sitting.timer
            if self.playing and not timer.resting:
                self._set(timer.rested(self.sitting.touched, SHORTEST))

    def slept(self, since: float) -> None:
        """The machine stood still since then: the clock rests with what it had."""
        with self._lock:
            timer = self.sitting.timer
            if self.playing and not timer.resting:
                self._set(timer.rested(since, SHORTEST))
                self.trouble = "class.desk.slept"
                self._told()

    def due(self) -> bool:
        """Whether something is out of time, or could not be closed before."""
        if not self.playing or self.sitting.timer.resting:
            return False
        return self._out_of_time() or self._all_pressed()

    def tick(self) -> None:
        """Close what is due."""
        with self._lock:
            if self.due():
                self._settle()

    def _all_pressed(self) -> bool:
        return bool(self.acting()) and not self.waits_for()

    def _out_of_time(self) -> bool:
        return self.sitting.timer.late(self.stream.now())

    def _set(self, timer: Timer) -> None:
        self._write(Happening("timer", body=timer.plain()))

    def _from_now(self, phase: str) -> Timer:
        """The timer of a phase that begins now; it rests if the clock does."""
        length = self.plan.length(phase)
        if self.sitting.timer.resting:
            return Timer(phase, None, -1.0 if length is None else length)
        return Timer(phase, None if length is None else self.stream.now() + length)

    def settle(self) -> None:
        """Go on if nobody is waited for any more, after somebody left or moved."""
        with self._lock:
            if self.playing:
                self._settle()

    def _settle(self) -> None:
        """Close the stage, or put the question, once all have pressed or time is out."""
        timer = self.sitting.timer
        if self.over or timer.resting:
            return
        late, ready = self._out_of_time(), self._all_pressed()
        unanswered = self.unanswered()
        if timer.phase == "guess":
            if late or not unanswered:
                self._close()
        elif late or ready:
            if unanswered:
                self._set(self._from_now("guess"))
            else:
                self._close()

    def unanswered(self) -> list[str]:
        """The people who may still answer this round's question."""
        asked = self.sitting.asked.get(self.round, {})
        if self.game().stage != "answers" or not asked:
            return []
        people = self.seated()
        pressed = [s for s in self.acting() if s in self.sitting.acts and s in asked]
        return [
            one for seat in pressed for one in people[seat]
            if (self.round, one) not in self.sitting.guessed
        ]  # fmt: skip

    def _close(self) -> None:
        """Play the stage: people's acts, the default for who is absent, machines elsewhere."""
        game, now = self.game(), self.sitting
        acting = self.acting()
        absent = [seat for seat in acting if seat not in now.acts]
        acts = {seat: act for seat, act in now.acts.items() if seat in acting}
        task = Task.of(
            game, {**acts, **{seat: Act() for seat in absent}},
            asking=acting if self.plan.ask else (), shown=self.spoken(),
        )  # fmt: skip
        try:
            closed = self._works.close(self.id, game, task)
            after, asked = closed.game, closed.asked
        except Exception:
            log.exception("table %s could not be played on", self.id)
            self.trouble = "class.desk.trouble"
            self.rest()
            return
        self.trouble, last = "", after.played[-1]
        told = {name: plain(act) for name, act in last.acts.items()}
        body = {
            "round": last.round, "stage": last.stage, "mark": last.mark, "acts": told,
            "absent": absent, "machines": [p for p in game.scenario.parties if p not in acting],
        }  # fmt: skip
        found = [Happening("played", body=body)]
        for seat in absent:
            if now.missed.get(seat, 0) + 1 >= ABSENCES:
                found.append(Happening("machine", body={"seat": seat, "on": True}))
        if asked:
            found.append(Happening("asked", body={"round": after.round, "seats": asked}))
        if after.stage != "over":
            found.append(Happening("timer", body=self._from_now(after.stage).plain()))
        self._ahead, self._pictures = after, (after, closed.pictures)
        self._write(*found)
