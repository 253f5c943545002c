"""Channels: by which way a proposal can go, and who reads it on the way.

A scenario may say that from one party to another word goes by a channel: it takes
`delay` rounds, is lost with a chance, and is read by others. What is under way is
kept by `sim.post`; here stands what everybody knows of the channels themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import moves as move
from sim.compiled import rule

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Public

Ints = NDArray[np.int64]

DIRECT, NO_WAY = 0, -1


@rule
def is_direct(arena: Arena, public: Public, sender: int) -> bool:
    """Whether a party can table a proposal directly now."""
    return bool(public.state[at.W_ROUND] >= arena.direct_from[sender])


@rule
def usable(arena: Arena, public: Public, sender: int, channel: int) -> bool:
    """Whether a party can send by a channel now, counted from 1."""
    n, round_ = channel - 1, int(public.state[at.W_ROUND])
    mine = arena.channel_from[n] == sender
    return bool(mine and arena.channel_open[n, 0] <= round_ <= arena.channel_open[n, 1])


@rule
def route(arena: Arena, public: Public, sender: int) -> int:
    """The way a machine takes, and a person who names none: `DIRECT`, a channel, or `NO_WAY`.

    Directly where that is open. Else the channel with the largest chance of arrival per
    round that it takes, `(1 - loss) / (1 + delay)`, of those that arrive before the end.
    """
    if is_direct(arena, public, sender):
        return DIRECT
    best, most = NO_WAY, 0.0
    for n in range(arena.channel_from.shape[0]):
        due = int(public.state[at.W_ROUND]) + arena.channel_delay[n]
        worth = (1.0 - arena.channel_loss[n]) / (1.0 + arena.channel_delay[n])
        if usable(arena, public, sender, n + 1) and due <= arena.rounds and worth > most:
            best, most = n + 1, worth
    return best


@rule
def reads(arena: Arena, channel: int, seat: int) -> bool:
    """Whether a seat reads what goes over a channel, counted from 1; nobody reads 0, direct."""
    return bool(channel > 0 and seat >= 0 and (arena.channel_readers[channel - 1] >> seat) & 1 == 1)


@rule
def intercepts(arena: Arena, moves: Ints, sender: int, seat: int) -> bool:
    """Whether a seat reads the letter that a party, `[MOVES]`, sends away this round."""
    sent = moves[move.LETTER] >= 0
    return bool(sent and seat != sender and reads(arena, moves[move.VIA], seat))
