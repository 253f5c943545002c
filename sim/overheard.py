"""What public acts teach the onlooker: postures, demands, public proposals and their answers.

The same likelihoods and the same order of corrections as for a seat; nothing that
was tabled in private, and no insight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import moves as move
from sim.arrays import put
from sim.compiled import rule
from sim.knowledge import Own, Public
from sim.onlooker import NOBODY, chair, looked_on, reading
from sim.opponent import (
    Forecast,
    Seen,
    correct,
    heard_demand,
    saw_answer,
    saw_offer,
    saw_posture,
)
from sim.outlook import likely
from sim.rules import WAR, addressed

if TYPE_CHECKING:
    from sim.arena import Arena

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@rule
def overhear_moves(
    arena: Arena, before: Public, after: Public, now: Forecast, moves: Ints
) -> Public:
    """The public world after all moves, with what they teach whoever sees public acts alone."""
    if before.onlooker.shape[0] == 0:
        return after
    belief, tabled = after.onlooker.copy(), after.tabled.copy()
    own = chair(arena, before)
    seen = reading(arena, before, now, own)
    for j in range(belief.shape[0]):
        put(belief[j], _after_moves(arena, before, seen, own, j, moves[j], belief[j]))
        if _in_public(moves[j]):
            tabled[j] = moves[j, move.PROPOSAL]
    return looked_on(after, belief, tabled, after.declined)


@rule
def _in_public(moves: Ints) -> bool:
    """Whether a party tabled terms for all to hear."""
    return bool(moves[move.PROPOSAL] >= 0 and moves[move.PRIVATE] == 0)


@rule
def _after_moves(
    arena: Arena, public: Public, seen: Seen, own: Own, j: int, moves: Ints, belief: Floats
) -> Floats:
    """The onlooker's belief about party j after j's moves, each kind once."""
    attacks = moves[move.POSTURE] == move.ATTACK
    turned = attacks != (public.standing[j, at.S_POSTURE] > 1.5)
    if public.state[at.W_PHASE] == WAR and arena.may[j, move.MAY_POSTURE] and turned:
        belief = correct(belief, saw_posture(arena, seen, own, j, attacks))
    if moves[move.STATEMENT] == move.DEMAND:
        belief = correct(belief, heard_demand(arena, seen, own, j, moves[move.ISSUE]))
    terms = moves[move.PROPOSAL]
    if _in_public(moves) and terms != own.offered[j]:
        belief = correct(belief, saw_offer(arena, public, seen, own, j, terms))
    return belief


@rule
def overhear_answers(
    arena: Arena, public: Public, now: Forecast, moves: Ints, answers: Ints
) -> Public:
    """The public world with what answers to public proposals teach; a no said again does not."""
    if public.onlooker.shape[0] == 0:
        return public
    belief, declined = public.onlooker.copy(), public.declined.copy()
    own = chair(arena, public)
    seen = reading(arena, public, now, own)
    for proposer in range(moves.shape[0]):
        terms = moves[proposer, move.PROPOSAL]
        for j in range(belief.shape[0]):
            if not _in_public(moves[proposer]) or not addressed(arena, terms, proposer, j):
                continue
            accepted = answers[j, proposer] == 1
            if not accepted and declined[j] == terms:
                continue
            instead = -1
            if j != arena.belligerent[arena.side[j]]:
                without = arena.without[j, terms]
                if likely(arena, public, seen, own, NOBODY, without):
                    instead = without
            learnt = saw_answer(arena, seen, own, j, terms, instead, accepted)
            put(belief[j], correct(belief[j], learnt))
            declined[j] = -1 if accepted else terms
    return looked_on(public, belief, public.tabled, declined)
