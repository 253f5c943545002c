"""What a seat learns from what it saw: every correction of its beliefs, and their order.

The rules of a round and the account a seat can be given of it (`sim.evidence`)
call these same functions, so that the order of corrections is stated once. Each
writes into the arrays it is given; a trail with room keeps what each correction
left behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import moves as move
from sim.arrays import put
from sim.compiled import rule
from sim.opponent import (
    PROFILES,
    Seen,
    correct,
    credit,
    evidence,
    heard_demand,
    listen,
    saw_answer,
    saw_offer,
    saw_posture,
    track_record,
)
from sim.outlook import likely
from sim.rules import WAR, addressed, sees

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Kinds of correction, in the first but one column of a trail's notes.
POSTURE, DEMAND, OFFER, INSIGHT, ACCEPTANCE, REFUSAL, EXPERTS = 0, 1, 2, 3, 4, 5, 6
ABOUT, KIND, WHO, WHAT = 0, 1, 2, 3


class Mind(NamedTuple):
    """What one seat changes as it learns; each correction writes into these arrays."""

    belief: Floats  # [P, H, G]
    unaided: Floats  # [H, G] about its adversary, without anybody's word
    told: Floats  # [P, 3] by informant
    trust: Floats  # [P] in informants
    refused: Ints  # [P] last terms it saw each party refuse, -1 for none


class Trail(NamedTuple):
    """Room for N corrections in order; what finds no room is but counted."""

    note: Ints  # [N, 4] the party the belief is about, kind, who acted, terms or issue or -1
    after: Floats  # [N, H, G] the belief the correction left
    used: Ints  # [1]


@rule
def no_trail() -> Trail:
    """A trail without room."""
    return Trail(np.empty((0, 4), np.int64), np.empty((0, 1, 1)), np.zeros(1, np.int64))


@rule
def leave(trail: Trail, about: int, kind: int, who: int, what: int, belief: Floats) -> None:
    """Note one correction, `[H, G]` being the belief after it."""
    n = trail.used[0]
    trail.used[0] = n + 1
    if n < trail.note.shape[0]:
        trail.note[n, ABOUT] = about
        trail.note[n, KIND] = kind
        trail.note[n, WHO] = who
        trail.note[n, WHAT] = what
        put(trail.after[n], belief)


@rule
def names_profile(own: Floats) -> bool:
    """Whether a named profile means anything in the support of a seat with these numbers."""
    return int(own[at.P_MIND_SUPPORT]) == PROFILES


@rule
def take_in(arena: Arena, mind: Mind, i: int, j: int, likelihood: Floats) -> None:
    """Seat i takes in what an act of party j says: of j, and of who had told i about it."""
    belief = mind.belief[j]
    if j == arena.belligerent[1 - arena.side[i]]:
        aided, alone = evidence(belief, likelihood), evidence(mind.unaided, likelihood)
        for informant in range(mind.trust.shape[0]):
            told = mind.told[informant]
            if informant != i and (told[0] > 0.0 or told[2] >= 0.0):
                mind.trust[informant] = track_record(mind.trust[informant], aided, alone)
        put(mind.unaided, correct(mind.unaided, likelihood))
    put(belief, correct(belief, likelihood))


@rule
def learn_experts(
    arena: Arena, own: Own, i: int, experts: Floats, mind: Mind, trail: Trail
) -> None:
    """Seat i learns what its own experts have heard of its adversary by now, `experts` [3]."""
    rival = arena.belligerent[1 - arena.side[i]]
    accuracy, named = own.own[at.P_KNOWLEDGE_PROFILE], names_profile(own.own)
    for before in (mind.belief[rival], mind.unaided):
        put(before, listen(arena, before, mind.told[i], experts, accuracy, 1.0, named))
    put(mind.told[i], experts)
    leave(trail, rival, EXPERTS, i, -1, mind.belief[rival])


@rule
def learn_moves(
    arena: Arena,
    public: Public,
    seen: Seen,
    own: Own,
    i: int,
    moves: Ints,
    words: Floats,
    mind: Mind,
    trail: Trail,
) -> None:
    """Seat i learns from everybody's moves: first each party's own acts, then insights.

    `words` has in row p what p's experts know; only rows of those who tell the seat are
    read.
    """
    for j in range(moves.shape[0]):
        if i != j:
            _acts(arena, public, seen, own, i, j, moves[j], mind, trail)
    for informant in range(moves.shape[0]):
        about = moves[informant, move.ABOUT]
        told_me = informant != i and about >= 0 and (moves[informant, move.TO] >> i) & 1 == 1
        rival = arena.belligerent[1 - arena.side[informant]]
        if told_me and about == rival and about != i:
            accuracy = arena.middle[informant, at.P_KNOWLEDGE_PROFILE]
            trust, named = (
                credit(arena, mind.trust[informant], informant, i),
                names_profile(own.own),
            )
            then, now, belief = mind.told[informant], words[informant], mind.belief[about]
            put(belief, listen(arena, belief, then, now, accuracy, trust, named))
            put(then, now)
            leave(trail, about, INSIGHT, informant, -1, belief)


@rule
def _acts(
    arena: Arena,
    public: Public,
    seen: Seen,
    own: Own,
    i: int,
    j: int,
    moves: Ints,
    mind: Mind,
    trail: Trail,
) -> None:
    """Seat i learns from party j's own moves: posture, demand, offer."""
    attacks = moves[move.POSTURE] == move.ATTACK
    before = public.standing[j, at.S_POSTURE] > 1.5
    fighting = public.state[at.W_PHASE] == WAR
    if fighting and arena.may[j, move.MAY_POSTURE] and attacks != before:
        take_in(arena, mind, i, j, saw_posture(arena, seen, own, j, attacks))
        leave(trail, j, POSTURE, j, moves[move.POSTURE], mind.belief[j])
    if moves[move.STATEMENT] == move.DEMAND:
        take_in(arena, mind, i, j, heard_demand(arena, seen, own, j, moves[move.ISSUE]))
        leave(trail, j, DEMAND, j, moves[move.ISSUE], mind.belief[j])
    terms = moves[move.PROPOSAL]
    if sees(arena, moves, j, i) and terms != own.offered[j]:
        take_in(arena, mind, i, j, saw_offer(arena, public, seen, own, j, terms))
        leave(trail, j, OFFER, j, terms, mind.belief[j])


