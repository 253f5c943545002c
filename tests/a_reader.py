"""A reader of one scripted negotiator, in tier full: `a` reads what `b` offers of a pie."""

from __future__ import annotations

import numpy as np
from small_worlds import pie

from sim import behaviour, game
from sim import columns as at
from sim.beliefs import minimum
from sim.forecasts import forecast
from sim.hypotheses import POINTS
from sim.likelihoods import saw_answer, saw_offer
from sim.opponent import correct, see
from sim.view import own_of

SHARES = [n / 22 for n in range(23)]
ROUNDS = 60
VALUES = {
    "scenario.tier": 1,
    "belief.untyped": 0.2,
    "belief.type_width": 0.5,
    "parties.a.war.optimism": {"low": 0.1, "high": 0.7},
    "parties.b.war.optimism": {"low": 0.1, "high": 0.7},
}


class Reader:
    """`a`, who reads one scripted negotiator `b` in a pie, by Bayes' rule alone."""

    def __init__(self, values=None):
        self.begun = game.begin(pie(SHARES, VALUES | (values or {})), 1)
        self.arena, self.own = self.begun.arena, own_of(self.begun.world.private, 0)
        self.public = self.begun.world.public
        self.last = -1

    def at(self, round_):
        """The same world in a later round of the same war."""
        state = self.public.state.copy()
        state[at.W_ROUND] = round_
        self.public = self.public._replace(state=state)
        self.seen = see(self.arena, self.public, forecast(self.arena, self.public), self.own, 0)
        return self

    def terms(self, worth):
        """The terms next above a worth to `b`."""
        values = self.arena.rows[1, 0]
        good = np.where(values >= worth - 1e-12, values, np.inf)
        return int(np.argmin(good))

    def offered(self, worth):
        """`b` offers terms of this worth to itself; the same again teaches nothing."""
        number = self.terms(worth)
        if number != self.last:
            told = saw_offer(self.arena, self.public, self.seen, self.own, 1, number)
            self.believe(correct(self.own.belief[1], told))
        self.last = number

    def answered(self, worth, yes):
        """`b` answers terms of this worth to itself."""
        number = self.terms(worth)
        told = saw_answer(self.arena, self.seen, self.own, 1, number, -1, yes)
        self.believe(correct(self.own.belief[1], told))

    def gave(self, worth):
        """`a` has offered terms of this worth to `b`: what tit for tat answers."""
        offered = self.own.offered.copy()
        offered[0] = self.terms(worth)
        self.own = self.own._replace(offered=offered)

    def believe(self, about):
        belief = self.own.belief.copy()
        belief[1] = about
        self.own = self.own._replace(belief=belief)

    @property
    def estimate(self):
        """What `a` believes of b's minimum."""
        return minimum(self.arena, self.own, self.seen, 1)

    @property
    def types(self):
        """Weight of each type of negotiator."""
        cells = self.own.belief[1].sum(axis=0).reshape(-1, POINTS).sum(axis=1)
        return dict(zip(behaviour.TYPES, cells, strict=True))


def faratin(exponent, least):
    """What a negotiator with this exponent and minimum demands by round, of a pie worth 1."""
    return [
        least + (1.0 - (n / ROUNDS) ** (1.0 / exponent)) * (1.0 - least)
        for n in range(1, ROUNDS + 1)
    ]


def read(demands, every=3, until=ROUNDS):
    """The reader after a sequence of demands, one each `every` rounds."""
    reader = Reader()
    for n in range(1, until + 1, every):
        reader.at(n).offered(demands[n - 1])
    return reader
