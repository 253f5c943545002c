"""Moves: an act of one round as whole numbers, the shape in which rules read it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compiled import rule

Ints = NDArray[np.int64]

# Columns of a party's moves, all whole numbers.
POSTURE, AID, SANCTIONS, STATEMENT, ISSUE, OPTION = 0, 1, 2, 3, 4, 5
ABOUT, TO, VOICE, PROPOSAL, PRIVATE, HINT = 6, 7, 8, 9, 10, 11
# the channel a proposal goes by or came by, 0 for none, and the rounds since it was sent;
# the terms sent away this round, -1 for none, and the channel they took (`sim.post`)
CHANNEL, LATE, LETTER, VIA = 12, 13, 14, 15
MOVES = 16
SILENT, DEMAND, SOFTEN, CONDEMN = 0, 1, 2, 3
STAND_DOWN, HOLD, ATTACK = 0, 1, 2

# Columns of `Arena.may`: the instruments, in the order a scenario's schema lists them.
MAY_POSTURE, MAY_PROPOSE, MAY_AID, MAY_SANCTIONS = 0, 1, 2, 3
MAY_STATEMENT, MAY_INSIGHT, MAY_VOICE = 4, 5, 6


@rule
def nothing() -> Ints:
    """The moves of a party that does nothing, `[MOVES]`."""
    moves = np.zeros(MOVES, np.int64)
    moves[POSTURE] = HOLD
    moves[ABOUT] = -1
    moves[VOICE] = -1
    moves[PROPOSAL] = -1
    moves[LETTER] = -1
    return moves
