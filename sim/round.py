"""One round, stage by stage: the same steps for one world, a class and an ensemble.

`open_round` (situation, experts, drift) -> moves -> `hear_moves` -> answers ->
`hear_answers`. Each step returns a new world; every seat's belief is corrected
by the acts it saw, each once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import moves as move
from sim import nature
from sim.arrays import put
from sim.compiled import entry, rule
from sim.foresight import foresee, foresee_answer, mixed_yes, rival_waits, thinks_ahead
from sim.knowledge import Own, Public
from sim.nature import bell
from sim.onlooker import drift
from sim.opponent import (
    Forecast,
    Seen,
    correct,
    credit,
    evidence,
    forecast,
    heard_demand,
    listen,
    predict,
    saw_answer,
    saw_offer,
    saw_posture,
    see,
    track_record,
)
from sim.outlook import Outlook, likely, outlook, worth
from sim.overheard import overhear_answers, overhear_moves
from sim.preferences import reservation, shift, surpluses
from sim.rules import WAR, addressed, close, reveal, situation
from sim.strategies import answer, decide, keep_face, order
from sim.view import own_of
from sim.world import Private, World

if TYPE_CHECKING:
    from sim.arena import Arena

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Key = NDArray[np.uint64]


@entry
def real_values(arena: Arena, world: World) -> tuple[Floats, Floats]:
    """Every party's real effective values, `[P, T]`, and minimums, `[P]`. Referee only."""
    parties, terms = arena.without.shape
    moved = np.empty(2)
    for side in range(2):
        moved[side] = shift(arena, world.public.standing, side)
    value, minimum = np.empty((parties, terms)), np.empty(parties)
    for p in range(parties):
        own = own_of(world.private, p)
        put(value[p], worth(arena, world.public, moved, own, p))
        state, standing = world.public.state, world.public.standing[p]
        minimum[p] = reservation(own.own, standing, state, arena.side[p], own.floor, own.scale)
    return value, minimum


@entry
def real_surplus(arena: Arena, world: World) -> tuple[Floats, Bools]:
    """Every party's real surplus, `[P, T]`, and which terms pass, `[T]`. Referee only."""
    value, minimum = real_values(arena, world)
    return surpluses(arena, value, minimum, world.private.red)


@rule
def margin(surplus: Floats, terms: int) -> float:
    """The smallest surplus among those whose consent the terms need."""
    return float(surplus[:, terms].min())


@entry
def open_round(arena: Arena, world: World, key: Key) -> World:
    """The situation of the next round, what experts hear of it, and a round's drift of beliefs."""
    left, imposed = 0.0, False
    signed = int(world.public.state[at.W_SIGNED])
    if signed >= 0:
        surplus, _ = real_surplus(arena, world)
        left = max(-1.0, min(1.0, margin(surplus, signed)))
        imposed = left < 0.0
    public = situation(arena, world.public, key, left, imposed)
    public = drift(arena, public)
    private = world.private
    experts = private.experts.copy()
    for p in range(experts.shape[0]):
        _hear(arena, public, private, key, p, experts)
    belief = predict_all(arena, private.belief)
    told, unaided = private.told.copy(), predict(arena, private.unaided)
    for p in range(experts.shape[0]):
        rival = arena.belligerent[1 - arena.side[p]]
        accuracy, names = private.own[p, at.P_KNOWLEDGE_PROFILE], named(private, p)
        for before in (belief[p, rival], unaided[p]):
            put(before, listen(arena, before, told[p, p], experts[p], accuracy, 1.0, names))
        put(told[p, p], experts[p])
    minds = _minds(
        private, private.knows, experts, belief, told, private.offered, private.refused, unaided,
        private.trust, private.hinted,
    )  # fmt: skip
    return World(public, minds)


@rule
def predict_all(arena: Arena, belief: Floats) -> Floats:
    """A round's drift of every seat's beliefs, `[P, P, H, G]`."""
    moved = np.empty(belief.shape)
    for p in range(belief.shape[0]):
        put(moved[p], predict(arena, belief[p]))
    return moved


@rule
def named(private: Private, p: int) -> bool:
    """Whether a named profile means anything in party p's support."""
    return int(private.own[p, at.P_MIND_SUPPORT]) == 0


@rule
def _minds(
    private: Private,
    knows: Ints,
    experts: Floats,
    belief: Floats,
    told: Floats,
    offered: Ints,
    refused: Ints,
    unaided: Floats,
    trust: Floats,
    hinted: Ints,
) -> Private:
    """The private world with new minds."""
    return Private(
        private.own, private.profile, private.weights, private.values, private.utility,
        private.floor, private.scale, private.red, knows, experts, belief,
        private.imagined, private.imagined_weights, private.imagined_values,
        private.imagined_floor, private.imagined_scale, told, offered, refused, unaided, trust,
        hinted,
    )  # fmt: skip


