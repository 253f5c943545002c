"""Where is its minimum? A posterior over the other's reservation value now, from what it does.

A hypothesis is a type of negotiator, the parameters of that type and a
reservation value R in a cell of a grid. Seven types:

- *keeps to a curve*: a time-dependent tactic that ends at R (conceder to boulware);
- *keeps roughly to a curve*: the same, but it wavers; a few moves fit some curve whatever they
  aim at, so that this is believed as it is tested by more of them;
- *keeps to a curve among efficient outcomes*: it offers only what nobody can better for both;
  one who plans so much often stops at what it has set itself, above R;
- *holds back*: it improvises, in steps or late, towards R or something short of it; what its
  offers so far tell is learned from many made-up negotiators (`sim.negotiation.improvisers`);
- *goes down its list* and *answers in kind*: what they offer depends on the other's offers,
  so that only what they refuse to offer speaks of R;
- *unexplained*: none of these. Only this is used: nobody offers what is worse than R, and
  at the deadline few refuse what is better.

Types are compared by how well each foretold every offer, with these
densities to a power below 1 (`Settings.trust`): successive offers repeat one
another, and a posterior that counted each as new would be far too sure
[bissiri-holmes-walker-2016]. A type can change, so none is ever ruled out
[raftery-karny-ettler-2010], and a share is always kept for those who improvise. R moves:
each round it has jumped with probability `hazard`, else drifts.

>>> other = np.linspace(0.0, 1.0, 101)
>>> reader = LimitReader(1.0 - other, other, own_minimum=0.45, rounds=20)
>>> for k in range(1, 19):  # a linear conceder with reservation value .5
...     reader.heard(100 - 50 * k // 21, k / 21)
>>> round(reader.mean, 1), round(reader.zone, 1)
(0.5, 1.0)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.bargaining import pareto_frontier
from sim.negotiation.curves import (
    SMALLEST_STEP,
    kept,
    mirror_density,
    moved_on,
    outcomes_above,
    ranked_density,
    tactic_fit,
    wander_density,
)
from sim.negotiation.improvisers import experienced, learned
from sim.negotiation.public import Uniform, spread_over

Floats = NDArray[np.float64]

CURVE, ROUGH, LOOSE, RANKED, MIRROR, FRONTIER = 0, 1, 2, 3, 4, 5
KEPT = (CURVE, ROUGH, FRONTIER)  # those who keep to a curve, as `LimitReader._curves` has them
WINDOW = 10.0  # rounds: each, a jump ceases to be recent with probability 1 / WINDOW
TEXTBOOK = (0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 10.0)  # exponents that tactics have in print
WHOLE = 0.9  # share of a table that, if efficient, is all of it
_LEAST = 1e-12


class Settings(NamedTuple):
    """Size of the hypothesis space, and what is assumed of negotiators in general.

    The numbers say how exactly tactics are executed and how soon one forgets; none is about
    particular agents. Chosen on the development half of docs/studies/mind-limits.md.
    """

    cells: int = 41  # of the grid of reservation values
    exponents: int = 64  # of the curves: powers of `ratio`, so 1/4, 1, 4 and so on are among them
    ratio: float = 2.0**0.125  # so that an exponent in between is within the tolerance
    smallest: int = -20  # the power of the first exponent
    textbook: float = 0.5  # share of the curves that have an exponent of `TEXTBOOK`
    short: tuple[float, ...] = (0.0, 0.05, 0.5)  # of `KEPT`, share that ends above R
    patience: float = 8.0  # exponents well above it are taken for holding back
    tolerance: float = 0.004  # how far an executed tactic is from its curve
    wavering: float = 0.015  # by how much one who wavers offers more than its curve demands
    coarser: int = 4  # for those who waver, each so-manieth exponent
    step: float = 0.02  # of a wanderer, before any is seen
    slowest: float = 0.01  # a wanderer is not taken for one with smaller steps
    tested: float = 15.0  # moves after which half of those who seem to waver about one do
    reply: float = 0.02  # error of an answer in kind
    trust: float = 0.5  # power of the densities by which types are compared
    switch: float = 0.005  # chance a round that the type is another
    prior: tuple[float, ...] = (0.05, 0.02, 0.71, 0.1, 0.1, 0.02)  # of the types
    unexplained: float = 0.3  # share of those who hold back that is unexplained
    humility: float = 0.05  # share kept for those who improvise, whatever the evidence on types
    lapse: float = 0.001  # chance of offering what is worse than R
    last_chance: float = 0.6  # chance of taking what is better than R in the last round


FULL = Settings()
GRID = Settings(
    cells=25,
    exponents=14,
    ratio=2.0**0.5,
    smallest=-4,
    coarser=2,
    slowest=0.02,
)


class Curves:
    """Those who keep to a curve: a weight for each curve and cell, `[K, G]`."""

    def __init__(
        self,
        settings: Settings,
        tolerance: float,
        wander: float,
        coarser: int,
        prior: Floats,
        above: Floats,
    ) -> None:
        powers = np.arange(settings.smallest, settings.smallest + settings.exponents, coarser)
        self.exponents: Floats = np.unique(
            np.append(np.power(settings.ratio, powers).round(9), TEXTBOOK)
        )
        self.tolerance, self.wander, self.above = tolerance, wander, above
        weight = 1.0 / (1.0 + (self.exponents / settings.patience) ** 2)
        named = np.isin(self.exponents, TEXTBOOK)
        weight[named] *= settings.textbook / weight[named].sum()
        weight[~named] *= (1.0 - settings.textbook) / weight[~named].sum()
        self.usual = (weight / weight.sum()).reshape(-1, 1)
        self.prior = prior
        self.mass = self.usual * prior
        self.recent = np.zeros_like(self.mass)  # the part that has jumped of late
        self.ends = np.zeros(len(self.exponents))

    def learn(
        self, edges: Floats, offer: Offer, hazard: float, drift: float, supported: Floats
    ) -> float:
        """Predict and correct; returns how densely the offer was foretold."""
        cell = float(edges[1] - edges[0])
        born = hazard * self.mass.sum(axis=1).reshape(-1, 1) * self.prior
        mass = moved_on(self.mass, born, hazard, drift, cell)
        recent = moved_on((1.0 - 1.0 / WINDOW) * self.recent, born, hazard, drift, cell)
        fit = tactic_fit(
            self.above,
            edges,
            kept(offer.time, self.exponents, self.ends, 0.0),
            kept(offer.before, self.exponents, self.ends, 0.0),
            offer.value,
            offer.previous,
            offer.gap,
            self.tolerance,
            self.wander,
        )
        before, mass, recent = float(mass.sum()), mass * fit, recent * fit
        after = float(mass.sum())
        if after <= _LEAST * before:  # no curve explains this: from here on all are alike
            self.mass, self.recent = self.usual * supported, np.zeros_like(recent)
        else:
            self.mass, self.recent = mass / after, recent / after
        return after / before


class Offer(NamedTuple):
    """An offer as the curves see it."""

    value: float  # to the one who makes it
    time: float
    previous: float  # value and time of its offer before
    before: float
    gap: float  # from the previous value to the next lower one on the table


class LimitReader:
    """Posterior over the other's reservation value now, from its offers and refusals.

    `own` and `other` are the utilities of all outcomes to me and to the other, `[T]`, on
    [0, 1]; `own_minimum` is my reservation value, `rounds` the number of offers each side has.
    `known` says what is public of the other's: it is never guessed from the offers. Times are
    shares of the negotiation, above 0 and below 1. ValueError: arrays that do not match.
    """

    def __init__(
        self,
        own: Floats,
        other: Floats,
        own_minimum: float,
        rounds: int,
        known: Uniform = Uniform(),  # noqa: B008
        *,
        hazard: float = 0.003,
        drift: float = 0.0,
        settings: Settings = FULL,
    ) -> None:
        if own.shape != other.shape or own.ndim != 1 or not len(own):
            raise ValueError("own and other hold the utilities of the same outcomes")
        if not known.low < known.high:
            raise ValueError(f"a reservation value between {known.low} and {known.high}")
        self.settings, self.hazard, self.drift, self.rounds = settings, hazard, drift, rounds
        self.other = other
        acceptable = other[own >= own_minimum]
        self._best = float(acceptable.max()) if len(acceptable) else -1.0
        self.edges = np.linspace(0.0, 1.0, settings.cells + 1)
        self._prior = spread_over(self.edges, known)
        self._support = np.ones(settings.cells)
        self._declined = np.ones(settings.cells)
        self._low, self._high = max(known.low, 0.0), min(known.high, 1.0)
        self._values: list[float] = []
        self._times: list[float] = []
        self._density: Floats | None = None  # as of the last act
        above = outcomes_above(other)
        best = np.unique(other[pareto_frontier(np.stack((own, other), axis=1))])
        self._curves = (
            Curves(settings, settings.tolerance, 0.0, 1, self._prior, above),
            Curves(
                settings,
                settings.tolerance,
                settings.wavering,
                settings.coarser,
                self._prior,
                above,
            ),
            Curves(settings, settings.tolerance, 0.0, 2, self._prior, outcomes_above(best)),
        )
        self._levels, self._frontier = np.unique(other), best
        self._list = np.sort(other)[::-1]
        self._usual = np.array(settings.prior)
        if len(self._frontier) > WHOLE * len(self._levels):  # then it is no type of its own
            self._usual[CURVE] += self._usual[FRONTIER]
            self._usual[FRONTIER] = 0.0
        self._types = self._usual.copy()
        self._sent: list[float] = []  # utilities of the distinct outcomes heard
        self._seen: set[int] = set()
        self._mine: list[int] = []
        self._offers, self._repeats, self._moved = 0, 0, 0.0
        self._previous, self._time = 1.0, 0.0

    @property
    def hypotheses(self) -> int:
        """How many hypotheses an offer is held against."""
        return int(sum(curves.mass.size for curves in self._curves))

    def heard(self, outcome: int, time: float) -> None:
        """The other offered this outcome."""
        self._density = None
        value = float(self.other[outcome])
        offered = np.maximum(np.minimum((value - self.edges[:-1]) * self.settings.cells, 1.0), 0.0)
        offered = np.maximum(offered, self.settings.lapse)
        self._support = ((1.0 - self.hazard) * self._support + self.hazard) * offered
        if self._offers > 0:
            densities = self._foretold(value, time)
            types = self._types * np.maximum(densities, _LEAST) ** self.settings.trust
            switch = self.settings.switch
            self._types = (1.0 - switch) * types / types.sum() + switch * self._usual
        if outcome not in self._seen:
            self._seen.add(outcome)
            self._sent.append(value)
        self._repeats += self._offers > 0 and value == self._previous
        if self._offers > 0:
            self._moved += min(abs(value - self._previous), 0.05)
        self._offers += 1
        self._previous, self._time = value, time
        self._values.append(value)
        self._times.append(time)

    def _foretold(self, value: float, time: float) -> Floats:
        """How densely each type foretold the offer, `[5]`; the first two learn from it."""
        s, step = self.settings, value - self._previous
        prior = self._supported()
        due = self._due()
        following = float(self._list[len(self._sent)]) if due else -1.0
        can = float((prior * (following >= self.edges[1:])).sum()) if due else 0.0
        conceded = 0.0
        if len(self._mine) > 1:
            conceded = float(self.other[self._mine[-1]] - self.other[self._mine[-2]])
        densities = np.zeros(len(s.prior))
        for kind, curves in zip(KEPT, self._curves, strict=True):
            if self._types[kind] == 0.0:
                continue
            levels = self._frontier if kind == FRONTIER else self._levels
            below = float(levels[max(int(np.searchsorted(levels, self._previous)) - 1, 0)])
            gap = max(self._previous - below, SMALLEST_STEP)
            offer = Offer(value, time, self._previous, self._time, gap)
            densities[kind] = curves.learn(self.edges, offer, self.hazard, self.drift, prior)
        moves = self._offers - 1 - self._repeats
        usual = (self._moved + 2.0 * s.step) / (moves + 2.0)
        densities[LOOSE] = wander_density(step, self._repeats, self._offers, max(usual, s.slowest))
        densities[RANKED] = ranked_density(
            np.array(self._sent), following, can, value, self._previous, s.tolerance
        )
        densities[MIRROR] = mirror_density(step, conceded, s.reply)
        return densities

    def _due(self) -> bool:
        """Whether one who goes down its list owes an outcome that it has not offered yet."""
        return len(set(self._mine)) >= len(self._sent) < len(self._list)

    def refused(self, outcome: int, time: float) -> None:
        """The other refused this offer of mine.

        Early that says little: it hopes for more. In the last round only few refuse what is
        better than no agreement; k rounds before it that chance is divided by k + 1.
        """
        self._density = None
        left = max(1.0, (1.0 - time) * (self.rounds + 1.0))
        worth = (float(self.other[outcome]) - self.edges[:-1]) * self.settings.cells
        refusal = 1.0 - self.settings.last_chance / left * np.minimum(np.maximum(worth, 0.0), 1.0)
        self._support = self._support * refusal
        self._declined = self._declined * refusal
        self._mine.append(outcome)

    def _supported(self) -> Floats:
        """The prior, as far as what was offered and refused allows it, `[G]`."""
        mass = self._prior * self._support
        result: Floats = mass / mass.sum()
        return result

    def _improvised(self) -> Floats:
        """What experience says of one who keeps to no curve, `[G]`."""
        supported, share = self._supported(), self.settings.unexplained
        if not self._values:
            return supported
        values, times = np.array(self._values), np.array(self._times)
        told = experienced(self.edges, values, times, self._low, self._high, learned())
        told = np.maximum(told * self._declined, _LEAST)
        result: Floats = (1.0 - share) * told / told.sum() + share * supported
        return result

    def _ended_above(self, about: Floats, share: float) -> Floats:
        """A belief about where a curve ends, when a share of such ends lie above R, `[G]`.

        Of an aspiration it is known only that R is not above it.
        """
        if share == 0.0:
            return about
        supported = self._supported()
        below = np.maximum(np.cumsum(supported), _LEAST)
        reached = np.cumsum((about / below)[::-1])[::-1]
        result: Floats = (1.0 - share) * about + share * supported * reached
        return result

    @property
    def density(self) -> Floats:
        """Probability of every cell between `edges`, `[G]`."""
        if self._density is None:
            s = self.settings
            shares = (1.0 - s.humility) * self._types
            tested = (self._offers - self._repeats) / s.tested
            shares[ROUGH] *= tested * tested / (1.0 + tested * tested)
            loose = 1.0 - sum(shares[kind] for kind in (*KEPT, RANKED))
            mass = loose * self._improvised() + shares[RANKED] * self._supported()
            for kind, curves, short in zip(KEPT, self._curves, s.short, strict=True):
                about = curves.mass.sum(axis=0) / curves.mass.sum()
                mass = mass + shares[kind] * self._ended_above(about, short)
            self._density = mass / mass.sum()
        return self._density

    @property
    def mean(self) -> float:
        """The estimate with the least expected squared error."""
        return float(self.density @ (0.5 * (self.edges[1:] + self.edges[:-1])))

    def interval(self, level: float = 0.8) -> tuple[float, float]:
        """The central interval that holds the reservation value with this probability."""
        below = np.concatenate([np.zeros(1), np.cumsum(self.density)])
        tail = 0.5 * (1.0 - level)
        low, high = np.interp([tail, 1.0 - tail], below / below[-1], self.edges)
        return float(low), float(high)

    @property
    def zone(self) -> float:
        """Probability that some outcome is acceptable to both, by my own minimum."""
        below = np.concatenate([np.zeros(1), np.cumsum(self.density)])
        return float(np.interp(self._best, self.edges, below))

    @property
    def types(self) -> dict[str, float]:
        """Posterior over the types of negotiator."""
        s, found = self.settings, dict.fromkeys(("conceder", "linear", "boulware"), 0.0)
        for kind, curves in zip(KEPT, self._curves, strict=True):
            share = self._types[kind] * curves.mass.sum(axis=1) / curves.mass.sum()
            p = curves.exponents
            found["conceder"] += float(share[p < 0.8].sum())
            found["linear"] += float(share[(p >= 0.8) & (p <= 1.25)].sum())
            found["boulware"] += float(share[p > 1.25].sum())
        loose = float(self._types[LOOSE] * (1.0 - s.unexplained))
        still = float(len(self._sent) <= 1)
        return found | {
            "holds back": loose * (1.0 - still),
            "stands firm": loose * still,
            "goes down its list": float(self._types[RANKED]),
            "answers in kind": float(self._types[MIRROR]),
            "unexplained": float(self._types[LOOSE] * s.unexplained),
        }

    @property
    def moved(self) -> float:
        """Probability that the reservation value has jumped of late; fades by a tenth a round."""
        idle = 1.0 - (1.0 - self.hazard) ** min(self._offers, WINDOW)
        chance = (1.0 - sum(self._types[kind] for kind in KEPT)) * idle
        for kind, curves in zip(KEPT, self._curves, strict=True):
            chance += self._types[kind] * curves.recent.sum() / curves.mass.sum()
        return float(chance)
