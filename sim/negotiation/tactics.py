"""Strategies of the literature, each with its source, for any number of parties.

All are deterministic except `Lottery`. None ever offers or accepts an outcome below its own
reservation value; a party that could gain from nothing stays silent. Keys in
brackets are entries of docs/bibliography.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim import nature
from sim.negotiation.domain import CHOICE
from sim.negotiation.table import SILENCE, Bools, Floats, Ints, Seat, Table, worth

NOTHING: frozenset[str] = frozenset()


def aspiration(time: float, exponent: float) -> float:
    """The share of its possible surplus that a party still asks, `1 - t^(1/e)`.

    Time-dependent tactics of [faratin-sierra-jennings-1998], polynomial form. e below 1
    concedes late (boulware), above 1 early (conceder).

    >>> aspiration(0.5, 1.0), aspiration(0.5, 0.25), aspiration(1.0, 4.0)
    (0.5, 0.9375, 0.0)
    """
    return float(1.0 - time ** (1.0 / exponent))


def cheapest(utilities: Floats, least: Floats) -> Ints:
    """The outcome worth least among those worth at least `least` [B]; SILENCE if none is."""
    masked = np.where(utilities >= least[:, None], utilities, np.inf)
    found = masked.argmin(axis=1)
    none = np.isinf(masked[np.arange(found.size), found])
    return np.where(none, SILENCE, found)


def silent_where(hopeless: Bools, outcomes: Ints) -> Ints:
    """Outcomes, but silence where even the best is below the reservation value."""
    return np.where(hopeless, SILENCE, outcomes)


class _Asking:
    """What the minds below share: own utilities, limits, and the best they could get."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.utilities, self.reservation = seat.utilities, seat.reservation
        self.best = seat.utilities.max(axis=1)
        self.hopeless = self.best < self.reservation

    def accepts(self, table: Table, demand: Floats) -> Bools:
        """Whether what stands is worth the demand and the reservation value, [B]."""
        value = worth(self.utilities, table.standing)
        result: Bools = value >= np.maximum(demand, self.reservation)
        return result


@dataclass(frozen=True)
class Pace:
    """A time-dependent tactic [faratin-sierra-jennings-1998].

    Asks `R + (best - R) * (1 - t^(1/e))`: offers the outcome worth least above it, accepts
    whatever reaches it.
    """

    exponent: float
    name: str = "pace"
    told: ClassVar[frozenset[str]] = NOTHING

    def __post_init__(self) -> None:
        if not self.exponent > 0.0:
            raise ValueError(f"an exponent of concession is above 0, not {self.exponent}")

    def sit(self, seat: Seat) -> _Pacing:
        return _Pacing(seat, self.exponent)


class _Pacing(_Asking):
    def __init__(self, seat: Seat, exponent: float) -> None:
        super().__init__(seat)
        self.exponent = exponent

    def act(self, table: Table) -> tuple[Ints, Bools]:
        share = aspiration(table.time, self.exponent)
        demand = self.reservation + (self.best - self.reservation) * share
        demand = np.maximum(np.minimum(demand, self.best), self.reservation)
        return cheapest(self.utilities, demand), self.accepts(table, demand)


@dataclass(frozen=True)
class Micro:
    """MiCRO: one new offer for each new offer of the other's [de-jonge-2022].

    Goes down its own outcomes from the best; concedes a step only while it has made
    no more distinct offers than (every) other, else repeats its earlier ones in turn, where
    the paper draws one. Accepts what is worth the least it is ready to offer.
    """

    name: str = "micro"
    told: ClassVar[frozenset[str]] = NOTHING

    def sit(self, seat: Seat) -> _Stepping:
        return _Stepping(seat)


