"""What the other cares about: a posterior over its additive utility, from its offers.

A mixture of hypotheses, each with a normal posterior (`sim.negotiation.concession`):
how the other weighs the issues (all alike, or one above the others), how far
its values oppose one's own (`(1 - c) U + c (1 - own)`: the mirror, [raiffa-1982]
on the fixed pie), and whether it concedes, is guarded or goes backwards, from the worst
it would sign to its best. The first offer of one that concedes is taken as about its best;
how likely that offer was under each c is the first evidence on the mirror.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.negotiation.concession import (
    Floats,
    Prior,
    Settled,
    options_of,
    settle,
    starts,
    sums,
)

CONFLICT = (0.0, 0.4, 0.8)  # c, and its prior: sooner independent than opposed
CONFLICT_PRIOR = (0.7, 0.15, 0.15)
GUARDED_PRIOR = 0.1
BACKWARDS_PRIOR = 0.1
PATIENCE = 4.0  # power of the time passed: early, one who gives way at once looks no different
HEAVY = 0.5  # the weight of an issue that stands above the others
SPREAD = 0.1  # variance of an option's loss, of an issue's weight squared; uniform: 1 / 12
NEARLY_BEST = 0.3  # share of it left to an option of the first offer
SHARE_OF_DOUBT = 0.003  # variance left when the mirror says all
SHARPNESS = 10.0  # per unit of utility: of offers a tenth apart the better comes first
SHARPNESS_GUARDED = 6.0
TEMPER = 0.25  # evidence counts a quarter: offers are not independent, the likelihood is not exact
SOON = 0.01  # times before this one count as this one
UNBELIEVED = 0.1  # a degree of conflict with less than this is left out
LOST = 8.0  # in log-probability behind the best after the first offer: not pursued
QUANTILES = 64
TOLD_APART = 0.65  # mean spreads by which two outcomes must differ to be told apart


@dataclass(frozen=True)
class Hypotheses:
    """What might be so of the other: H combinations."""

    weights: Floats  # [H, I]
    conflict: Floats  # [H]
    guarded: NDArray[np.bool_]  # [H]
    backwards: NDArray[np.bool_]  # [H]
    log_prior: Floats  # [H]

    def only(self, kept: NDArray[np.bool_]) -> Hypotheses:
        """Some of them."""
        return Hypotheses(
            self.weights[kept],
            self.conflict[kept],
            self.guarded[kept],
            self.backwards[kept],
            self.log_prior[kept],
        )


def hypotheses(issues: int, mirrored: bool) -> Hypotheses:
    """Weights by conflict for one that concedes; by none if it goes backwards; one that is guarded.

    What the last two offer first says nothing of their best, so nothing of the mirror.
    """
    equal = np.full(issues, 1.0 / issues)
    rows = [equal]
    if issues > 1:
        rows += list(np.full((issues, issues), (1 - HEAVY) / (issues - 1)))
        for issue in range(issues):
            rows[issue + 1][issue] = HEAVY
    levels = list(zip(CONFLICT, CONFLICT_PRIOR, strict=True)) if mirrored else [(0.0, 1.0)]
    conceding = (1.0 - GUARDED_PRIOR - BACKWARDS_PRIOR) / len(rows)
    every = [(w, c, False, False, p * conceding) for w in rows for c, p in levels]
    every += [(w, 0.0, False, True, BACKWARDS_PRIOR / len(rows)) for w in rows]
    every.append((equal, 0.0, True, False, GUARDED_PRIOR))
    weights, conflict, guarded, backwards, prior = zip(*every, strict=True)
    return Hypotheses(
        np.array(weights),
        np.array(conflict),
        np.array(guarded),
        np.array(backwards),
        np.log(np.array(prior)),
    )


def tables_of(utility: Floats, sizes: Sequence[int]) -> Floats:
    """The values from 0 to 1 of all options [D] in a utility of all outcomes; .5 if all alike.

    >>> tables_of(np.array([0.0, 0.2, 0.8, 1.0]), (2, 2)).tolist()
    [0.0, 1.0, 0.0, 1.0]
    """
    box, found = utility.reshape(*sizes), []
    for issue in range(len(sizes)):
        mean = box.mean(tuple(k for k in range(len(sizes)) if k != issue))
        width = float(np.ptp(mean))
        found.append((mean - mean.min()) / width if width > 1e-9 else np.full(len(mean), 0.5))
    return np.concatenate(found)


def chance_best(option: int, mine: Floats, conflict: float) -> float:
    """P(this option is the other's best of an issue) if it values `(1 - c) U + c (1 - mine)`.

    >>> round(chance_best(0, np.array([0.0, 1.0]), 0.0), 3)
    0.5
    """
    noise = (np.arange(QUANTILES) + 0.5) / QUANTILES
    its = (1 - conflict) * noise + conflict * (1 - mine[option])
    others = np.delete(mine, option)
    below = np.clip((its[:, None] - conflict * (1 - others)) / (1 - conflict), 0.0, 1.0)
    return float(max(below.prod(axis=1).mean(), 1e-4))


def mirror_evidence(h: Hypotheses, sizes: Sequence[int], mine: Floats, first: int) -> Floats:
    """log P(first offer is its best | conflict): [H]."""
    best, cuts = np.unravel_index(first, tuple(sizes)), list(pairwise(starts(sizes)))
    seen = np.zeros(len(h.conflict))
    for level in np.unique(h.conflict):
        chances = [
            chance_best(int(k), mine[a:b], float(level))
            for k, (a, b) in zip(best, cuts, strict=True)
        ]
        seen[h.conflict == level] = np.log(chances).sum()
    return seen


def prior_of(h: Hypotheses, sizes: Sequence[int], mine: Floats, first: int | None) -> Prior:
    """Losses by the hypotheses, once the first offer [an outcome] is known to be nearly best.

    An issue's best option loses nothing and its worst the issue's weight, so of n
    options that are not the best the mean is `n / (2 (n - 1))` of it.
    """
    issue = np.repeat(np.arange(len(sizes)), sizes)
    many = np.asarray(sizes, dtype=float)[issue]
    plain = many / (2.0 * np.maximum(many - 1.0, 1.0))
    weight, c = h.weights[:, issue], h.conflict[:, None]
    mean = weight * ((1 - c) * plain + c * mine)
    variance = weight**2 * (SPREAD * (1 - c) ** 2 + SHARE_OF_DOUBT)
    if first is not None:
        options = np.flatnonzero(options_of(np.array([first]), sizes)[0])
        best = np.ix_(~(h.guarded | h.backwards), options)
        mean[best] = 0.0
        variance[best] = (NEARLY_BEST * SPREAD * weight**2)[best]
    sharpness = np.where(h.guarded, SHARPNESS_GUARDED, SHARPNESS)
    return Prior(mean, variance, sharpness, h.guarded, h.backwards)


def believed(log: Floats, conflict: Floats) -> Floats:
    """Posterior of the hypotheses [H], without the degrees of conflict that nobody believes.

    Left in, the mirror's few per cent would put in order what the offers leave open.
    """
    share = np.exp(log - log.max())
    share /= share.sum()
    for level in np.unique(conflict):
        if share[conflict == level].sum() < UNBELIEVED:
            share[conflict == level] = 0.0
    shares: Floats = share / share.sum()
    return shares


@dataclass(frozen=True)
class Tastes:
    """A reading of the other's additive utility."""

    value: Floats  # [T] posterior mean, from 0 to 1
    spread: Floats  # [T] standard deviation of the value
    weights: Floats  # [I] on the simplex
    tables: list[Floats]  # of each issue [n], from 0 to 1
    conflict: float  # expected c
    guarded: float  # P(guarded)
    backwards: float  # P(goes backwards)


def tastes(s: Settled, share: Floats, h: Hypotheses, sizes: Sequence[int]) -> Tastes:
    """The mixture of the hypotheses' normal posteriors, each put on a scale from 0 to 1."""
    kept = share > 0.0
    share, loss = share[kept], s.loss[kept]
    edges = starts(sizes)
    cuts = list(pairwise(edges))
    widths = np.array([np.ptp(loss[:, a:b], axis=1) for a, b in cuts]).T  # [H, I]
    scale = np.maximum(widths.sum(1, keepdims=True), 1e-9)
    worst = np.concatenate([np.repeat(loss[:, a:b].max(1)[:, None], b - a, 1) for a, b in cuts], 1)
    parts = (worst - loss) / scale  # [H, D] what an option adds to the value
    each = sums(parts, sizes)
    value = share @ each
    width = np.ptp(share @ loss)
    between = share @ (each - value) ** 2
    within = share @ (variances(s.covariance[kept], sizes) / scale**2)
    mixed = share @ parts
    weights = np.array([np.ptp(mixed[a:b]) for a, b in cuts])
    flat = weights.sum() < 1e-9 or width < 1e-9
    return Tastes(
        value=np.full(each.shape[1], 0.5) if flat else np.clip(value, 0.0, 1.0),
        spread=np.sqrt(within + between),
        weights=np.full(len(sizes), 1.0 / len(sizes)) if flat else weights / weights.sum(),
        tables=[tables_of(mixed[a:b], (int(b - a),)) for a, b in cuts],
        conflict=float(share @ h.conflict[kept]),
        guarded=float(share @ h.guarded[kept]),
        backwards=float(share @ h.backwards[kept]),
    )


def variances(covariance: Floats, sizes: Sequence[int]) -> Floats:
    """Variance of every outcome's total [H, T] from the covariance of the options [H, D, D]."""
    edges = starts(sizes)
    box = np.zeros((len(covariance), *sizes))
    for i, n in enumerate(sizes):
        for k, m in enumerate(sizes):
            block = covariance[:, edges[i] : edges[i + 1], edges[k] : edges[k + 1]]
            shape = [len(covariance)] + [1] * len(sizes)
            shape[i + 1], shape[k + 1] = n, m
            if i == k:
                block = np.diagonal(block, axis1=1, axis2=2)
            elif i > k:
                block = block.swapaxes(1, 2)
            box += block.reshape(shape)
    return np.maximum(box.reshape(len(covariance), -1), 0.0)


class TasteReader:
    """Reads what the other cares about from its offers and refusals, as they come.

    `sizes`: options per issue. `own`: my utility of all outcomes [T], the last
    issue fastest, if the mirror is to be thought of. `resolution`: `value` is told
    in these steps, so that outcomes nearer than the evidence tells apart are
    equal; None: in two thirds of the mean spread, so that more is told as more is known; 0
    tells the posterior mean itself. Times run from 0 to 1. Nothing is
    computed until it is asked for. ValueError: sizes or an outcome
    that do not fit, a time that is not from 0 to 1.

    >>> reader = TasteReader((2, 3))
    >>> reader.heard(5, 0.1)
    >>> reader.heard(2, 0.5)
    >>> int(reader.value.argmax()), bool(reader.weights[1] > reader.weights[0])
    (5, True)
    """

    def __init__(
        self, sizes: Sequence[int], own: Floats | None = None, resolution: float | None = None
    ) -> None:
        self.sizes = tuple(int(n) for n in sizes)
        self.outcomes = int(np.prod(self.sizes))
        if not self.sizes or min(self.sizes) < 1:
            raise ValueError(f"every issue needs an option: {self.sizes}")
        if own is not None and (np.shape(own) != (self.outcomes,) or not np.isfinite(own).all()):
            raise ValueError(f"own utility is a finite number for each of {self.outcomes} outcomes")
        if resolution is not None and not 0.0 <= resolution <= 1.0:
            raise ValueError(f"resolution is a step from 0 to 1, not {resolution}")
        self.resolution = resolution
        plain = np.full(sum(self.sizes), 0.5)
        self._mine = plain if own is None else tables_of(np.asarray(own, float), self.sizes)
        self._hypotheses = hypotheses(len(self.sizes), own is not None)
        self._first_times: dict[int, float] = {}  # of each distinct offer, in order
        self._waiting: list[int] = []  # refused, its answering offer not heard yet
        self._rejected: dict[tuple[int, int], None] = {}  # refused and what it offered instead
        self._reading: Tastes | None = None

    def heard(self, outcome: int, time: float) -> None:
        """The other offered this outcome."""
        outcome = self._checked(outcome, time)
        self._first_times.setdefault(outcome, float(time))
        for mine in self._waiting:
            if mine != outcome:
                self._rejected[mine, outcome] = None
        self._waiting.clear()
        self._reading = None

    def refused(self, outcome: int, time: float) -> None:
        """The other refused this offer of mine."""
        self._waiting.append(self._checked(outcome, time))

    def _checked(self, outcome: int, time: float) -> int:
        if not 0 <= outcome < self.outcomes:
            raise ValueError(f"outcome {outcome} is not one of {self.outcomes}")
        if not 0.0 <= time <= 1.0:
            raise ValueError(f"time runs from 0 to 1, not {time}")
        return int(outcome)

    @property
    def tastes(self) -> Tastes:
        """All that is read so far."""
        if self._reading is None:
            self._reading = self._read()
        return self._reading

    def _read(self) -> Tastes:
        h, offers = self._hypotheses, np.array(list(self._first_times), dtype=np.intp)
        first = int(offers[0]) if len(offers) else None
        if first is None:
            prior = prior_of(h, self.sizes, self._mine, None)
            covariance = np.eye(prior.mean.shape[1]) * prior.variance[:, None, :]
            settled = Settled(prior.mean, covariance, np.zeros(len(prior.mean)))
            return tastes(settled, believed(h.log_prior, h.conflict), h, self.sizes)
        log = h.log_prior + mirror_evidence(h, self.sizes, self._mine, first)
        alive = log > log.max() - LOST
        h, log = h.only(alive), log[alive]
        said = np.array(list(self._rejected), dtype=np.intp).reshape(-1, 2)
        gaps = options_of(said[:, 0], self.sizes) - options_of(said[:, 1], self.sizes)
        times = np.array(list(self._first_times.values()))
        prior = prior_of(h, self.sizes, self._mine, first)
        settled = settle(self.sizes, offers, times, gaps, prior)
        log = log + PATIENCE * h.backwards * np.log(max(float(times[-1]), SOON))
        share = believed(log + TEMPER * settled.evidence, h.conflict)
        return tastes(settled, share, h, self.sizes)

    @property
    def value(self) -> Floats:
        """Expected utility of every outcome to the other, from 0 to 1: [T]."""
        exact, step = self.tastes.value, self.resolution
        if step is None:
            step = TOLD_APART * float(self.tastes.spread.mean())
        return np.clip(np.round(exact / step) * step, 0.0, 1.0) if step else exact

    @property
    def spread(self) -> Floats:
        """Standard deviation of `value`: [T]."""
        return self.tastes.spread

    @property
    def weights(self) -> Floats:
        """Expected weights of the issues, on the simplex: [I]."""
        return self.tastes.weights

    @property
    def tables(self) -> list[Floats]:
        """Expected values of each issue's options, from 0 to 1."""
        return self.tastes.tables
