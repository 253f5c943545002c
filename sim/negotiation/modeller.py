"""Our own negotiator: it concedes only as far as it believes the others make it.

The same tactic with three kinds of knowledge of the others' tastes and limits: none,
modelled from what they do, and the truth. What it knows of tastes decides which of its own
equally good outcomes it offers; what it knows of limits decides how far down it goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.negotiation.grid import AnswerReader, GridReader
from sim.negotiation.table import SILENCE, Bools, Floats, Ints, Seat, Table, relative_time, worth
from sim.negotiation.tactics import aspiration, cheapest, silent_where

Knowledge = Literal["none", "modelled", "truth"]

import os
FL=int(os.environ.get("FL","0"));TIE=float(os.environ.get("TIE","1e-6"))
REPEATED = float(os.environ.get("REP",".1"));NEW=.01;PROBE=int(os.environ.get("PROBE","3"))
"""What an outcome loses as an offer by having been refused before, in the other's utility."""


@dataclass(frozen=True)
class Modeller:
    """Proposes what maximises chance of acceptance times own surplus over the time left.

    The outcome o* that maximises `P(all others accept in the last round) * surplus` is its
    floor and its last offer; until then it asks `floor + (best - floor) * (1 - t^(1/e))` and
    among the outcomes that give it that offers the one best for the other worst off.
    It accepts what reaches its demand; at its last offer, what beats the expected
    surplus of making it; after that, anything above its reservation value. Without
    knowledge of limits the floor is its own reservation value, without tastes it offers the
    cheapest outcome it can: a time-dependent tactic [faratin-sierra-jennings-1998].

    `pace`: rounds between two readings. ValueError: limits without tastes.
    """

    tastes: Knowledge = "modelled"
    limits: Knowledge = "modelled"
    exponent: float = 0.2
    pace: int = 5

    def __post_init__(self) -> None:
        if self.tastes == "none" and self.limits != "none":
            raise ValueError("a limit says nothing to who knows no tastes")
        if not self.exponent > 0.0 or self.pace < 1:
            raise ValueError("an exponent is above 0, and readings at least a round apart")

    @property
    def name(self) -> str:
        same = self.tastes == self.limits
        return f"modeller ({self.tastes})" if same else f"modeller ({self.tastes}, {self.limits})"

    @property
    def told(self) -> frozenset[str]:
        secrets = {"tastes": self.tastes, "limits": self.limits}
        return frozenset(name for name, known in secrets.items() if known == "truth")

    def sit(self, seat: Seat) -> _Modelling:
        return _Modelling(seat, self)


class _Modelling:
    def __init__(self, seat: Seat, tactic: Modeller) -> None:
        self.seat, self.tactic = seat, tactic
        self.utilities, self.reservation = seat.utilities, seat.reservation
        self.best = seat.utilities.max(axis=1)
        self.hopeless = self.best < seat.reservation
        self.gains = seat.utilities - seat.reservation[:, None]
        self.floor = seat.reservation
        self.expected = np.zeros_like(self.best)
        self.final = seat.utilities.argmax(axis=1)
        self.score: Floats | None = None
        self.said = np.zeros(seat.utilities.shape, dtype=np.bool_)
        # Only the first seat's offer of the last round is still answered by all.
        self.last = seat.rounds - (1 if seat.place == 0 else 2)
        others = [other for other in range(seat.parties) if other != seat.place]
        self.answers = [AnswerReader(self.best.size, seat.place, other) for other in others]
        self.readers = {} if tactic.tastes == "none" else {j: self._reader(j) for j in others}

    def _reader(self, other: int) -> GridReader:
        tastes, limits = self.seat.tastes, self.seat.limits
        return GridReader(
            self.best.size,
            self.seat.sizes,
            self.seat.rounds,
            None if tastes is None else tastes[:, other],
            None if limits is None else limits[:, other],
        )

    def act(self, table: Table) -> tuple[Ints, Bools]:
        self._listen(table)
        for answer in self.answers:
            answer.watch(table)
        if self._due(table.round):
            self._read(table.time)
        value = worth(self.utilities, table.standing)
        demand = self._demand(table)
        yes = value >= demand
        offer = silent_where(self.hopeless, self._offer(table, demand))
        self.said[np.arange(offer.size), offer] |= ~yes & ~self.hopeless
        return offer, yes

    def _demand(self, table: Table) -> Floats:
        """The least utility it accepts now, [B]."""
        if table.round > self.last:
            return self.reservation
        share = aspiration(table.time, self.tactic.exponent)
        if table.round == self.last and self.tactic.limits != "none":
            return self.reservation + self.expected
        least = self.floor if FL else self.reservation + self.expected
        asked = np.minimum(least + (self.best - least) * share, self.best)
        return np.maximum(asked, self.reservation)

    def _listen(self, table: Table) -> None:
        """Take in what the others have said since one's last turn."""
        place, before = self.seat.place, table.round - 1
        for other, reader in self.readers.items():
            latest = table.latest(place, other)
            round_ = table.round if other < place else before
            if round_ >= 0:
                reader.heard(latest, relative_time(round_, table.rounds))
            if before >= 0 and len(self.readers) == 1:
                own = table.offers[:, before, place]
                reader.refused(own, relative_time(round_, table.rounds), own != SILENCE)

    def _due(self, round_: int) -> bool:
        return bool(self.readers) and (round_ % self.tactic.pace == 0 or round_ >= self.last - 1)

    def _read(self, time: float) -> None:
        """Renew what one expects: the chance of each outcome, and the surplus still to come."""
        readers = list(self.readers.values())
        for reader in readers:
            reader.read()
        self.score = np.minimum.reduce([reader.value for reader in readers])
        if self.tactic.limits == "none":
            return
        last = relative_time(self.seat.rounds - 1, self.seat.rounds)
        hopes = _joint(readers, last) * self.gains
        rows = np.arange(self.best.size)
        self.final = hopes.argmax(axis=1)
        self.expected = np.maximum(hopes[rows, self.final], 0.0)
        self.floor = np.maximum(self.utilities[rows, self.final], self.reservation)
        self.now = _joint(readers, time)

    def _offer(self, table: Table, demand: Floats) -> Ints:
        """The outcome of the best score; without limits among those worth the demand."""
        if self.score is None:
            return cheapest(self.utilities, demand)
        if self.tactic.limits != "none" and table.round >= self.last:
            return self.final
        score = np.where(self.utilities >= demand[:, None], self.score - REPEATED * self.said, -np.inf)
        pressing = score.argmax(axis=1)
        if self.tactic.limits == "none":
            return pressing
        odds = np.minimum.reduce([answer.odds for answer in self.answers])
        if table.round % PROBE == 0:
            moving = odds > -1.0
        else:
            moving = odds > 1.0
        if not moving.any():
            return pressing
        score = self.now * (self.utilities - demand[:, None]) + TIE * self.gains
        score = np.where(self.gains >= 0.0, score - NEW * self.said, -np.inf)
        return np.where(moving, score.argmax(axis=1), pressing)


def _joint(readers: list[GridReader], time: float) -> Floats:
    """Probability that all others would accept each outcome at a time, [B, T]."""
    chance = readers[0].chance(time)
    for reader in readers[1:]:
        chance = chance * reader.chance(time)
    return chance
