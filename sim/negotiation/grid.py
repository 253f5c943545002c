"""A light opponent model, for many negotiations at once: what it likes, where it will end.

*Tastes* by weighted frequency: an option offered often, and early, is worth more, and an
issue whose options hardly vary matters more, after the frequency models of
[baarslag-2016]; our own form. *The end* by a grid over (threshold it will come
down to, exponent of its concession), a regression on concession curves
[faratin-sierra-jennings-1998] in the manner of [hindriks-tykhonov-2008]. The threshold of
the last round is what a decision needs; it lies at the reservation value or above, for
some come down all the way and some do not.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from sim.negotiation.domain import additive, options_of
from sim.negotiation.table import SILENCE, Bools, Floats, Ints, Table, worth

STEPS = 100
"""Bins of utility, on the other's own scale from its worst to its best outcome."""
TAPS = ((-2.0, 0.0545), (-1.0, 0.2442), (0.0, 0.4026), (1.0, 0.2442), (2.0, 0.0545))


class Sharpness(NamedTuple):
    """How far the model trusts what it sees; all on a utility scale of length 1."""

    offer: float  # standard deviation of an offer about the curve
    value: float  # standard deviation of an outcome's estimated utility
    evidence: float  # offers count together as at most so many independent ones
    lapse: float  # chance that a refusal says nothing


KNOWN_TASTES = Sharpness(offer=0.05, value=0.0, evidence=10.0, lapse=0.02)
READ_TASTES = Sharpness(offer=0.10, value=0.08, evidence=5.0, lapse=0.10)

SLIP = 0.1
"""How often a party that answers does not."""
RECENT = 0.1
"""Weight of the last turn in how often a party makes new offers of late."""
SURE = 6.0
"""Log odds beyond which it does not go: parties may change."""

ENDS = np.linspace(0.0, 1.0, 26)
EXPONENTS = np.array([0.1, 0.18, 0.3, 0.5, 0.8, 1.3, 2.2, 4.0])
END, EXPONENT = (axis.ravel() for axis in np.meshgrid(ENDS, EXPONENTS, indexing="ij"))


@functools.lru_cache(maxsize=4096)
def _ranks(time: float) -> tuple[Ints, Ints]:
    """Hypotheses by rising threshold at a time [C], and how many reach no higher than each bin."""
    thresholds = _threshold(time)
    order = np.argsort(thresholds, kind="stable")
    bins = np.linspace(0.0, 1.0, STEPS + 1)
    return order, np.searchsorted(thresholds[order], bins, "right")


def _threshold(time: float) -> Floats:
    """What each hypothesis accepts at a time, [C]."""
    asked: Floats = END + (1.0 - END) * (1.0 - time ** (1.0 / EXPONENT))
    return asked


