"""What order 0 learns: which divisions the other accepts, from offers and refusals alone.

Two layers, as published [de-weerd-verbrugge-verheij-2017]. What is learned of *kinds* of offers
(how many chips asked, how many given) lasts from game to game; within a game
each division has its own belief, which starts from that of its kind. Nothing
here is secret: whoever watches the table and knows the learning rate can run
another's experience along, and higher orders do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .board import Floats, Game, Rules, Whole

ACCEPT, WITHDRAW = -1, -2  # acts that are not the number of a division
Act = int


@dataclass(frozen=True)
class Habits:
    """Beliefs that an offer of a kind is accepted: (2, kinds), a row for each seat."""

    accepted: Floats

    @staticmethod
    def fresh(rules: Rules) -> Habits:
        """A newcomer's: everything is accepted."""
        return Habits(np.ones((2, (rules.chips + 1) ** 2)))

    def learn(self, seat: int, kind: int, success: bool, rate: float) -> Habits:
        """A step of the learning rate towards 1 or 0."""
        accepted = self.accepted.copy()
        accepted[seat, kind] += rate * (float(success) - accepted[seat, kind])
        return Habits(accepted)


@dataclass(frozen=True)
class Lessons:
    """How one event changes a seat's beliefs in all divisions: factors, (2, divisions, divisions).

    `refused[s, i, j]`: on s's belief in j after its offer i was refused, (1 - rate)
    for each colour of which j leaves s at least as many chips as i.
    `heard[s, i, j]`: after the other offered i, (1 - rate) for each colour of
    which j leaves s more chips than i.
    """

    refused: Floats
    heard: Floats


def lessons(game: Game, rate: float) -> Lessons:
    """The factors of a board for a learning rate in [0, 1)."""
    offered, other = game.shares[:, :, None, :], game.shares[:, None, :, :]
    return Lessons(
        (1 - rate) ** (other >= offered).sum(axis=3),
        (1 - rate) ** (other > offered).sum(axis=3),
    )


@dataclass(frozen=True)
class Table:
    """What is public at a moment of a game, and both seats' experience of it."""

    game: Game
    lessons: Lessons
    rate: float
    habits: Habits
    accepted: Floats  # (2, divisions), each seat's belief that the other accepts
    standing: Act | None = None  # the offer to be answered
    offers: int = 0

    def after(self, seat: int, act: Act) -> Table:
        """The table after an act of a seat: its answer to what stands, and its own offer if any."""
        other = 1 - seat
        habits, accepted = self.habits, self.accepted.copy()
        kinds = self.game.kinds
        if self.standing is not None:
            agreed = act == ACCEPT
            kind = int(kinds[other, self.standing])
            habits = habits.learn(other, kind, agreed, self.rate)
            if not agreed:
                accepted[other] *= self.lessons.refused[other, self.standing]
        if act < 0:
            return Table(self.game, self.lessons, self.rate, habits, accepted, None, self.offers)
        habits = habits.learn(other, int(kinds[other, act]), True, self.rate)
        accepted[other] *= self.lessons.heard[other, act]
        return Table(self.game, self.lessons, self.rate, habits, accepted, act, self.offers + 1)


def lay(game: Game, rate: float, habits: Habits) -> Table:
    """The table before the first offer."""
    start = np.stack([habits.accepted[seat, game.kinds[seat]] for seat in (0, 1)])
    return Table(game, lessons(game, rate), rate, habits, start)


def worth(accepted: Floats, gains: Floats, cost: float) -> Floats:
    """What order 0 expects of offering each division: belief * gain - cost.

    `-inf` where the division is no gain to the one who offers it: nobody offers that.
    Any shapes that broadcast.
    """
    return np.where(gains > 0, accepted * gains - cost, -np.inf)


def best(values: Floats) -> Whole:
    """Divisions of largest value, all that tie."""
    top = values.max()
    return np.flatnonzero(np.isclose(values, top, rtol=0, atol=1e-9))
