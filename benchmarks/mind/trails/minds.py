"""The players: order 0 knows its own experience, order n takes the other for lower orders.

An order-n mind weighs the theories "the other is order n-1", ..., "the other is
order 0" and its own bare experience, as in a cognitive hierarchy
[camerer-ho-chong-2004]. The weights are confidences as in [de-weerd-verbrugge-verheij-2017]: the
highest theory has c_n, the next c_(n-1) of what is left, and so on; c moves by
the learning rate towards how well the theory foretold each act of the other.
A modelled order 1 has confidences too. Between games of a repeated
condition a mind keeps habits and confidences; fresh minds start without.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .board import Floats, Game, Rules
from .experience import ACCEPT, WITHDRAW, Act, Habits, Table, best, lay
from .theories import (
    Picture,
    Reading,
    foresee,
    hits,
    likelihood,
    mixed,
    policy_0,
    policy_1,
    revised,
    values_0,
    values_1,
)

HIGHEST = 2


@dataclass(frozen=True)
class Nature:
    """What a mind is like; the other is taken to be of the same learning rate."""

    order: int
    rate: float = 0.5  # learning rate of experience and confidences, in [0, 1)
    reading: Reading = field(default_factory=Reading)
    signals: bool = True  # order 2 alone: False chooses as if the other learned nothing from offers

    def __post_init__(self) -> None:
        if not 0 <= self.order <= HIGHEST:
            raise ValueError(f"A mind has an order from 0 to {HIGHEST}, not {self.order}.")


@dataclass(frozen=True)
class Memory:
    """What a mind takes from one game to the next."""

    habits: Habits
    confidence: tuple[tuple[float, float], ...]  # that a seat is order 0, order 1; a pair each

    @staticmethod
    def fresh(rules: Rules) -> Memory:
        """A newcomer's: nothing learned, sure of the highest theory it has."""
        return Memory(Habits.fresh(rules), ((1.0, 1.0),) * HIGHEST)


@dataclass(frozen=True)
class Signal:
    """What an offer of order 2 tells, against the one it would make if offers told nothing."""

    accepted: float  # how likely the mind thought it to be accepted
    before: float  # what the other believed of the true goal, by the mind's theory
    after: float  # and after this offer
    plain: float  # and after the act it would have chosen if offers told nothing
    same: bool  # whether that act is this offer

    @property
    def purposeful(self) -> bool:
        """A refusal was expected, and the offer chosen for telling the goal."""
        return not self.same and self.accepted < 0.5 and self.after > max(self.before, self.plain)

    @property
    def hiding(self) -> bool:
        """The offer was chosen although another was better, and tells less of the goal."""
        return not self.same and self.after < self.plain


class Mind:
    """A player at a table. It acts, and watches every act, its own too."""

    def __init__(
        self,
        nature: Nature,
        seat: int,
        goal: int,
        game: Game,
        memory: Memory,
        rng: np.random.Generator,
    ) -> None:
        self.nature, self.seat, self.goal = nature, seat, goal
        # confidence[k][s]: a watcher's in the theory that s is order k; goals[k][s]: what it
        # then believes of the goal of s
        self.confidence = [list(both) for both in memory.confidence]
        self.table: Table = lay(game, nature.rate, memory.habits)
        even = np.full(game.gains.shape[2], 1 / game.gains.shape[2])
        self.goals: list[list[Floats]] = [[even, even] for _ in range(HIGHEST)]
        self.signals: list[Signal] = []
        self._rng = rng

    @property
    def memory(self) -> Memory:
        """What it takes to the next game."""
        return Memory(
            self.table.habits, tuple((first, second) for first, second in self.confidence)
        )

    def act(self) -> Act:
        """Accept, withdraw or the number of a division: what promises most."""
        values, plain = self.values()
        chosen = self._choose(values)
        if chosen >= 0 and self.nature.order == HIGHEST:
            self.signals.append(self._signal(chosen, self._choose(plain)))
        return chosen

    def values(self) -> tuple[Floats, Floats]:
        """What each offer is worth, and what it were worth if offers told nothing: (divisions,)."""
        seat, goal, reading = self.seat, self.goal, self.nature.reading
        found = values_0(self.table, seat)[:, goal]
        if self.nature.order == 0 or not np.isfinite(found).any():
            return found, found
        first = values_1(self.table, seat, self.goals[0][1 - seat], reading.sharpness)[:, goal]
        found = mixed(self.confidence[0][1 - seat], first, found)
        if self.nature.order == 1:
            return found, found
        belief = self.goals[1][1 - seat]
        self._seen = foresee(self.table, seat, goal, belief, self._picture(seat), reading)
        sure = self.confidence[1][1 - seat]
        read, plain = np.copy(found), np.copy(found)
        read[self._seen.offers] = mixed(sure, self._seen.values, found[self._seen.offers])
        plain[self._seen.offers] = mixed(sure, self._seen.unread, found[self._seen.offers])
        return (read if self.nature.signals else plain), plain

    def watch(self, seat: int, act: Act) -> None:
        """Learn from an act, also from one's own: what the other has seen of one's goal by it."""
        if self.nature.order >= 1:
            self._read(seat, act)
        self.table = self.table.after(seat, act)

    def _read(self, seat: int, act: Act) -> None:
        """What an act tells of its doer's goal by each theory, and how well that foretold it."""
        reading, rate = self.nature.reading, self.nature.rate
        policies = [policy_0(self.table, seat, reading.sharpness)]
        if self.nature.order >= 2 and seat != self.seat:
            picture = self._picture(1 - seat)
            policies.append(policy_1(self.table, seat, picture, reading.sharpness))
        for order, policy in enumerate(policies):
            acts = likelihood(policy, reading.slip)
            belief, sure = self.goals[order][seat], self.confidence[order][seat]
            hit = float(hits(acts @ belief)[act])
            self.confidence[order][seat] = sure + rate * (hit - sure)
            self.goals[order][seat] = revised(belief, acts[act])

    def _picture(self, seat: int) -> Picture:
        """What an order-1 mind across the table makes of a seat."""
        return Picture(self.goals[0][seat], self.confidence[0][seat])

    def _choose(self, offers: Floats) -> Act:
        """The best act; equal offers by chance, and an answer before an equal offer."""
        top = float(offers.max())
        standing = self.table.standing
        gain = -np.inf
        if standing is not None:
            gain = float(self.table.game.gains[self.seat, standing, self.goal])
        if gain > 0 and gain >= top:
            return ACCEPT
        if top <= 0:
            return WITHDRAW
        return int(self._rng.choice(best(offers)))

    def _signal(self, chosen: Act, plain: Act) -> Signal:
        told = dict(zip(self._seen.offers.tolist(), self._seen.told.tolist(), strict=True))
        expected = self._seen.accepted[self._seen.offers == chosen]
        before = float(self.goals[0][self.seat][self.goal])
        return Signal(
            float(expected[0]), before, told[chosen], told.get(plain, before), plain == chosen
        )
