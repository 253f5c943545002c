"""A chair for negotiators written elsewhere: anything with `propose` and `respond`.

    propose(state)         -> the number of an outcome, or None to say nothing
    respond(state, offer)  -> True to accept the outcome `offer`

A guest that raises, stalls or answers nonsense loses that turn: it has then refused
and offered nothing, and the record says why. It never stops the negotiation.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sim.negotiation.domain import options_of
from sim.negotiation.table import SILENCE, Bools, Floats, Ints, Seat, Table


@dataclass(frozen=True, eq=False)
class State:
    """What a guest may know: what is public, and its own secrets.

    `utilities` [T] and `reservation` are its own; `options` [T, I] the option of each issue
    in each outcome; `offers` [rounds, P] what each seat has offered in each round,
    -1 where it accepted or said nothing. Arrays cannot be written to.
    """

    seat: int
    parties: int
    round: int
    rounds: int
    time: float
    utilities: Floats
    reservation: float
    options: Ints
    offers: Ints


@dataclass(frozen=True, eq=False)
class Foreign:
    """A seat for one foreign negotiator in one negotiation.

    `seconds` bounds each call; None: no bound. A call that has not come back is left
    behind, and the guest loses its turns until it does.
    """

    guest: Any
    seconds: float | None = None
    told: ClassVar[frozenset[str]] = frozenset()

    @property
    def name(self) -> str:
        return str(getattr(self.guest, "name", type(self.guest).__name__))

    def sit(self, seat: Seat) -> _Hosting:
        if seat.reservation.size != 1:
            raise ValueError("a foreign negotiator sits in one negotiation at a time")
        return _Hosting(seat, self)


class _Lost(Exception):
    """A guest has lost its turn, and why."""


class _Hosting:
    def __init__(self, seat: Seat, chair: Foreign) -> None:
        self.seat, self.chair = seat, chair
        self.messages: list[str] = []
        self._own = _read_only(seat.utilities[0])
        self._options = options_of(seat.sizes)
        self._busy: threading.Thread | None = None

    def act(self, table: Table) -> tuple[Ints, Bools]:
        """Ask whether it accepts, then for an offer; silence and a message where it fails."""
        state = self._state(table)
        offer, accepts = SILENCE, False
        try:
            if table.standing[0] != SILENCE:
                accepts = self._respond(state, int(table.standing[0]))
            if not accepts:
                offer = self._propose(state)
        except _Lost as lost:
            self.messages.append(
                f"{self.chair.name} (seat {self.seat.place}) lost its turn in round "
                f"{table.round}: {lost}"
            )
        return np.array([offer], dtype=np.intp), np.array([accepts])

    def _state(self, table: Table) -> State:
        return State(
            self.seat.place,
            table.parties,
            table.round,
            table.rounds,
            table.time,
            self._own,
            float(self.seat.reservation[0]),
            self._options,
            _read_only(table.offers[0]),
        )

    def _respond(self, state: State, offer: int) -> bool:
        answer = self._call("respond", lambda: self.chair.guest.respond(state, offer))
        if not isinstance(answer, bool | np.bool_):
            raise _Lost(f"respond gave {_shown(answer)}, not True or False")
        return bool(answer)

    def _propose(self, state: State) -> int:
        outcome = self._call("propose", lambda: self.chair.guest.propose(state))
        if outcome is None:
            return SILENCE
        if isinstance(outcome, bool | np.bool_) or not isinstance(outcome, int | np.integer):
            raise _Lost(f"propose gave {_shown(outcome)}, not the number of an outcome")
        if not 0 <= outcome < self._own.size:
            raise _Lost(f"propose gave outcome {outcome} of {self._own.size}")
        return int(outcome)

    def _call(self, what: str, call: Callable[[], Any]) -> Any:
        """What a guest answers, within its time."""
        answers: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

        def work() -> None:
            try:
                answers.put((True, call()))
            except BaseException as error:  # whatever a guest throws stays in its chair
                answers.put((False, error))

        if self.chair.seconds is None:
            work()
        else:
            if self._busy is not None and self._busy.is_alive():
                raise _Lost(f"still busy with an earlier call, {what} not asked")
            self._busy = threading.Thread(target=work, daemon=True)
            self._busy.start()
        try:
            fine, answer = answers.get(timeout=self.chair.seconds)
        except queue.Empty:
            raise _Lost(f"{what} took longer than {self.chair.seconds} s") from None
        self._busy = None  # it has answered, though its thread may still be ending
        if not fine:
            if isinstance(answer, KeyboardInterrupt):
                raise answer
            raise _Lost(f"{what} raised {type(answer).__name__}: {_shown(answer)}")
        return answer


def _read_only(array: Any) -> Any:
    copy = array.copy()
    copy.setflags(write=False)
    return copy


def _shown(value: object) -> str:
    """A value in a few words, even if it cannot be told."""
    try:
        return str(value)[:80]
    except Exception:
        return f"a {type(value).__name__} that cannot be shown"
