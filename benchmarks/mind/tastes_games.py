"""Games of alternating offers with strategies of our own: conflicting tables, and deceivers.

The logged negotiations hold independent preferences and short games alone. What
they lack is played here, in the same shape: multi-issue domains of 150 to 1,200
outcomes whose value tables are opposed to a degree, and negotiators whose offers
are all good for themselves but are chosen to mislead. A strategy sees its own
utility and the offers on the table, no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SCENARIOS = 24
GAMES = 10  # in each scenario
OUTCOMES = (150, 1200)
RESERVED = (0.1, 0.5)


@dataclass(frozen=True)
class Domain:
    """The issues of a scenario and what two parties make of them."""

    sizes: tuple[int, ...]
    conflict: float
    utility: Floats  # [2, T], each from 0 to 1
    weights: Floats  # [2, I]
    reserved: Floats  # [2]


@dataclass(frozen=True)
class Game:
    """One logged negotiation: who sat where, and every offer in order."""

    scenario: int
    strategies: tuple[str, str]
    rounds: int
    offers: list[tuple[float, int, int]]  # relative time, proposer, outcome


def additive(sizes: tuple[int, ...], weights: Floats, tables: list[Floats]) -> Floats:
    """Utility of all outcomes, the last issue fastest."""
    total = np.zeros(sizes)
    for issue, (weight, table) in enumerate(zip(weights, tables, strict=True)):
        total += weight * table.reshape([-1 if k == issue else 1 for k in range(len(sizes))])
    return total.ravel()


def from_zero_to_one(table: Floats) -> Floats:
    return (table - table.min()) / (table.max() - table.min())


def domain(rng: np.random.Generator, lowest: float, highest: float) -> Domain:
    """A random domain: values `(1 - c) U + c (1 - the other's)`, conflict c from a range."""
    while True:
        sizes = tuple(rng.integers(2, 10, rng.integers(3, 6)).tolist())
        if OUTCOMES[0] <= np.prod(sizes) <= OUTCOMES[1]:
            break
    conflict = rng.uniform(lowest, highest)
    mine = [from_zero_to_one(rng.random(n)) for n in sizes]
    theirs = [
        from_zero_to_one((1 - conflict) * rng.random(len(v)) + conflict * (1 - v)) for v in mine
    ]
    weights = rng.dirichlet(np.ones(len(sizes)), 2)
    utility = np.array(
        [additive(sizes, w, v) for w, v in zip(weights, (mine, theirs), strict=True)]
    )
    return Domain(sizes, conflict, utility, weights, rng.uniform(*RESERVED, 2))


class Negotiator:
    """Offers by an aspiration; accepts what is worth at least its own next offer."""

    def __init__(self, d: Domain, side: int, rng: np.random.Generator) -> None:
        self.utility = d.utility[side]
        self.least = float(d.reserved[side])
        self.rng = rng
        self.outcomes = np.indices(d.sizes).reshape(len(d.sizes), -1).T  # [T, I]
        self.best = int(self.utility.argmax())
        self.given: list[int] = []  # what I offered
        self.got: list[int] = []  # what the other offered

    def aspiration(self, time: float) -> float:
        raise NotImplementedError

    def choose(self, time: float) -> int:
        """Of the outcomes no worse than the aspiration, the one nearest to it."""
        goal = min(self.aspiration(time), 1.0)
        above = np.flatnonzero(self.utility >= goal - 1e-9)
        return int(above[self.utility[above].argmin()]) if len(above) else self.best

    def offer(self, time: float) -> int:
        chosen = self.choose(time)
        self.given.append(chosen)
        return chosen

    def accepts(self, outcome: int, time: float) -> bool:
        return bool(self.utility[outcome] >= max(self.utility[self.choose(time)], self.least))


class Timed(Negotiator):
    """Time-dependent tactic: `1 - (1 - least) t^(1/e)` [faratin-sierra-jennings-1998]."""

    e = 1.0

    def aspiration(self, time: float) -> float:
        return 1.0 - (1.0 - self.least) * time ** (1.0 / self.e)


class Boulware(Timed):
    e = 0.2


class Linear(Timed):
    e = 1.0


class Conceder(Timed):
    e = 4.0


class Micro(Negotiator):
    """MiCRO: one new offer, its next best, for each new offer of the other."""

    def choose(self, time: float) -> int:
        order = np.argsort(-self.utility, kind="stable")
        made = len(set(self.given))
        step = order[min(made, len(order) - 1)]
        may = made <= len(set(self.got)) and self.utility[step] >= self.least
        return int(step if may or not self.given else self.rng.choice(self.given))


class TitForTat(Negotiator):
    """Gives up as much as the other's offers rose to its own eyes; picks what looks like theirs."""

    def aspiration(self, time: float) -> float:
        if not self.got:
            return 1.0
        worth = self.utility[self.got]
        return max(self.least, 1.0 - max(0.0, float(worth.max() - worth[0])))

    def choose(self, time: float) -> int:
        goal = self.aspiration(time)
        near = np.flatnonzero((self.utility >= goal - 1e-9) & (self.utility <= goal + 0.05))
        if not len(near) or not self.got:
            return super().choose(time)
        alike = (self.outcomes[near] == self.outcomes[self.got[-1]]).sum(1)
        return int(near[alike.argmax()])


