"""The game: a board of coloured tiles, two players in its middle, chips that pay for steps.

Rules and scores as published for alternating offers with incomplete information
[de-weerd-verbrugge-verheij-2017]: each player knows both hands of chips and its own goal, not the
other's. A step to a neighbouring tile costs a chip of that tile's colour. The
players offer in turn a division of all chips; each offer costs both a five
hundredth of what the goal is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Place = tuple[int, int]
STEPS: tuple[Place, ...] = ((-1, 0), (1, 0), (0, -1), (0, 1))


@dataclass(frozen=True)
class Rules:
    """Sizes and points; the defaults are the published game."""

    size: int = 5
    colours: int = 5
    chips: int = 4  # a player's, at the start
    nearest: int = 3  # fewest steps from the middle to a goal
    reached: float = 50.0  # points for standing on the goal
    missing: float = 10.0  # points lost for each step still missing
    unused: float = 5.0  # points for a chip not spent
    offer: float = 0.1  # points an offer costs either player
    limit: int = 20  # offers after which talks end without a deal; ours

    @property
    def start(self) -> Place:
        """The tile in the middle, where both stand."""
        return self.size // 2, self.size // 2

    @property
    def tiles(self) -> tuple[Place, ...]:
        """All tiles, row by row."""
        return tuple(product(range(self.size), range(self.size)))

    @property
    def goals(self) -> tuple[Place, ...]:
        """The tiles that may be a goal, row by row: twelve on the published board."""
        return tuple(tile for tile in self.tiles if apart(tile, self.start) >= self.nearest)


@dataclass(frozen=True)
class Board:
    """One game as it is dealt."""

    rules: Rules
    tiles: Whole  # (size, size), the colour of each tile
    hands: Whole  # (2, colours), chips of each colour
    goals: tuple[int, int]  # the seats' goals, as places in `rules.goals`


@dataclass(frozen=True)
class Game:
    """The arithmetic of a board: every division of the chips, for either seat.

    A division is told by its number; it is the same number for both seats.
    """

    rules: Rules
    shares: Whole  # (2, divisions, colours), what a seat gets
    gains: Floats  # (2, divisions, goals), points over the score without a deal
    kinds: Whole  # (2, divisions), chips asked and given away, as one number
    kept: int  # the division that changes nothing

    @property
    def divisions(self) -> int:
        """How many divisions there are."""
        return len(self.shares[0])


def apart(one: Place, other: Place) -> int:
    """Steps between two tiles, were all of them free."""
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def deal(rng: np.random.Generator, rules: Rules | None = None) -> Board:
    """A random board: colours, hands and goals each drawn evenly and independently."""
    rules = rules or Rules()
    tiles = rng.integers(rules.colours, size=(rules.size, rules.size))
    drawn = rng.integers(rules.colours, size=(2, rules.chips))
    hands = np.stack([np.bincount(hand, minlength=rules.colours) for hand in drawn])
    first, second = rng.integers(len(rules.goals), size=2)
    return Board(rules, tiles, hands, (int(first), int(second)))


def parts(pool: Whole) -> Whole:
    """All hands one could hold of a pool of chips: (divisions, colours)."""
    return np.array(list(product(*(range(count + 1) for count in pool.tolist()))), np.int64)


def fewest(rules: Rules, tiles: Whole, hands: Whole) -> Floats:
    """Fewest chips with which each hand reaches each tile: (hands, size, size), inf if it cannot.

    `hands` is every part of a pool, as `parts` gives it. A search over the pairs
    of a tile and the chips spent to stand on it; detours count, for a hand may
    pay for no shortest path and yet for a longer one.
    """
    number = {hand: i for i, hand in enumerate(map(tuple, hands.tolist()))}
    spent = np.zeros((len(hands), rules.size, rules.size), bool)
    nothing = (0,) * hands.shape[1]
    spent[number[nothing], *rules.start] = True
    found = [(rules.start, nothing)]
    for (row, column), chips in found:
        for down, right in STEPS:
            there = (row + down, column + right)
            if not (0 <= there[0] < rules.size and 0 <= there[1] < rules.size):
                continue
            paid = list(chips)
            paid[int(tiles[there])] += 1
            which = number.get(tuple(paid))
            if which is not None and not spent[which, *there]:
                spent[which, *there] = True
                found.append((there, tuple(paid)))
    cost = np.where(spent, hands.sum(axis=1)[:, None, None], np.inf)
    return np.stack([cost[(hands <= hand).all(axis=1)].min(axis=0) for hand in hands])


def scores(rules: Rules, tiles: Whole, hands: Whole) -> Floats:
    """Points of each hand for each goal, walked as well as it can be: (hands, goals)."""
    left = hands.sum(axis=1)[:, None, None] - fewest(rules, tiles, hands)
    found = np.empty((len(hands), len(rules.goals)))
    for i, goal in enumerate(rules.goals):
        steps = np.array([apart(tile, goal) for tile in rules.tiles]).reshape(
            rules.size, rules.size
        )
        standing = np.where(steps == 0, rules.reached, -rules.missing * steps)
        found[:, i] = (standing + rules.unused * left).max(axis=(1, 2))
    return found


def prepare(board: Board) -> Game:
    """A board's divisions and what each is worth to either seat, for every goal it may have."""
    pool = board.hands.sum(axis=0)
    mine = parts(pool)
    shares = np.stack([mine, pool - mine])
    points = scores(board.rules, board.tiles, mine)
    # the other's share of division d is part d counted from the end
    both = np.stack([points, points[::-1]])
    kept = int((mine == board.hands[0]).all(axis=1).argmax())
    change = shares - board.hands[:, None, :]
    asked = np.maximum(change, 0).sum(axis=2)
    given = np.maximum(-change, 0).sum(axis=2)
    kinds = asked * (board.rules.chips + 1) + given
    return Game(board.rules, shares, both - both[:, kept : kept + 1], kinds, kept)
