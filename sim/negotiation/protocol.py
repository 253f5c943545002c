"""Stacked alternating offers: the table's rules, for two parties or more, one or many.

In each round every seat has one turn, in order: it accepts what stands or refuses it,
and who refuses makes an offer of its own, which then stands. What all others have
accepted since it was made is the agreement; without one by the deadline all get their
reservation values [aydogan-2017]. With two parties these are alternating offers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.negotiation.domain import Domain
from sim.negotiation.foreign import Foreign
from sim.negotiation.table import SILENCE, Bools, Floats, Ints, Mind, Seat, Table, Tactic, worth

CHUNK = 128
"""Rows played together: enough to spread Python's cost, few enough to stay in the cache."""


class Turn(NamedTuple):
    """One act at the table; `outcome` is what was offered, None: accepted, or silence."""

    round: int
    seat: int
    outcome: int | None
    accepted: bool


@dataclass(frozen=True)
class Record:
    """One negotiation: who sat, what each did, what came of it, and what went wrong.

    `agreement`: the outcome, or None. `rounds`: rounds begun. `messages`: why a
    seat lost a turn, in words.
    """

    seats: tuple[str, ...]
    agreement: int | None
    rounds: int
    turns: tuple[Turn, ...]
    messages: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Results:
    """Many negotiations, one a row.

    `agreement` [B]: the outcome, SILENCE without one; `rounds` [B]: rounds begun;
    `offers` [B, rounds, P]: what each seat offered; `surplus` [B, P]: utility of the
    agreement less reservation value, 0 without one.
    """

    agreement: Ints
    rounds: Ints
    offers: Ints
    surplus: Floats


def negotiate(
    domain: Domain,
    seats: Sequence[Any],
    rounds: int = 100,
    seed: int = 0,
    replicate: int = 0,
    seconds: float | None = None,
) -> Record:
    """One negotiation, told turn by turn.

    A seat is a `Tactic` or any object with `propose(state)` and `respond(state, offer)`, see
    `sim.negotiation.foreign`; `seconds` bounds each of its calls. ValueError: seats that
    do not fit the domain, no round.
    """
    tactics = [seat if hasattr(seat, "sit") else Foreign(seat, seconds=seconds) for seat in seats]
    play = _Play([domain], tactics, rounds, ((seed, replicate),))
    turns = tuple(turn for turn in play.turns())
    agreement = int(play.agreement[0])
    messages = tuple(word for mind in play.minds for word in getattr(mind, "messages", ()))
    return Record(
        tuple(tactic.name for tactic in tactics),
        None if agreement == SILENCE else agreement,
        int(play.rounds[0]),
        turns,
        messages,
    )


def negotiate_many(
    domains: Sequence[Domain],
    seats: Sequence[Tactic],
    rounds: int = 100,
    seed: int = 0,
) -> Results:
    """Many negotiations between the same tactics; row k is `negotiate(..., replicate=k)`.

    Domains may differ in all but the number of parties. ValueError as for `negotiate`.
    """
    count, parties = len(domains), len(seats)
    results = Results(
        np.full(count, SILENCE, dtype=np.intp),
        np.zeros(count, dtype=np.intp),
        np.full((count, rounds, parties), SILENCE, dtype=np.intp),
        np.zeros((count, parties)),
    )
    for rows in _chunks(domains):
        chosen = [domains[row] for row in rows]
        play = _Play(chosen, seats, rounds, tuple((seed, row) for row in rows))
        for _ in play.turns():
            pass
        results.agreement[rows] = play.agreement
        results.rounds[rows] = play.rounds
        results.offers[rows] = play.table.offers
        results.surplus[rows] = play.surplus()
    return results


def _chunks(domains: Sequence[Domain]) -> Iterator[list[int]]:
    """Row numbers of domains of one shape, a chunk at a time."""
    shapes: dict[tuple[int, ...], list[int]] = {}
    for row, domain in enumerate(domains):
        shapes.setdefault(domain.sizes, []).append(row)
    for rows in shapes.values():
        for start in range(0, len(rows), CHUNK):
            yield rows[start : start + CHUNK]


class _Play:
    """B negotiations of one shape under way."""

    def __init__(
        self,
        domains: Sequence[Domain],
        tactics: Sequence[Tactic],
        rounds: int,
        luck: tuple[tuple[int, int], ...],
    ) -> None:
        parties = len(tactics)
        if rounds < 1:
            raise ValueError(f"a negotiation has at least one round, not {rounds}")
        if any(domain.parties != parties for domain in domains):
            raise ValueError(f"{parties} seats want a domain of {parties} parties")
        self.utilities = np.array([domain.utilities for domain in domains])
        self.reservation = np.array([domain.reservation for domain in domains])
        self.table = Table(len(domains), parties, domains[0].count, rounds)
        sizes = domains[0].sizes
        self.minds = [self._seat(i, each, sizes, luck) for i, each in enumerate(tactics)]
        self.agreement = np.full(len(domains), SILENCE, dtype=np.intp)
        self.rounds = np.zeros(len(domains), dtype=np.intp)
        self._assents = np.zeros(len(domains), dtype=np.intp)
        self._live = np.ones(len(domains), dtype=np.bool_)

    def _seat(
        self, index: int, tactic: Tactic, sizes: tuple[int, ...], luck: tuple[tuple[int, int], ...]
    ) -> Mind:
        return tactic.sit(
            Seat(
                index,
                self.table.parties,
                sizes,
                self.table.rounds,
                np.ascontiguousarray(self.utilities[:, index]),
                self.reservation[:, index].copy(),
                luck,
                self.utilities if "tastes" in tactic.told else None,
                self.reservation if "limits" in tactic.told else None,
            )
        )

    def turns(self) -> Iterator[Turn]:
        """Play to the end, telling each turn of the first row."""
        for round_ in range(self.table.rounds):
            self.table.round = round_
            self.rounds[self._live] = round_ + 1
            for seat, mind in enumerate(self.minds):
                if self._live[0]:
                    yield self._turn(seat, mind)
                else:
                    self._turn(seat, mind)
                if not self._live.any():
                    return

    def _turn(self, seat: int, mind: Mind) -> Turn:
        offers, accepts = mind.act(self.table)
        yes: Bools = accepts & self._live & (self.table.standing != SILENCE)
        self._assents += yes
        speaks = self._live & ~yes
        self._assents[speaks] = 0
        agreed = yes & (self._assents == self.table.parties - 1)
        self.agreement[agreed] = self.table.standing[agreed]
        self.table.put(seat, offers, speaks)
        self._live &= ~agreed
        spoken = None if yes[0] or offers[0] == SILENCE else int(offers[0])
        return Turn(self.table.round, seat, spoken, bool(yes[0]))

    def surplus(self) -> Floats:
        """Utility of the agreement less reservation value, 0 without one, [B, P]."""
        rows = [worth(self.utilities[:, party], self.agreement) for party in range(len(self.minds))]
        gains = np.stack(rows, axis=1) - self.reservation
        return np.where((self.agreement == SILENCE)[:, None], 0.0, gains)