class Hybrid(TitForTat):
    """Half a boulware, half tit for tat."""

    def aspiration(self, time: float) -> float:
        late = 1.0 - (1.0 - self.least) * time**3
        return 0.5 * late + 0.5 * super().aspiration(time)


class Deceiver(Negotiator):
    """Every offer is worth its aspiration; which one is meant to mislead.

    It repeats itself while it can: each new offer would tell more. A cautious one
    asks for .9 and comes down to .5, a bold one gives up more to hide: .75 to .5.
    """

    opening = 0.75

    def aspiration(self, time: float) -> float:
        return max(self.least, self.opening - (self.opening - 0.5) * time * time)

    def window(self, time: float) -> NDArray[np.intp]:
        """Outcomes it may show."""
        return np.flatnonzero(self.utility >= self.aspiration(time) - 1e-9)

    def accepts(self, outcome: int, time: float) -> bool:
        return bool(self.utility[outcome] >= self.aspiration(time))


class Decoy(Deceiver):
    """Shows what is least like its best outcome."""

    def choose(self, time: float) -> int:
        window = self.window(time)
        alike = (self.outcomes[window] == self.outcomes[self.best]).sum(1)
        return int(window[alike.argmin()])


class Backwards(Deceiver):
    """Shows the worst of what it would sign first, and better ones later."""

    def choose(self, time: float) -> int:
        order = self.window(1.0)[np.argsort(self.utility[self.window(1.0)], kind="stable")]
        good = order[self.utility[order] >= self.aspiration(0.0) - 1e-9]
        return int(good[min(int(time * len(good)), len(good) - 1)])


class Masquerade(Deceiver):
    """Concedes down a ranking that is not its own: random weights and values."""

    def __init__(self, d: Domain, side: int, rng: np.random.Generator) -> None:
        super().__init__(d, side, rng)
        tables = [rng.random(n) for n in d.sizes]
        self.mask = additive(d.sizes, rng.dirichlet(np.ones(len(d.sizes))), tables)

    def choose(self, time: float) -> int:
        window = self.window(time)
        return int(window[self.mask[window].argmax()])


class CautiousDecoy(Decoy):
    opening = 0.9


class CautiousBackwards(Backwards):
    opening = 0.9


class CautiousMasquerade(Masquerade):
    opening = 0.9


HONEST: dict[str, type[Negotiator]] = {
    "boulware": Boulware,
    "linear": Linear,
    "conceder": Conceder,
    "MiCRO": Micro,
    "tit for tat": TitForTat,
    "hybrid": Hybrid,
}
DECEIVERS: dict[str, type[Negotiator]] = {
    "decoy": Decoy,
    "backwards": Backwards,
    "masquerade": Masquerade,
}
CAUTIOUS: dict[str, type[Negotiator]] = {
    "cautious decoy": CautiousDecoy,
    "cautious backwards": CautiousBackwards,
    "cautious masquerade": CautiousMasquerade,
}


def play(
    d: Domain, sides: tuple[Negotiator, Negotiator], rounds: int
) -> list[tuple[float, int, int]]:
    """Alternating offers until one accepts or the rounds run out."""
    log: list[tuple[float, int, int]] = []
    for turn in range(2 * rounds):
        time = (turn // 2 + 1) / (rounds + 1)
        who = turn % 2
        me, other = sides[who], sides[1 - who]
        offered = me.offer(time)
        log.append((time, who, offered))
        other.got.append(offered)
        if other.accepts(offered, time):
            break
    return log


Pairing = Callable[[np.random.Generator], tuple[str, str]]


def honest_pair(rng: np.random.Generator) -> tuple[str, str]:
    a, b = rng.choice(list(HONEST), 2)
    return str(a), str(b)


def bold_pair(rng: np.random.Generator) -> tuple[str, str]:
    """A bold deceiver in the second chair."""
    return str(rng.choice(list(HONEST))), str(rng.choice(list(DECEIVERS)))


def cautious_pair(rng: np.random.Generator) -> tuple[str, str]:
    """A cautious deceiver in the second chair."""
    return str(rng.choice(list(HONEST))), str(rng.choice(list(CAUTIOUS)))


def games(
    seed: int, lowest: float, highest: float, rounds: int, pair: Pairing
) -> tuple[list[Domain], list[Game]]:
    """Scenarios with conflict from a range and the games in them, always the same for a seed."""
    rng = np.random.default_rng(seed)
    domains = [domain(rng, lowest, highest) for _ in range(SCENARIOS)]
    kinds = HONEST | DECEIVERS | CAUTIOUS
    played = []
    for scenario, d in enumerate(domains):
        for _ in range(GAMES):
            names = pair(rng)
            sides = (kinds[names[0]](d, 0, rng), kinds[names[1]](d, 1, rng))
            played.append(Game(scenario, names, rounds, play(d, sides, rounds)))
    return domains, played
