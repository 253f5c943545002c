"""The table: what everybody sees, and what a seat is told when it sits down.

Many negotiations at once, one a row, B rows in lockstep; nothing passes between rows.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

SILENCE = -1
"""Where an outcome could stand: nothing was offered."""


def relative_time(round_: int, rounds: int) -> float:
    """The time of a round counted from 0: after 0, before 1.

    >>> relative_time(0, 4), relative_time(3, 4)
    (0.2, 0.8)
    """
    return (round_ + 1) / (rounds + 1)


class Table:
    """Public state of B negotiations of one shape; the protocol alone writes to it.

    `standing` [B]: the outcome on the table, or SILENCE; `proposer` [B]: whose it is.
    `offers` [B, rounds, P]: the outcome each seat offered in each round, SILENCE where it
    accepted or said nothing. `distinct` [B, P]: how many different outcomes it has offered.
    """

    def __init__(self, batch: int, parties: int, outcomes: int, rounds: int) -> None:
        self.parties, self.rounds, self.round = parties, rounds, 0
        self.standing = np.full(batch, SILENCE, dtype=np.intp)
        self.proposer = np.full(batch, SILENCE, dtype=np.intp)
        self.offers = np.full((batch, rounds, parties), SILENCE, dtype=np.intp)
        self.distinct = np.zeros((batch, parties), dtype=np.intp)
        self._seen = np.zeros((batch, parties, outcomes), dtype=np.bool_)

    @property
    def time(self) -> float:
        """Relative time of the present round."""
        return relative_time(self.round, self.rounds)

    def latest(self, seat: int, other: int) -> Ints:
        """What `other` offered since the last turn of `seat`, [B]; SILENCE: nothing."""
        round_ = self.round if other < seat else self.round - 1
        if round_ < 0:
            return np.full(self.standing.shape, SILENCE, dtype=np.intp)
        return self.offers[:, round_, other]

    def put(self, seat: int, outcomes: Ints, rows: Bools) -> None:
        """Lay what `seat` offers on the table, in the rows where it speaks."""
        np.copyto(self.standing, outcomes, where=rows)
        self.proposer[rows] = seat
        self.offers[rows, self.round, seat] = outcomes[rows]
        spoken = np.flatnonzero(rows & (outcomes != SILENCE))
        fresh = ~self._seen[spoken, seat, outcomes[spoken]]
        self.distinct[spoken, seat] += fresh
        self._seen[spoken, seat, outcomes[spoken]] = True


class Seat(NamedTuple):
    """What a party knows as it sits down; a row is a negotiation.

    The last two are the others' secrets, given only to a tactic that says it is `told` them.
    """

    place: int
    parties: int
    sizes: tuple[int, ...]
    rounds: int
    utilities: Floats  # [B, T], its own
    reservation: Floats  # [B], its own
    luck: tuple[tuple[int, int], ...]  # seed and replicate of each row
    tastes: Floats | None = None  # [B, P, T]
    limits: Floats | None = None  # [B, P]


class Mind(Protocol):
    """A tactic at work in one seat of B negotiations."""

    def act(self, table: Table) -> tuple[Ints, Bools]:
        """What it would offer now [B], and whether it accepts what stands instead [B]."""
        ...


class Tactic(Protocol):
    """A way to negotiate. `told` names the others' secrets it is given: tastes, limits."""

    @property
    def name(self) -> str: ...

    @property
    def told(self) -> frozenset[str]: ...

    def sit(self, seat: Seat) -> Mind:
        """Take a seat: the working memory of B negotiations."""
        ...


def worth(utilities: Floats, outcomes: Ints) -> Floats:
    """What one outcome a row is worth, [B]; silence is worth -inf."""
    found = utilities[np.arange(outcomes.size), outcomes]
    return np.where(outcomes == SILENCE, -np.inf, found)