@rule
def learn_answers(
    arena: Arena,
    public: Public,
    seen: Seen,
    own: Own,
    i: int,
    moves: Ints,
    answers: Ints,
    mind: Mind,
    trail: Trail,
) -> None:
    """Seat i learns from everybody's answers, `[P, P]`, to the proposals it saw."""
    for proposer in range(moves.shape[0]):
        if sees(arena, moves[proposer], proposer, i):
            terms = moves[proposer, move.PROPOSAL]
            for j in range(moves.shape[0]):
                if j != i and addressed(arena, terms, proposer, j):
                    yes = answers[j, proposer] == 1
                    _answer(arena, public, seen, own, i, j, terms, yes, mind, trail)


@rule
def _answer(
    arena: Arena,
    public: Public,
    seen: Seen,
    own: Own,
    i: int,
    j: int,
    terms: int,
    accepted: bool,
    mind: Mind,
    trail: Trail,
) -> None:
    """Seat i learns from party j's answer; a refusal of the same terms again teaches nothing."""
    if not accepted and mind.refused[j] == terms:
        return
    instead = -1
    if j != arena.belligerent[arena.side[j]]:
        without = arena.without[j, terms]
        if likely(arena, public, seen, own, i, without):
            instead = without
    take_in(arena, mind, i, j, saw_answer(arena, seen, own, j, terms, instead, accepted))
    mind.refused[j] = -1 if accepted else terms
    leave(trail, j, ACCEPTANCE if accepted else REFUSAL, j, terms, mind.belief[j])
