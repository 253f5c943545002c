"""Pairs of minds on the same boards: single games of strangers, or many games of one pair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .board import Board, Game, Rules, deal, prepare
from .experience import ACCEPT, WITHDRAW, Act
from .minds import Memory, Mind, Nature, Signal

Pair = tuple[Nature, Nature]
Dealt = tuple[Board, Game]


@dataclass(frozen=True)
class Outcome:
    """How a game ended."""

    gains: tuple[float, float]  # points over no deal, less the cost of all offers
    agreed: bool
    offers: int
    cut: bool  # ended by the limit on offers
    signals: tuple[Signal, ...]  # one for each offer of an order-2 mind
    memories: tuple[Memory, Memory]
    acts: tuple[Act, ...]


def deals(count: int, seed: int, rules: Rules | None = None) -> list[Dealt]:
    """Random boards; the same seed gives the same boards, whatever their number."""
    boards = [deal(np.random.default_rng([seed, i]), rules) for i in range(count)]
    return [(board, prepare(board)) for board in boards]


def negotiate(
    dealt: Dealt, pair: Pair, memories: tuple[Memory, Memory], seed: Sequence[int]
) -> Outcome:
    """One game: the first of the pair begins."""
    board, game = dealt
    minds = [
        Mind(pair[s], s, board.goals[s], game, memories[s], np.random.default_rng([*seed, s]))
        for s in (0, 1)
    ]
    acts: list[Act] = []
    while len(acts) < board.rules.limit:
        seat = len(acts) % 2
        act = minds[seat].act()
        for mind in minds:
            mind.watch(seat, act)
        acts.append(act)
        if act in (ACCEPT, WITHDRAW):
            break
    agreed = acts[-1] == ACCEPT
    offers = sum(act >= 0 for act in acts)
    division = acts[-2] if agreed else game.kept
    first, second = (float(game.gains[s, division, board.goals[s]]) for s in (0, 1))
    paid = offers * board.rules.offer
    return Outcome(
        (first - paid, second - paid),
        agreed,
        offers,
        acts[-1] >= 0,
        tuple(signal for mind in minds for signal in mind.signals),
        (minds[0].memory, minds[1].memory),
        tuple(acts),
    )


def play(dealt: Sequence[Dealt], pair: Pair, seed: int, games: int = 1) -> Iterator[Outcome]:
    """The outcomes of a pair on all boards; after each `games` boards both minds are new."""
    for number, one in enumerate(dealt):
        if number % games == 0:
            memories = (Memory.fresh(one[0].rules), Memory.fresh(one[0].rules))
        outcome = negotiate(one, pair, memories, (seed, number))
        memories = outcome.memories
        yield outcome


def possible(dealt: Dealt) -> float:
    """Largest joint gain, after one offer, among divisions that leave neither worse; or 0."""
    board, game = dealt
    first, second = (game.gains[s, :, board.goals[s]] - board.rules.offer for s in (0, 1))
    return float(np.where((first > 0) & (second > 0), first + second, 0.0).max())
