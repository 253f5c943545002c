"""What an offer is worth by what one takes the other for, and what an act tells of a goal.

A *theory* takes the other for an order: its goal is unknown, its reasoning is
not. Acts are told by number: a division, or the two last rows, `WITHDRAW` and
`ACCEPT`, of an array over acts. Values are points from now on; an offer costs
both players, and whoever hears a counter-offer may take it or leave.

All goals and all divisions are judged at once. The inmost question, how order 0
answers an offer, is one function, `answers`; what it finds is shared by all
goals of the one who asks, which is what a recursion would have to remember.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .board import Floats, Whole
from .experience import ACCEPT, WITHDRAW, Table, worth


@dataclass(frozen=True)
class Reading:
    """How strictly acts are read: others choose by logit, and slip now and then."""

    sharpness: float = 1.0  # of the logit, per point
    slip: float = 0.05  # share of acts that follow no theory, spread over all acts


@dataclass(frozen=True)
class Picture:
    """What an order-1 mind makes of the other: its goal, and how sure it is of its theory."""

    goals: Floats  # (goals,), adding up to 1
    confidence: float  # that the other is order 0, against its own bare experience


def shares(accept: Floats, offer: Floats, sharpness: float) -> tuple[Floats, Floats, Floats]:
    """How likely one accepts, withdraws or offers, by a logit of their values; withdrawing is 0.

    `accept`, `offer`: the offer's gain and the best own offer's value, -inf where
    there is none; any shapes that broadcast.
    """
    top = np.maximum(np.maximum(accept, offer), 0.0)
    taken, left = np.exp(sharpness * (accept - top)), np.exp(-sharpness * top)
    offered = np.exp(sharpness * (offer - top))
    total = taken + left + offered
    return taken / total, left / total, offered / total


def policy(table: Table, seat: int, values: Floats, sharpness: float) -> Floats:
    """How likely a seat with each goal does each act: (divisions + 2, goals).

    `values`: of each offer for each goal, -inf where it is never made. First the
    best offer stands against accepting and withdrawing, then offers among themselves.
    """
    count, goals = values.shape
    accept = np.full(goals, -np.inf)
    if table.standing is not None:
        accept = table.game.gains[seat, table.standing]
    top = values.max(axis=0)
    taken, left, offered = shares(accept, top, sharpness)
    among = np.exp(sharpness * (values - np.where(np.isfinite(top), top, 0.0)))
    found = np.empty((count + 2, goals))
    found[:count] = offered * among / np.maximum(among.sum(axis=0), 1.0)
    found[ACCEPT], found[WITHDRAW] = taken, left
    return found


def policy_0(table: Table, seat: int, sharpness: float) -> Floats:
    """How likely a seat of order 0 with each goal does each act: (divisions + 2, goals)."""
    return policy(table, seat, values_0(table, seat), sharpness)


def policy_1(table: Table, seat: int, picture: Picture, sharpness: float) -> Floats:
    """How likely a seat of order 1 with each goal does each act: (divisions + 2, goals)."""
    first = values_1(table, seat, picture.goals, sharpness)
    values = mixed(picture.confidence, first, values_0(table, seat))
    return policy(table, seat, values, sharpness)


def revised(belief: Floats, chances: Floats) -> Floats:
    """The posterior over goals after an act that has these chances, goal by goal: (goals,)."""
    found: Floats = belief * chances
    found /= found.sum()
    return found


def likelihood(acts: Floats, slip: float) -> Floats:
    """A policy with slips: (1 - slip) of what it says and the rest spread over all acts."""
    found: Floats = (1 - slip) * acts + slip / len(acts)
    return found


def mixed(confidence: float | Floats, higher: Floats, lower: Floats) -> Floats:
    """Values by a theory and by what is below it; -inf stays, for what is never offered."""
    known = np.isfinite(lower)
    both = confidence * higher + (1 - confidence) * np.where(known, lower, 0.0)
    return np.where(known, both, -np.inf)


def hits(foretold: Floats) -> Floats:
    """How well each act was foretold: its chance over that of the likeliest act, (acts,)."""
    found: Floats = foretold / foretold.max()
    return found


def values_0(table: Table, seat: int) -> Floats:
    """What a seat's own experience says each offer is worth for each goal: (divisions, goals)."""
    gains = table.game.gains[seat]
    return worth(table.accepted[seat][:, None], gains, table.game.rules.offer)


def values_1(table: Table, seat: int, belief: Floats, sharpness: float) -> Floats:
    """What each offer is worth to a seat with each goal if the other is order 0.

    `belief`: on the other's goal, (goals,). Gives (divisions, goals).
    """
    game, other, cost = table.game, 1 - seat, table.game.rules.offer
    experience = _refused(table, other) * table.lessons.heard[other]
    later = _later(game.gains[seat], cost)
    found = np.zeros_like(later)
    for goal, weight in enumerate(belief):
        gains = game.gains[other, :, goal]
        accept, counter = answers(experience, gains, gains, later, sharpness, cost)
        found += weight * (accept[:, None] * game.gains[seat] + counter - cost)
    return found