@rule
def _take_in(arena: Arena, minds: Private, i: int, j: int, likelihood: Floats) -> None:
    """Party i takes in what an act of party j says: of j, and of who had told i about it."""
    belief = minds.belief
    if j == arena.belligerent[1 - arena.side[i]]:
        aided = evidence(belief[i, j], likelihood)
        alone = evidence(minds.unaided[i], likelihood)
        for informant in range(minds.trust.shape[0]):
            told = minds.told[i, informant]
            if informant != i and (told[0] > 0.0 or told[2] >= 0.0):
                minds.trust[i, informant] = track_record(minds.trust[i, informant], aided, alone)
        put(minds.unaided[i], correct(minds.unaided[i], likelihood))
    put(belief[i, j], correct(belief[i, j], likelihood))


@rule
def _hear(
    arena: Arena, public: Public, private: Private, key: Key, p: int, experts: Floats
) -> None:
    """A round of listening: a noisy word on how far the adversary's minimum is off its forecast."""
    precision = private.own[p, at.P_KNOWLEDGE_PRECISION]
    if precision <= 0.0:
        return
    j = arena.belligerent[1 - arena.side[p]]
    floor, scale = private.floor[j], private.scale[j]
    side = arena.side[j]
    truth = reservation(private.own[j], public.standing[j], public.state, side, floor, scale)
    middle = reservation(arena.middle[j], public.standing[j], public.state, side, floor, scale)
    noise = bell(key, int(public.state[at.W_ROUND]), arena.stream[p], nature.HEARING)
    heard = truth - middle + private.own[p, at.P_KNOWLEDGE_BIAS] + noise / np.sqrt(precision)
    experts[p, 0] += precision
    experts[p, 1] += precision * heard


@entry
def consider_seat(
    arena: Arena, world: World, now: Forecast, i: int, whole: bool
) -> tuple[Seen, Outlook]:
    """Party i's view of the forecast, and its outlook now, with the window if `whole`."""
    own = own_of(world.private, i)
    seen = see(arena, world.public, now, own, i)
    return seen, outlook(arena, world.public, seen, own, i, whole)


@entry
def decide_seat(arena: Arena, world: World, look: Outlook, i: int) -> Ints:
    """A machine seat's moves, `[MOVES]`."""
    own = own_of(world.private, i)
    moves = decide(arena, world.public, own, look, i)
    if order(own) == 2 and moves[move.PROPOSAL] >= 0:
        now = forecast(arena, world.public)
        moves[move.PROPOSAL] = foresee(arena, world.public, now, own, look, i)
        keep_face(arena, own, look, i, moves)
    return moves


@entry
def answer_seat(arena: Arena, world: World, now: Forecast, moves: Ints, i: int) -> Ints:
    """A machine seat's answers by proposer, `[P]`, 1 for yes."""
    answers = np.zeros(moves.shape[0], np.int64)
    asked = False
    for proposer in range(moves.shape[0]):
        terms = moves[proposer, move.PROPOSAL]
        asked = asked or (terms >= 0 and addressed(arena, terms, proposer, i))
    if asked:
        own = own_of(world.private, i)
        seen, look = consider_seat(arena, world, now, i, False)
        second = order(own) == 2 and thinks_ahead(arena, world.public, i)
        for proposer in range(moves.shape[0]):
            terms = moves[proposer, move.PROPOSAL]
            mine = terms >= 0 and addressed(arena, terms, proposer, i)
            if mine and second:
                agrees = foresee_answer(arena, world.public, now, seen, own, look, i, terms)
                answers[proposer] = 1 if agrees else 0
            elif mine and answer(arena, world.public, own, look, i, terms):
                answers[proposer] = 1
    return answers


@entry
def hear_moves(arena: Arena, world: World, before: Forecast, moves: Ints) -> World:
    """All moves revealed: the public world changes and every seat learns from what it saw."""
    public = reveal(arena, world.public, moves)
    minds = _learning(world.private)
    fighting = world.public.state[at.W_PHASE] == WAR
    for i in range(moves.shape[0]):
        own = own_of(world.private, i)
        seen = see(arena, world.public, before, own, i)
        for j in range(moves.shape[0]):
            if i != j:
                _learn_moves(arena, world.public, minds, seen, own, i, j, moves[j], fighting)
                if sees(arena, moves[j], j, i):
                    minds.offered[i, j] = moves[j, move.PROPOSAL]
        for informant in range(moves.shape[0]):
            if informant != i:
                _listen_to(arena, world.private, minds, i, informant, moves[informant])
    _pass_on(arena, minds, moves)
    return World(overhear_moves(arena, world.public, public, before, moves), minds)


@rule
def _learning(private: Private) -> Private:
    """The private world with minds of its own, to be changed in place while a stage is heard."""
    return _minds(
        private, private.knows.copy(), private.experts, private.belief.copy(),
        private.told.copy(), private.offered.copy(), private.refused.copy(),
        private.unaided.copy(), private.trust.copy(), private.hinted.copy(),
    )  # fmt: skip