class GridReader:
    """What B observers think of one other party each, from its offers and refusals.

    After `read`: `value` [B, T], its estimated utility from 0 (worst) to 1 (best), and
    `chance(time)` [B, T], the probability that it would accept an outcome then. `tastes`
    [B, T] and `limit` [B] are its true utilities and reservation value, where known.
    """

    def __init__(
        self,
        batch: int,
        sizes: tuple[int, ...],
        tastes: Floats | None = None,
        limit: Floats | None = None,
    ) -> None:
        self.sizes = sizes
        self._counts = [np.zeros((batch, size)) for size in sizes]
        self._heard = np.zeros((batch, 16), dtype=np.intp)  # doubled when full; silence is 0 here
        self._spoke = np.zeros((batch, 16))  # 1 where something was heard, else 0
        self._shares = np.zeros((EXPONENTS.size, 16))
        self._turns = 0
        self._lowest = np.full(batch, np.inf)
        self._linear = np.zeros((batch, EXPONENTS.size))
        self._square = np.zeros((batch, EXPONENTS.size))
        self._refused = np.full(batch, SILENCE, dtype=np.intp)
        self._refused_at = 0.0
        self._sharp = READ_TASTES if tastes is None else KNOWN_TASTES
        self._known = tastes is not None
        low, spread = np.zeros(batch), np.ones(batch)
        if tastes is None:
            self.value = np.full((batch, int(np.prod(sizes))), 0.5)
        else:
            low, spread = tastes.min(axis=1), np.maximum(np.ptp(tastes, axis=1), 1e-12)
            self.value = np.clip((tastes - low[:, None]) / spread[:, None], 0.0, 1.0)
        self._prior = _prior(batch, None if limit is None else (limit - low) / spread)
        self._weights = self._prior

    def heard(self, outcomes: Ints, time: float) -> None:
        """The other has offered these outcomes [B]; SILENCE: nothing."""
        if self._turns == self._heard.shape[1]:
            self._heard, self._spoke, self._shares = (
                np.concatenate([kept, np.zeros_like(kept)], axis=1)
                for kept in (self._heard, self._spoke, self._shares)
            )
        turn, self._turns = self._turns, self._turns + 1
        spoke = (outcomes != SILENCE).astype(np.float64)
        share = 1.0 - time ** (1.0 / EXPONENTS)
        self._heard[:, turn] = np.maximum(outcomes, 0)
        self._spoke[:, turn] = spoke
        self._shares[:, turn] = share
        self._linear += spoke[:, None] * (share * (1.0 - share))
        self._square += spoke[:, None] * (1.0 - share) ** 2
        if self._known:
            return
        rows = np.flatnonzero(outcomes != SILENCE)
        options = options_of(self.sizes)[outcomes[rows]]
        for issue, counts in enumerate(self._counts):
            counts[rows, options[:, issue]] += 1.0 - time

    def refused(self, outcomes: Ints, time: float, rows: Bools) -> None:
        """The other has refused these outcomes [B], in the rows so marked; the last one counts."""
        np.copyto(self._refused, outcomes, where=rows)
        self._refused_at = time

    def read(self) -> None:
        """Renew `value` and `chance`."""
        if not self._known and self._turns:
            self.value = self._liked()
        weights = self._prior * np.exp(self._log_likelihood())
        if self._refused_at > 0.0:
            weights *= self._refusal()
        weights /= weights.sum(axis=1, keepdims=True)
        self._weights = weights

    @property
    def end(self) -> Floats:
        """Where it is expected to end, [B], on the scale of `value`; at its limit or above."""
        expected: Floats = (self._weights * END).sum(axis=1)
        return expected

    def _liked(self) -> Floats:
        """Utility by frequency: within an issue the root of an option's share, times its peak."""
        peaks = [np.maximum(counts.max(axis=1, keepdims=True), 1e-12) for counts in self._counts]
        total = sum(peaks[1:], start=peaks[0])
        shares = [
            peak / total * np.sqrt(counts / peak)
            for peak, counts in zip(peaks, self._counts, strict=True)
        ]
        return np.minimum(additive(self.sizes, shares), 1.0)

    def _log_likelihood(self) -> Floats:
        """Gaussian about the curve; together worth at most `evidence` offers, [B, C]."""
        batch, turns = self.value.shape[0], self._turns
        if not turns:
            return np.zeros((batch, 1))
        spoke = self._spoke[:, :turns]
        values = np.take_along_axis(self.value, self._heard[:, :turns], axis=1) * spoke
        # With u an offer, f the curve's share and a its end, the misfit u - f - a (1 - f) is
        # quadratic in a: three sums for each exponent serve all ends.
        self._lowest = np.where(spoke > 0.0, values, np.inf).min(axis=1)
        total = values.sum(axis=1)
        shared = np.stack([(values * f[:turns]).sum(axis=1) for f in self._shares], axis=1)
        shares = self._linear + self._square  # the sum of 1 - f
        count = spoke.sum(axis=1)
        constant = (values * values).sum(axis=1)[:, None] - 2.0 * shared
        constant += count[:, None] - shares - self._linear  # the sum of f * f
        linear = total[:, None] - shared - self._linear
        square = self._square
        ends = ENDS[:, None]
        misfit = constant[:, None] - 2.0 * ends * linear[:, None] + ends * ends * square[:, None]
        trust = np.minimum(1.0, self._sharp.evidence / np.maximum(count, 1.0)) / (
            2.0 * self._sharp.offer**2
        )
        scaled = -misfit.reshape(batch, -1) * trust[:, None]
        log: Floats = scaled - scaled.max(axis=1, keepdims=True)
        return log

    def _refusal(self) -> Floats:
        """Likelihood of the last refusal under each threshold, [B, C]."""
        value = worth(self.value, self._refused)
        asked = _threshold(self._refused_at)
        width = max(self._sharp.value, 0.01) * 0.6  # a logistic of about that deviation
        z = np.clip((value[:, None] - asked) / width, -40.0, 40.0)
        refuses = 1.0 / (1.0 + np.exp(z))
        likelihood: Floats = self._sharp.lapse + (1.0 - self._sharp.lapse) * refuses
        return np.where((self._refused == SILENCE)[:, None], 1.0, likelihood)

    def chance(self, time: float) -> Floats:
        """Probability that it would accept each outcome then, as last read; [B, T].

        Who is known to be offered as much as by an offer of its own will not refuse; with
        estimated tastes the least of many estimates would be too low.
        """
        batch, count = self._weights.shape
        order, rank = _ranks(time)
        cumulated = np.zeros((batch, count + 1))
        np.cumsum(self._weights[:, order], axis=1, out=cumulated[:, 1:])
        below = cumulated[:, rank]
        smooth = np.zeros_like(below)
        bins = np.arange(STEPS + 1)
        for shift, share in TAPS if self._sharp.value else ((0.0, 1.0),):
            moved = bins + round(shift * self._sharp.value * STEPS)
            smooth += share * below[:, np.clip(moved, 0, STEPS)]
        places = (self.value * STEPS).astype(np.intp)
        places += (STEPS + 1) * np.arange(batch)[:, None]
        chance: Floats = smooth.ravel().take(places)
        if self._known:
            likely = np.maximum(chance, 1.0 - self._sharp.lapse)
            chance = np.where(self.value >= self._lowest[:, None], likely, chance)
        return chance