@dataclass(frozen=True)
class Foreseen:
    """What order 2 foresees of its offers, each a gain to it: arrays over `offers`."""

    offers: Whole
    values: Floats  # points
    unread: Floats  # points, did the other learn nothing of one's goal from the offer
    accepted: Floats  # how likely the other accepts
    told: Floats  # the other's belief in one's true goal after the offer


def foresee(
    table: Table, seat: int, goal: int, belief: Floats, seen: Picture, reading: Reading
) -> Foreseen:
    """What each offer is worth to a seat if the other is order 1, and what it tells.

    `belief`: on the other's goal, (goals,); `seen`: the other's picture of this seat.
    """
    game, other, cost = table.game, 1 - seat, table.game.rules.offer
    sharpness = reading.sharpness
    offers = np.flatnonzero(game.gains[seat, :, goal] > 0)
    acts = likelihood(policy_0(table, seat, sharpness), reading.slip)
    read = seen.goals * acts[offers]
    read /= read.sum(axis=1, keepdims=True)
    pictures = np.stack([read, np.broadcast_to(seen.goals, read.shape)])
    kept = seen.confidence
    moved = kept + table.rate * (hits(acts @ seen.goals)[offers] - kept)
    counters = _counters(table, seat, offers, pictures, moved, sharpness)
    top = counters.max(axis=2)
    accept, _, offered = shares(game.gains[other][offers], top, sharpness)
    among = np.exp(sharpness * (counters - np.where(np.isfinite(top), top, 0)[:, :, None]))
    among /= np.maximum(among.sum(axis=2, keepdims=True), 1.0)
    reply = np.einsum("voca,c->voa", among, _later(game.gains[seat, :, goal], cost))
    mine = game.gains[seat, offers, goal][:, None]
    values = (accept * mine + offered * reply - cost) @ belief
    return Foreseen(offers, values[0], values[1], accept[0] @ belief, read[:, goal])


def _counters(
    table: Table, seat: int, offers: Whole, pictures: Floats, sure: Floats, sharpness: float
) -> Floats:
    """What each counter-offer is worth to the other, order 1, with each goal it may have.

    After each offer: `pictures`, its belief on this seat's goal in each variant,
    (variants, offers, goals), and `sure`, its confidence in it, (offers,).
    Gives (variants, offers, divisions, goals), -inf where it is no gain.
    """
    game, other, cost = table.game, 1 - seat, table.game.rules.offer
    count = game.divisions
    experience = table.accepted[seat] * table.lessons.refused[seat, offers]
    experience = (experience[:, None, :] * table.lessons.heard[seat]).reshape(-1, count)
    later = _later(game.gains[other], cost)
    shape = (len(offers), count, later.shape[1])
    found = np.zeros((len(pictures), *shape))
    for goal in range(later.shape[1]):
        gains = game.gains[seat, :, goal]
        heard = np.tile(gains, len(offers))
        accept, counter = answers(experience, gains, heard, later, sharpness, cost)
        taken = accept.reshape(shape[:2])[:, :, None] * game.gains[other]
        value = taken + counter.reshape(shape) - cost
        found += pictures[:, :, goal, None, None] * value
    bare = _refused(table, other) * table.lessons.heard[other, offers]
    return mixed(sure[:, None, None], found, worth(bare[:, :, None], game.gains[other], cost))


def answers(
    experience: Floats, gains: Floats, heard: Floats, later: Floats, sharpness: float, cost: float
) -> tuple[Floats, Floats]:
    """How order 0 with one goal answers offers, and what its counter-offers give the other.

    `experience`: its belief in each division after each offer, (offers, divisions);
    `gains`: its gain by each division; `heard`: by each offer; `later`: what the
    other makes of each counter-offer, for each goal it may have, (divisions, goals).
    Gives how likely each offer is accepted, (offers,), and the chance of a
    counter-offer times what it brings, (offers, goals).
    """
    gainful = gains > 0
    if not gainful.any():
        accept, _, _ = shares(heard, np.full(len(heard), -np.inf), sharpness)
        return accept, np.zeros((len(heard), later.shape[1]))
    values = experience[:, gainful] * gains[gainful] - cost
    top = values.max(axis=1)
    accept, _, offered = shares(heard, top, sharpness)
    among = np.exp(sharpness * (values - top[:, None]))
    bring = among @ later[gainful]
    return accept, bring * (offered / among.sum(axis=1))[:, None]


def _later(gains: Floats, cost: float) -> Floats:
    """What a counter-offer is worth to the one who hears it: take it or leave, one offer dearer.

    The cost of the own offer is counted apart.
    """
    later: Floats = np.maximum(gains, 0.0) - cost
    return later


def _refused(table: Table, seat: int) -> Floats:
    """A seat's experience once the offer that stands, its own, is answered by another offer."""
    accepted: Floats = table.accepted[seat]
    if table.standing is not None:
        accepted = accepted * table.lessons.refused[seat, table.standing]
    return accepted
