"""Our own negotiator: it concedes only as far as it believes the others make it.

The same tactic with three kinds of knowledge of the others' tastes and limits: none,
modelled from what they do, and the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.negotiation.careful import CarefulReader
from sim.negotiation.grid import AnswerReader, GridReader
from sim.negotiation.table import SILENCE, Bools, Floats, Ints, Seat, Table, relative_time, worth
from sim.negotiation.tactics import aspiration, cheapest, silent_where

Knowledge = Literal["none", "modelled", "truth"]
Tier = Literal["grid", "full"]

REPEATED = 0.1
"""What an offer loses by having been made before, in the other's utility."""
MOVE = 0.01
"""What a new offer is worth in itself to who deals with a party that answers, in own utility."""
HIGH = 1e-6
"""Of offers that are otherwise equal, the one worth more to oneself."""
PROBE = 3
"""Every so many rounds it moves to see whether the other answers, until it knows."""
DOUBT = 1.0
"""Log odds within which it does not know."""


@dataclass(frozen=True)
class Modeller:
    """Proposes what maximises chance of acceptance times own surplus over the time left.

    Let W be the most that its last offer can be expected to bring, `max P(all others accept
    in the last round) * surplus`. It asks `R + W + (best - R - W) * (1 - t^(1/e))`, accepts
    what reaches that, makes that last offer last, and then accepts anything above its
    reservation value R. Before, among the outcomes worth its demand it offers the one
    best for the other worst off. To a party that moves only when it moves itself it makes new
    offers, those that maximise `P(accepted now) * (utility - demand)`, so that most of
    them cost nothing. Without knowledge of limits W is 0, without tastes it offers the cheapest
    outcome that is worth its demand: a time-dependent tactic [faratin-sierra-jennings-1998].

    `pace`: rounds between two readings of the others; `tier`: how carefully it
    reads tastes. ValueError: limits without tastes.
    """

    tastes: Knowledge = "modelled"
    limits: Knowledge = "modelled"
    exponent: float = 0.35
    pace: int = 5
    tier: Tier = "grid"

    def __post_init__(self) -> None:
        if self.tastes == "none" and self.limits != "none":
            raise ValueError("a limit says nothing to who knows no tastes")
        if not self.exponent > 0.0 or self.pace < 1:
            raise ValueError("an exponent is above 0, and readings at least a round apart")

    @property
    def name(self) -> str:
        same = self.tastes == self.limits
        return f"modeller ({self.tastes if same else f'{self.tastes}, {self.limits}'})"

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
        self.gains = seat.utilities - seat.reservation[:, None]
        self.best = seat.utilities.max(axis=1)
        self.hopeless = self.best < seat.reservation
        # Only the first seat's offer of the last round is still answered by all.
        self.last = seat.rounds - (1 if seat.place == 0 else 2)
        self.said = np.zeros(seat.utilities.shape, dtype=np.bool_)
        self.expected = np.zeros_like(self.best)
        self.final: Ints = seat.utilities.argmax(axis=1)
        self.liked = np.empty(0)  # [B, T] best for the other worst off, less what was said before
        self.read_at = 0.0
        self.passing: Floats | None = None  # [B, T] what would pass as last read, once asked for
        self.gaining = self.gains >= 0.0
        self.high = HIGH * self.gains
        others = [other for other in range(seat.parties) if other != seat.place]
        self.readers = {} if tactic.tastes == "none" else {j: self._reader(j) for j in others}
        self.answers = [AnswerReader(self.best.size, seat.place, other) for other in others]

    def _reader(self, other: int) -> GridReader:
        tastes, limits = self.seat.tastes, self.seat.limits
        limit = None if limits is None else limits[:, other]
        if self.tactic.tier == "full" and tastes is None:
            return CarefulReader(self.seat.sizes, self.utilities, limit)
        return GridReader(
            self.best.size,
            self.seat.sizes,
            None if tastes is None else tastes[:, other],
            limit,
        )

    def act(self, table: Table) -> tuple[Ints, Bools]:
        self._listen(table)
        if self.readers and (table.round % self.tactic.pace == 0 or table.round >= self.last - 1):
            self._read(table.time)
        demand = self._demand(table)
        yes = worth(self.utilities, table.standing) >= demand
        offer = silent_where(self.hopeless, self._offer(table, demand))
        self._say(np.flatnonzero(~yes & ~self.hopeless), offer)
        return offer, yes

    def _say(self, rows: Ints, offer: Ints) -> None:
        """Keep what it offers, where it speaks."""
        fresh = rows[~self.said[rows, offer[rows]]]
        self.said[fresh, offer[fresh]] = True
        if self.readers:
            self.liked[fresh, offer[fresh]] -= REPEATED

    def _listen(self, table: Table) -> None:
        """Take in what the others have done since one's last turn."""
        place, before = self.seat.place, table.round - 1
        for other, reader in self.readers.items():
            round_ = table.round if other < place else before
            if round_ < 0:
                continue
            time = relative_time(round_, table.rounds)
            # With several others it is not plain who has refused.
            if before >= 0 and len(self.readers) == 1:
                own = table.offers[:, before, place]
                reader.refused(own, time, own != SILENCE)
            reader.heard(table.latest(place, other), time)
        if self.tactic.limits != "none":
            for answer in self.answers:
                answer.watch(table)

    def _read(self, time: float) -> None:
        """Renew what one believes: what the others like, what would pass, what is to come."""
        readers = list(self.readers.values())
        for reader in readers:
            reader.read()
        self.read_at, self.passing = time, None
        self.liked = np.minimum.reduce([reader.value for reader in readers]) - REPEATED * self.said
        if self.tactic.limits == "none":
            return
        last = relative_time(self.seat.rounds - 1, self.seat.rounds)
        hopes = np.where(self.gaining, (_joint(readers, last) + HIGH) * self.gains, -1.0)
        self.final = hopes.argmax(axis=1)
        self.expected = np.maximum(hopes[np.arange(self.final.size), self.final], 0.0)

    def _demand(self, table: Table) -> Floats:
        """The least utility it accepts now, [B]."""
        if table.round > self.last:
            return self.reservation
        least: Floats = self.reservation + self.expected
        if table.round == self.last and self.tactic.limits != "none":
            return least
        share = aspiration(table.time, self.tactic.exponent)
        asked = np.minimum(least + (self.best - least) * share, self.best)
        demand: Floats = np.maximum(asked, self.reservation)
        return demand

    def _offer(self, table: Table, demand: Floats) -> Ints:
        """What it would offer: the last offer last, a move to who answers, else its demand."""
        if not self.readers:
            return cheapest(self.utilities, demand)
        if table.round >= self.last and self.tactic.limits != "none":
            return self.final
        enough = self.utilities >= demand[:, None]
        offer: Ints = np.where(enough, self.liked, -np.inf).argmax(axis=1)
        rows = np.flatnonzero(self._moving(table.round))
        if rows.size:
            offer[rows] = self._moves(rows, demand[rows])
        return offer

    def _moves(self, rows: Ints, demand: Floats) -> Ints:
        """New offers for those who answer: what might bring most, and cost least, if accepted."""
        if self.passing is None:
            self.passing = _joint(list(self.readers.values()), self.read_at)
        score = self.passing[rows] * (self.utilities[rows] - demand[:, None])
        score += self.high[rows] - MOVE * self.said[rows]
        found: Ints = np.where(self.gaining[rows], score, -np.inf).argmax(axis=1)
        return found

    def _moving(self, round_: int) -> Bools:
        """Whether to make a new offer for its own sake: they all answer, or it is time to see."""
        if self.tactic.limits == "none":
            return np.zeros(self.best.size, dtype=np.bool_)
        odds = np.minimum.reduce([answer.odds for answer in self.answers])
        moving: Bools = odds > (-DOUBT if round_ % PROBE == 0 else DOUBT)
        return moving


def _joint(readers: list[GridReader], time: float) -> Floats:
    """Probability that all others would accept each outcome at a time, [B, T]."""
    chance = readers[0].chance(time)
    for reader in readers[1:]:
        chance *= reader.chance(time)
    return chance