def _prior(batch: int, limit: Floats | None) -> Floats:
    """Weights over (end, exponent), [B, C]: flat; known limit: half at it, half flat above."""
    shape = (batch, ENDS.size, EXPONENTS.size)
    if limit is None:
        weights = np.ones(shape)
    else:
        step = ENDS[1]
        above = limit[:, None] <= ENDS
        near = np.maximum(0.0, 1.0 - np.abs(ENDS - np.clip(limit, 0.0, 1.0)[:, None]) / step)
        tail = above / np.maximum(above.sum(axis=1, keepdims=True), 1)
        weights = np.broadcast_to((0.5 * near + 0.5 * tail)[:, :, None], shape)
    flat: Floats = weights.reshape(batch, -1) / weights.reshape(batch, -1).sum(axis=1)[:, None]
    return flat


class AnswerReader:
    """Whether one other party moves only when one moves oneself, in B negotiations.

    MiCRO answers, and tit-for-tat where one's move gives it something; a party that concedes
    by the clock does not. Log odds [B] from turns in pairs: was my last offer new, and was its
    next one? Who answers does alike but for slips; who does not is as often new as it has
    been of late.
    """

    def __init__(self, batch: int, seat: int, other: int) -> None:
        self.odds = np.zeros(batch)
        self._seat, self._other = seat, other
        self._before = np.zeros((batch, 2), dtype=np.intp)
        self._rate = np.full(batch, 0.5)

    def watch(self, table: Table) -> None:
        """Take in the pair of turns before this one's."""
        now = table.distinct[:, [self._seat, self._other]]
        mine, its = (now > self._before).T
        self._before = now
        if table.round == 0:
            return
        alike = np.clip(np.where(its, self._rate, 1.0 - self._rate), 0.02, 0.98)
        self.odds += np.log(np.where(mine == its, 1.0 - SLIP, SLIP) / alike)
        np.clip(self.odds, -SURE, SURE, out=self.odds)
        self._rate += (its - self._rate) * RECENT
