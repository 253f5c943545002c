"""The post: proposals on their way by a channel, from sending to arrival.

`deliver` turns the moves that parties submitted into those that lie on the table. What
goes by a channel with a delay leaves the table and comes back to its sender's place in
the round it is due, where it is answered like any other proposal. It binds a person
as it was sent; a machine withdraws what has meanwhile fallen below its minimum. Of two
that are due at once the later sent one counts, and a proposal that takes effect at
once supersedes both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import moves as move
from sim import nature
from sim.compiled import entry, rule
from sim.knowledge import CHANNEL, DUE, PRIVATE, SENT, TERMS
from sim.nature import uniforms
from sim.outlook import minimum, worth
from sim.preferences import shift
from sim.rules import WAR
from sim.view import own_of
from sim.world import Private, World

if TYPE_CHECKING:
    from sim.arena import Arena

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Key = NDArray[np.uint64]


@rule
def lost(arena: Arena, key: Key, sender: int, channel: int, round_: int) -> bool:
    """Whether what a party sent in a round by a channel never arrives.

    A draw of the round of sending, so that nothing need be kept of it: nobody can know.
    """
    draw = uniforms(key, round_, arena.stream[sender], nature.POST, 1)[0]
    return bool(draw < arena.channel_loss[channel - 1])


@entry
def deliver(
    arena: Arena, world: World, moves: Ints, key: Key, machine: Bools
) -> tuple[World, Ints]:
    """The world with what is under way now, and the moves on the table, `[P, MOVES]`.

    `machine`, `[P]`, tells the seats whose minimum binds them.
    Submitted moves and delivered ones are the same where a scenario has no channels.
    """
    if arena.channel_from.shape[0] == 0:
        return world, moves
    post, found = world.private.post.copy(), moves.copy()
    round_ = int(world.public.state[at.W_ROUND])
    fighting = bool(world.public.state[at.W_PHASE] == WAR)
    for p in range(moves.shape[0]):
        due = _due(arena, post[p], key, p, round_)
        _send(arena, post[p], found[p], key, p, round_)
        arrives = due[TERMS] >= 0 and fighting and found[p, move.PROPOSAL] < 0
        if arrives and not (machine[p] and _regretted(arena, world, p, due[TERMS])):
            found[p, move.PROPOSAL] = due[TERMS]
            found[p, move.PRIVATE] = due[PRIVATE]
            found[p, move.CHANNEL] = due[CHANNEL]
            found[p, move.LATE] = round_ - due[SENT]
    return World(world.public, posted(world.private, post)), found


@rule
def _regretted(arena: Arena, world: World, p: int, terms: int) -> bool:
    """Whether terms that party p sent have fallen below its minimum since."""
    own, moved = own_of(world.private, p), np.empty(2)
    for side in range(2):
        moved[side] = shift(arena, world.public.standing, side)
    value = worth(arena, world.public, moved, own, p)[terms]
    return bool(value < minimum(arena, world.public, own, p))


@rule
def _due(arena: Arena, post: Ints, key: Key, sender: int, round_: int) -> Ints:
    """Take from a party's post, `[S, 5]`, all that is due: the last sent that arrives, or -1."""
    found = np.full(post.shape[1], -1, np.int64)
    for slot in range(post.shape[0]):
        if post[slot, TERMS] >= 0 and post[slot, DUE] <= round_:
            gone = lost(arena, key, sender, post[slot, CHANNEL], post[slot, SENT])
            if not gone and post[slot, SENT] > found[SENT]:
                found = post[slot].copy()
            post[slot, :] = -1
    return found


@rule
def _send(arena: Arena, post: Ints, moves: Ints, key: Key, sender: int, round_: int) -> None:
    """Send a party's proposal by the channel it chose: moves, `[MOVES]`, keep what is tabled."""
    terms, channel = moves[move.PROPOSAL], moves[move.CHANNEL]
    if terms < 0 or channel == 0:
        moves[move.CHANNEL] = 0
        return
    if arena.channel_confidential[channel - 1]:
        moves[move.PRIVATE] = 1
    delay = arena.channel_delay[channel - 1]
    if delay == 0 and not lost(arena, key, sender, channel, round_):
        return
    for slot in range(post.shape[0]):
        if delay > 0 and post[slot, TERMS] < 0:
            post[slot, TERMS] = terms
            post[slot, DUE] = round_ + delay
            post[slot, CHANNEL] = channel
            post[slot, PRIVATE] = moves[move.PRIVATE]
            post[slot, SENT] = round_
            break
    moves[move.LETTER], moves[move.VIA] = terms, channel
    moves[move.PROPOSAL], moves[move.PRIVATE], moves[move.CHANNEL] = -1, 0, 0


@rule
def posted(private: Private, post: Ints) -> Private:
    """The private world with other letters under way."""
    return Private(
        private.own, private.profile, private.weights, private.values, private.utility,
        private.floor, private.scale, private.red, private.knows, private.experts,
        private.belief, private.imagined, private.imagined_weights, private.imagined_values,
        private.imagined_floor, private.imagined_scale, private.told, private.offered,
        private.refused, private.unaided, private.trust, private.hinted, private.apart,
        post,
    )  # fmt: skip
