"""How offers come from what somebody wants: ranked choices, and losses that follow time.

A party with additive utility loses `L(o) = sum_i d[i, o_i]` against its best
outcome. Offers are ranked choices [plackett-1975]: each is taken from what was
not offered before, `P(o) = exp(-b L(o)) / sum over the rest`. What it concedes
follows time, `L(o_k) = c t_k^e + error` [hindriks-tykhonov-2008], the c and e
unknown. A guarded party's offers are merely better than what it never offered:
no order, no curve. One that goes backwards shows the worst it would sign first: a
ranked choice with the order turned round, on a curve that falls to nothing at the
end. `settle` finds the posterior of d under each hypothesis, all at
once: order by Newton's method and Laplace's approximation, then the curves as
regressions in closed form.

Shapes: H hypotheses, I issues, D options of all issues one after another, T
outcomes (the last issue fastest), K distinct offers in order of first hearing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]

# A concession ends between a twentieth and the whole of what there is to lose,
# from giving way at once to holding out to the last.
DEPTHS = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
SHAPES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
# Going backwards: what the first offer costs, and how it comes down. An even walk up the outcomes
# is slow at first, for there are fewer the better they are.
SHOWN_FIRST = (0.1, 0.2, 0.3, 0.45, 0.6)
WALKS = (0.2, 0.33, 0.5, 0.7)
ERROR = 0.01  # of a loss about the curve: offers come as near to it as outcomes lie
STEPS = 5  # of Newton's method
STRIDE = 0.2  # the longest step of any one option
SMALLEST = 1e-12


@dataclass(frozen=True)
class Prior:
    """What each hypothesis says before the offers: losses are normal, behaviour is given."""

    mean: Floats  # [H, D]
    variance: Floats  # [H, D]
    sharpness: Floats  # [H] b, in offers per unit of utility
    guarded: NDArray[np.bool_]  # [H]
    backwards: NDArray[np.bool_]  # [H]


@dataclass(frozen=True)
class Settled:
    """The posterior of the losses under each hypothesis, normal about its mode."""

    loss: Floats  # [H, D]
    covariance: Floats  # [H, D, D]
    evidence: Floats  # [H] log P(offers | hypothesis)


def starts(sizes: Sequence[int]) -> Whole:
    """Where each issue's options begin among all options, and where the last end: [I + 1].

    >>> starts((2, 3)).tolist()
    [0, 2, 5]
    """
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)


def options_of(outcomes: Whole, sizes: Sequence[int]) -> Floats:
    """The options in these outcomes, as ones and zeros: [K, D].

    >>> options_of(np.array([4]), (2, 3)).tolist()
    [[0.0, 1.0, 0.0, 1.0, 0.0]]
    """
    marks = np.zeros((len(outcomes), sum(sizes)))
    for issue, chosen in enumerate(np.unravel_index(outcomes, tuple(sizes))):
        marks[np.arange(len(outcomes)), starts(sizes)[issue] + chosen] = 1.0
    return marks


def sums(parts: Floats, sizes: Sequence[int]) -> Floats:
    """Additive totals of all outcomes [H, T] from what each option adds [H, D].

    >>> sums(np.array([[0.0, 1.0, 0.0, 0.5]]), (2, 2)).tolist()
    [[0.0, 0.5, 1.0, 1.5]]
    """
    edges, total = starts(sizes), np.zeros((len(parts), *[1] * len(sizes)))
    for issue, size in enumerate(sizes):
        shape = [len(parts)] + [1] * len(sizes)
        shape[issue + 1] = size
        total = total + parts[:, edges[issue] : edges[issue + 1]].reshape(shape)
    return total.reshape(len(parts), -1)


def singles(mass: Floats, sizes: Sequence[int]) -> Floats:
    """Mass of the outcomes that hold each option: [H, T] to [H, D]."""
    box = mass.reshape(-1, *sizes)
    axes = range(1, len(sizes) + 1)
    parts = [box.sum(tuple(a for a in axes if a != kept)) for kept in axes]
    return np.concatenate(parts, axis=1)


def pairs(mass: Floats, sizes: Sequence[int]) -> Floats:
    """Mass of the outcomes that hold both of two options: [H, T] to [H, D, D]."""
    box, edges = mass.reshape(-1, *sizes), starts(sizes)
    axes = range(1, len(sizes) + 1)
    found = np.zeros((len(box), edges[-1], edges[-1]))
    for a in axes:
        for b in range(a + 1, len(sizes) + 1):
            table = box.sum(tuple(k for k in axes if k not in (a, b)))
            rows, columns = slice(edges[a - 1], edges[a]), slice(edges[b - 1], edges[b])
            found[:, rows, columns] = table
            found[:, columns, rows] = table.swapaxes(1, 2)
    diagonal = np.arange(edges[-1])
    found[:, diagonal, diagonal] = singles(mass, sizes)
    return found


def curves(times: Floats) -> Floats:
    """Concession curves `c t^e` at these times, one a row: [C, K]."""
    return np.array([depth * times**shape for depth in DEPTHS for shape in SHAPES])


def walks(times: Floats) -> Floats:
    """Curves of one that goes backwards, `c (1 - t)^e`, one a row: [C, K].

    >>> found = walks(np.array([0.0, 1.0]))
    >>> float(found[:, 0].max()), float(found[:, 1].max())
    (0.6, 0.0)
    """
    return np.array([cost * (1.0 - times) ** shape for cost in SHOWN_FIRST for shape in WALKS])


@dataclass(frozen=True)
class Choices:
    """Log-probability of choices, and its first two derivatives in the losses."""

    log: Floats  # [H]
    slope: Floats  # [H, D] of -log
    bend: Floats  # [H, D, D] of -log


def upto(x: Floats, p: Prior) -> Floats:
    """Sums over the offers [H, K, ...] chosen no later than each; of all of them if guarded."""
    shape = (-1,) + (1,) * (x.ndim - 1)
    forward, total = np.cumsum(x, axis=1), x.sum(axis=1, keepdims=True)
    reached = np.where(p.backwards.reshape(shape), total - forward + x, forward)
    return np.where(p.guarded.reshape(shape), total, reached)


def choices(loss: Floats, offers: Whole, marks: Floats, sizes: Sequence[int], p: Prior) -> Choices:
    """Each offer against what remained: not offered before it; if guarded, never offered.

    Who goes backwards has chosen from the last offer to the first.
    """
    b, guarded = p.sharpness[:, None], p.guarded[:, None]
    score = -b * sums(loss, sizes)
    score -= score.max(axis=1, keepdims=True)
    mass = np.exp(score)
    own = mass[:, offers]
    rest = np.maximum(mass.sum(1, keepdims=True) - (upto(own, p) - own), SMALLEST)
    inverse = 1.0 / rest
    expected = mass * inverse.sum(1, keepdims=True)
    expected[:, offers] = own * np.where(guarded, inverse, upto(inverse, p))
    held = own[:, :, None] * marks
    away = upto(held, p) - held
    mean = (singles(mass, sizes)[:, None, :] - away) * inverse[:, :, None]  # [H, K, D]
    bend = pairs(expected, sizes) - mean.swapaxes(1, 2) @ mean
    slope = marks.sum(0) - singles(expected, sizes)
    orders = math.lgamma(len(offers) + 1)  # a guarded party's is any of them
    log: Floats = (score[:, offers] - np.log(rest)).sum(1) - orders * p.guarded
    return Choices(log, b * slope, (b * b)[..., None] * bend)


def refusals(loss: Floats, gaps: Floats, sharpness: Floats) -> Choices:
    """Offers preferred to what it refused: `P = 1 / (1 + exp(-b (L(refused) - L(offer))))`.

    `gaps` [R, D] holds the options of the refused less those of its own offer then.
    """
    b = sharpness[:, None]
    lead = b * (loss @ gaps.T)
    wrong = 1.0 / (1.0 + np.exp(np.clip(lead, -50.0, 50.0)))
    doubt = b * b * wrong * (1.0 - wrong)
    bend = gaps.T @ (doubt[:, :, None] * gaps)
    return Choices(-np.logaddexp(0.0, -lead).sum(1), -b * wrong @ gaps, bend)


def ranked(
    sizes: Sequence[int], offers: Whole, gaps: Floats, prior: Prior
) -> tuple[Floats, Floats, Floats]:
    """The losses by order and refusals alone: mode [H, D], precision [H, D, D], evidence [H]."""
    marks, loss = options_of(offers, sizes), prior.mean.copy()
    diagonal = np.arange(loss.shape[1])
    for step in range(STEPS + 1):
        chosen = choices(loss, offers, marks, sizes, prior)
        refused = refusals(loss, gaps, prior.sharpness)
        away = loss - prior.mean
        bend = chosen.bend + refused.bend
        bend[:, diagonal, diagonal] += 1.0 / prior.variance
        if step == STEPS:
            break
        slope = chosen.slope + refused.slope + away / prior.variance
        move = np.linalg.solve(bend, slope[..., None])[..., 0]
        longest = np.abs(move).max(1, keepdims=True)
        loss = loss - move * np.minimum(1.0, STRIDE / np.maximum(longest, SMALLEST))
    fit = (away**2 / prior.variance + np.log(prior.variance)).sum(1)
    evidence: Floats = chosen.log + refused.log - 0.5 * (fit + np.linalg.slogdet(bend)[1])
    return loss, bend, evidence


def about_curves(
    loss: Floats, bend: Floats, marks: Floats, levels: Floats
) -> tuple[Floats, Floats, Floats]:
    """Losses that are normal (mode [H, D], precision) meet curves [C, K]: linear regressions.

    The evidence of each curve is known exactly, so no first guess can lock a wrong
    one in. Gives the mixture's mean [H, D], covariance, and log evidence [H].
    """
    exact = 1.0 / ERROR**2
    sharper = bend + exact * marks.T @ marks
    misses = levels - (loss @ marks.T)[:, None, :]  # [H, C, K]
    pulls = exact * misses @ marks
    moves = np.linalg.solve(sharper, pulls.swapaxes(1, 2)).swapaxes(1, 2)  # [H, C, D]
    misfit = exact * (misses**2).sum(2) - (pulls * moves).sum(2)
    volume = np.linalg.slogdet(sharper)[1] - np.linalg.slogdet(bend)[1]
    volume += levels.shape[1] * math.log(math.tau * ERROR**2)
    least = misfit.min(1, keepdims=True)
    share = np.exp(0.5 * (least - misfit))
    evidence = np.log(share.mean(1)) - 0.5 * (least[:, 0] + volume)
    share /= share.sum(1, keepdims=True)
    mean = (share[:, :, None] * moves).sum(1)
    off = moves - mean[:, None, :]
    covariance = np.linalg.inv(sharper) + off.swapaxes(1, 2) @ (share[:, :, None] * off)
    return loss + mean, covariance, evidence


def settle(
    sizes: Sequence[int], offers: Whole, times: Floats, gaps: Floats, prior: Prior
) -> Settled:
    """The losses that best explain the offers under each hypothesis, and how well they do."""
    loss, bend, evidence = ranked(sizes, offers, gaps, prior)
    covariance = np.asarray(np.linalg.inv(bend), dtype=np.float64)
    if len(offers) > 1:  # one offer has no curve
        marks = options_of(offers, sizes)
        conceding = ~(prior.guarded | prior.backwards)
        for rows, levels in ((conceding, curves(times)), (prior.backwards, walks(times))):
            found = about_curves(loss[rows], bend[rows], marks, levels)
            loss[rows], covariance[rows] = found[:2]
            evidence[rows] += found[2]
    return Settled(loss, covariance, evidence)
