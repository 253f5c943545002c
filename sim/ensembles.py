"""Ensembles: many worlds through the same rules as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import strategies as move
from sim.arrays import both, put, where, within
from sim.compiled import entry, rule
from sim.knowledge import Public
from sim.opening import open_world
from sim.round import (
    answer_seat, consider_seat, decide_seat, hear_answers, hear_moves, open_round, real_surplus,
)
from sim.rules import OVER
from sim.world import World

if TYPE_CHECKING:
    from sim.arena import Arena

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Key = NDArray[np.uint64]


@rule
def all_moves(arena: Arena, world: World) -> tuple[Ints, Floats]:
    """Every machine's moves, `[P, MOVES]`, and what it believes: window, with formula, likeliest."""
    parties = arena.stream.shape[0]
    moves = np.empty((parties, move.MOVES), np.int64)
    believed = np.empty((parties, 3))
    for i in range(parties):
        _, look = consider_seat(arena, world, i)
        put(moves[i], decide_seat(arena, world, look, i))
        believed[i, 0], believed[i, 1] = look.window, look.window_formula
        believed[i, 2] = np.argmax(where(look.own, look.passes, -1.0))
    return moves, believed


@entry
def play_world(arena: Arena, public: Public, spread: Floats, key: Key) -> tuple[World, Floats]:
    """One machine-only world to its end, and a line a round: true windows and beliefs."""
    parties = arena.stream.shape[0]
    world = open_world(arena, public, spread, key)
    log = np.zeros((arena.rounds, 6 + 3 * parties))
    for r in range(arena.rounds):
        world = open_round(arena, world, key)
        if world.public.state[at.W_PHASE] == OVER:
            break
        surplus, passes = real_surplus(arena, world)
        spoken = both(passes, within(arena.latent, world.public.voiced))
        log[r, 0] = 1.0
        log[r, 1] = 1.0 if spoken.any() else 0.0
        log[r, 2] = 1.0 if passes.any() else 0.0
        moves, believed = all_moves(arena, world)
        for i in range(parties):
            log[r, 6 + 3 * i] = believed[i, 0]
            log[r, 7 + 3 * i] = believed[i, 1]
            log[r, 8 + 3 * i] = believed[i, 2]
            if i == arena.belligerent[0] or i == arena.belligerent[1]:
                if spoken[int(believed[i, 2])]:
                    log[r, 5] = 1.0
        log[r, 3] = world.public.state[at.W_PHASE]
        world = hear_moves(arena, world, moves)
        answers = np.zeros((parties, parties), np.int64)
        for i in range(parties):
            put(answers[i], answer_seat(arena, world, moves, i))
        world = hear_answers(arena, world, moves, answers, key)
        log[r, 4] = world.public.state[at.W_SIGNED]
        if world.public.state[at.W_PHASE] == OVER:
            break
    return world, log