class _Stepping(_Asking):
    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.ranked = np.argsort(-seat.utilities, axis=1, kind="stable")
        self.made = np.zeros(self.best.size, dtype=np.intp)
        self.floors = (seat.utilities >= seat.reservation[:, None]).sum(axis=1)

    def act(self, table: Table) -> tuple[Ints, Bools]:
        rows = np.arange(self.made.size)
        others = [other for other in range(table.parties) if other != self.seat.place]
        heard = table.distinct[:, others].min(axis=1)
        ready = (self.made <= heard) & (self.made < self.floors)
        lowest = np.where(ready, self.made, np.maximum(self.made - 1, 0))
        yes = self.accepts(table, self.utilities[rows, self.ranked[rows, lowest]])
        place = np.where(ready, self.made, table.round % np.maximum(self.made, 1))
        self.made += ready & ~yes
        return silent_where(self.hopeless, self.ranked[rows, place]), yes


@dataclass(frozen=True)
class TitForTat:
    """Absolute tit-for-tat, a behaviour-dependent tactic [faratin-sierra-jennings-1998].

    Over one's own utility: asks its best less what the others' latest offers have risen
    for it since their first ones, the least of them if they are several. Two of its
    kind never move.
    """

    name: str = "tit-for-tat"
    told: ClassVar[frozenset[str]] = NOTHING

    def sit(self, seat: Seat) -> _Answering:
        return _Answering(seat)


class _Answering(_Asking):
    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        shape = (self.best.size, seat.parties)
        self.first = np.full(shape, np.nan)
        self.rise = np.zeros(shape)

    def act(self, table: Table) -> tuple[Ints, Bools]:
        others = [other for other in range(table.parties) if other != self.seat.place]
        for other in others:
            value = worth(self.utilities, table.latest(self.seat.place, other))
            spoke = np.isfinite(value)
            first = spoke & np.isnan(self.first[:, other])
            self.first[first, other] = value[first]
            self.rise[spoke, other] = value[spoke] - self.first[spoke, other]
        demand = self.best - self.rise[:, others].min(axis=1)
        demand = np.maximum(np.minimum(demand, self.best), self.reservation)
        return cheapest(self.utilities, demand), self.accepts(table, demand)


@dataclass(frozen=True)
class StandFirm:
    """Offers its best outcome and accepts nothing less: the limit of boulwarism [raiffa-1982]."""

    name: str = "stand-firm"
    told: ClassVar[frozenset[str]] = NOTHING

    def sit(self, seat: Seat) -> _Standing:
        return _Standing(seat)


class _Standing(_Asking):
    def act(self, table: Table) -> tuple[Ints, Bools]:
        offer = silent_where(self.hopeless, self.utilities.argmax(axis=1))
        return offer, self.accepts(table, self.best)


@dataclass(frozen=True)
class Lottery:
    """Offers any outcome that it could live with, accepts what beats its own draw.

    The zero-intelligence trader of [gode-sunder-1993], over outcomes.
    """

    name: str = "random"
    told: ClassVar[frozenset[str]] = NOTHING

    def sit(self, seat: Seat) -> _Drawing:
        return _Drawing(seat)


class _Drawing(_Asking):
    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.ranked = np.argsort(-seat.utilities, axis=1, kind="stable")
        self.floors = (seat.utilities >= seat.reservation[:, None]).sum(axis=1)
        self.drawn = np.array(
            [
                nature.uniforms(nature.key(*luck), 0, seat.place + 1, CHOICE, seat.rounds)
                for luck in seat.luck
            ]
        )

    def act(self, table: Table) -> tuple[Ints, Bools]:
        rows = np.arange(self.best.size)
        place = (self.drawn[:, table.round] * self.floors).astype(np.intp)
        offer = self.ranked[rows, place]
        return silent_where(self.hopeless, offer), self.accepts(table, worth(self.utilities, offer))


BOULWARE = Pace(0.25, "boulware")
LINEAR = Pace(1.0, "linear")
CONCEDER = Pace(4.0, "conceder")
MICRO = Micro()
TIT_FOR_TAT = TitForTat()
STAND_FIRM = StandFirm()
LOTTERY = Lottery()

CLASSICS = {
    tactic.name: tactic
    for tactic in (BOULWARE, LINEAR, CONCEDER, MICRO, TIT_FOR_TAT, STAND_FIRM, LOTTERY)
}