@rule
def _listen_to(
    arena: Arena, before: Private, minds: Private, i: int, informant: int, moves: Ints
) -> None:
    """Party i hears what an informant tells it about its adversary, if it does."""
    about, rival = moves[move.ABOUT], arena.belligerent[1 - arena.side[informant]]
    if about < 0 or (moves[move.TO] >> i) & 1 == 0 or about != rival or about == i:
        return
    accuracy = arena.middle[informant, at.P_KNOWLEDGE_PROFILE]
    trust = credit(arena, minds.trust[i, informant], informant, i)
    then, now = minds.told[i, informant], before.experts[informant]
    belief = minds.belief[i, about]
    put(belief, listen(arena, belief, then, now, accuracy, trust, named(before, i)))
    put(then, now)


@rule
def _pass_on(arena: Arena, minds: Private, moves: Ints) -> None:
    """Options that become known without being voiced: tabled to a seat, or suggested to it."""
    for j in range(moves.shape[0]):
        for i in range(moves.shape[0]):
            if sees(arena, moves[j], j, i):
                minds.knows[i] |= arena.latent[moves[j, move.PROPOSAL]]
            if moves[j, move.VOICE] >= 0 and (moves[j, move.HINT] >> i) & 1 == 1:
                minds.knows[i] |= arena.option_latent[moves[j, move.VOICE]]
                minds.hinted[j] |= arena.option_latent[moves[j, move.VOICE]]


@rule
def sees(arena: Arena, moves: Ints, proposer: int, seat: int) -> bool:
    """Whether a seat sees a proposal: its own, a public one, or one addressed to it."""
    if moves[move.PROPOSAL] < 0:
        return False
    if seat == proposer or moves[move.PRIVATE] == 0:
        return True
    return addressed(arena, moves[move.PROPOSAL], proposer, seat)


@rule
def _learn_moves(
    arena: Arena,
    public: Public,
    minds: Private,
    seen: Seen,
    own: Own,
    i: int,
    j: int,
    moves: Ints,
    fighting: bool,
) -> None:
    """One seat learns from party j's moves, each kind once."""
    attacks = moves[move.POSTURE] == move.ATTACK
    before = public.standing[j, at.S_POSTURE] > 1.5
    if fighting and arena.may[j, move.MAY_POSTURE] and attacks != before:
        _take_in(arena, minds, i, j, saw_posture(arena, seen, own, j, attacks))
    if moves[move.STATEMENT] == move.DEMAND:
        _take_in(arena, minds, i, j, heard_demand(arena, seen, own, j, moves[move.ISSUE]))
    terms = moves[move.PROPOSAL]
    if sees(arena, moves, j, i) and terms != own.offered[j]:
        _take_in(arena, minds, i, j, saw_offer(arena, public, seen, own, j, terms))


@entry
def hear_answers(
    arena: Arena, world: World, now: Forecast, moves: Ints, answers: Ints, key: Key
) -> World:
    """All answers revealed: beliefs corrected, proposals lapse, one may be signed."""
    minds = _learning(world.private)
    for i in range(moves.shape[0]):
        own = own_of(world.private, i)
        seen = see(arena, world.public, now, own, i)
        waits = _waits(arena, world.public, now, seen, own, i)
        for proposer in range(moves.shape[0]):
            if sees(arena, moves[proposer], proposer, i):
                terms = moves[proposer, move.PROPOSAL]
                for j in range(moves.shape[0]):
                    if j != i and addressed(arena, terms, proposer, j):
                        yes = answers[j, proposer] == 1
                        _learn_answer(
                            arena, world.public, minds, seen, own, waits, i, j, terms, yes
                        )
    public = overhear_answers(arena, world.public, now, moves, answers)
    public = close(arena, public, moves, answers, key)
    return World(public, minds)


@rule
def _waits(arena: Arena, public: Public, now: Forecast, seen: Seen, own: Own, i: int) -> Floats:
    """The surplus, `[H]`, for which an order-2 party thinks its adversary waits; else 0."""
    if order(own) == 2 and thinks_ahead(arena, public, i):
        look = outlook(arena, public, seen, own, i, False)
        return rival_waits(arena, public, now, seen, own, look, i)
    return np.zeros(own.belief.shape[1])


@rule
def _learn_answer(
    arena: Arena,
    public: Public,
    minds: Private,
    seen: Seen,
    own: Own,
    waits: Floats,
    i: int,
    j: int,
    terms: int,
    accepted: bool,
) -> None:
    """One seat learns from party j's answer; a refusal of the same terms again teaches nothing."""
    if not accepted and minds.refused[i, j] == terms:
        return
    instead = -1
    if j != arena.belligerent[arena.side[j]]:
        without = arena.without[j, terms]
        if likely(arena, public, seen, own, i, without):
            instead = without
    learnt = saw_answer(arena, seen, own, j, terms, instead, accepted)
    if order(own) == 2 and j == arena.belligerent[1 - arena.side[i]]:
        yes = mixed_yes(arena, seen, own, j, terms, waits)
        learnt = yes if accepted else 1.0 - yes
    _take_in(arena, minds, i, j, learnt)
    minds.refused[i, j] = -1 if accepted else terms
