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
from sim.foresight import (
    foresee,
    foresee_answer,
    mixed_yes,
    rival_waits,
    thinks_ahead,
)
from sim.knowledge import Own, Public
from sim.nature import bell
from sim.onlooker import NOBODY, chair, drift, looked_on, reading
from sim.opponent import (
    Forecast,
    Seen,
    correct,
    credit,
    forecast,
    heard_demand,
    listen,
    predict,
    saw_answer,
    saw_offer,
    saw_posture,
    see,
)
from sim.outlook import Outlook, likely, outlook, worth
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
    told = private.told.copy()
    for p in range(experts.shape[0]):
        rival = arena.belligerent[1 - arena.side[p]]
        accuracy, names = private.own[p, at.P_KNOWLEDGE_PROFILE], named(private, p)
        before = belief[p, rival]
        put(before, listen(arena, before, told[p, p], experts[p], accuracy, 1.0, names))
        put(told[p, p], experts[p])
    minds = _minds(private, private.knows, experts, belief, told, private.offered, private.refused)
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
) -> Private:
    """The private world with new minds."""
    return Private(
        private.own, private.profile, private.weights, private.values, private.utility,
        private.floor, private.scale, private.red, knows, experts, belief,
        private.imagined, private.imagined_weights, private.imagined_values,
        private.imagined_floor, private.imagined_scale, told, offered, refused,
    )  # fmt: skip


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
    heard = truth - middle + noise / np.sqrt(precision)
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
    private = world.private
    parties = moves.shape[0]
    belief, told = private.belief.copy(), private.told.copy()
    offered = private.offered.copy()
    fighting = world.public.state[at.W_PHASE] == WAR
    for i in range(parties):
        own = own_of(private, i)
        seen = see(arena, world.public, before, own, i)
        for j in range(parties):
            if i != j:
                heard = sees(arena, moves[j], j, i)
                learnt = _learn_moves(
                    arena, world.public, seen, own, j, moves[j], belief[i, j], fighting, heard
                )
                put(belief[i, j], learnt)
                if heard:
                    offered[i, j] = moves[j, move.PROPOSAL]
        for informant in range(parties):
            about = moves[informant, move.ABOUT]
            told_me = informant != i and about >= 0 and (moves[informant, move.TO] >> i) & 1 == 1
            rival = arena.belligerent[1 - arena.side[informant]]
            if told_me and about == rival and about != i:
                accuracy = arena.middle[informant, at.P_KNOWLEDGE_PROFILE]
                trust, names = credit(arena, own.own, informant, i), named(private, i)
                then, now = told[i, informant], private.experts[informant]
                prior = belief[i, about]
                put(prior, listen(arena, prior, then, now, accuracy, trust, names))
                put(then, now)
    knows = private.knows.copy()
    for j in range(parties):
        if moves[j, move.PROPOSAL] >= 0:
            for i in range(parties):
                if sees(arena, moves[j], j, i):
                    knows[i] |= arena.latent[moves[j, move.PROPOSAL]]
    public = _onlooker_hears_moves(arena, world.public, public, before, moves, fighting)
    minds = _minds(private, knows, private.experts, belief, told, offered, private.refused)
    return World(public, minds)


@rule
def _onlooker_hears_moves(
    arena: Arena, before: Public, after: Public, now: Forecast, moves: Ints, fighting: bool
) -> Public:
    """The public world after all moves, with what they teach whoever sees public acts alone."""
    if before.onlooker.shape[0] == 0:
        return after
    belief, tabled = after.onlooker.copy(), after.tabled.copy()
    own = chair(arena, before)
    seen = reading(arena, before, now, own)
    for j in range(belief.shape[0]):
        heard = moves[j, move.PROPOSAL] >= 0 and moves[j, move.PRIVATE] == 0
        put(belief[j], _learn_moves(
            arena, before, seen, own, j, moves[j], belief[j], fighting, heard
        ))  # fmt: skip
        if heard:
            tabled[j] = moves[j, move.PROPOSAL]
    return looked_on(after, belief, tabled, after.declined)


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
    seen: Seen,
    own: Own,
    j: int,
    moves: Ints,
    belief: Floats,
    fighting: bool,
    heard: bool,
) -> Floats:
    """One seat's belief about party j after j's moves; `heard` says if it saw j's proposal."""
    attacks = moves[move.POSTURE] == move.ATTACK
    before = public.standing[j, at.S_POSTURE] > 1.5
    if fighting and arena.may[j, move.MAY_POSTURE] and attacks != before:
        belief = correct(belief, saw_posture(arena, seen, own, j, attacks))
    if moves[move.STATEMENT] == move.DEMAND:
        belief = correct(belief, heard_demand(arena, seen, own, j, moves[move.ISSUE]))
    terms = moves[move.PROPOSAL]
    if heard and terms != own.offered[j]:
        belief = correct(belief, saw_offer(arena, public, seen, own, j, terms))
    return belief


@rule
def _instead(arena: Arena, public: Public, seen: Seen, own: Own, i: int, j: int, terms: int) -> int:
    """The terms that party j compares an offer with by seat i's reading, -1 for its course."""
    if j != arena.belligerent[arena.side[j]]:
        without = arena.without[j, terms]
        if likely(arena, public, seen, own, i, without):
            return int(without)
    return -1


@rule
def _onlooker_hears_answers(
    arena: Arena, public: Public, now: Forecast, moves: Ints, answers: Ints
) -> Public:
    """The public world with what answers to public proposals teach whoever sees these alone."""
    if public.onlooker.shape[0] == 0:
        return public
    belief, declined = public.onlooker.copy(), public.declined.copy()
    own = chair(arena, public)
    seen = reading(arena, public, now, own)
    for proposer in range(moves.shape[0]):
        terms = moves[proposer, move.PROPOSAL]
        if terms < 0 or moves[proposer, move.PRIVATE] == 1:
            continue
        for j in range(belief.shape[0]):
            accepted = answers[j, proposer] == 1
            known = not accepted and declined[j] == terms
            if addressed(arena, terms, proposer, j) and not known:
                instead = _instead(arena, public, seen, own, NOBODY, j, terms)
                learnt = saw_answer(arena, seen, own, j, terms, instead, accepted)
                put(belief[j], correct(belief[j], learnt))
                declined[j] = -1 if accepted else terms
    return looked_on(public, belief, public.tabled, declined)


@entry
def hear_answers(
    arena: Arena, world: World, now: Forecast, moves: Ints, answers: Ints, key: Key
) -> World:
    """All answers revealed: beliefs corrected, proposals lapse, one may be signed."""
    private = world.private
    parties = moves.shape[0]
    belief, refused = private.belief.copy(), private.refused.copy()
    for i in range(parties):
        own = own_of(private, i)
        seen = see(arena, world.public, now, own, i)
        second, rival = order(own) == 2, arena.belligerent[1 - arena.side[i]]
        waits = np.zeros(belief.shape[2])
        if second and thinks_ahead(arena, world.public, i):
            look = outlook(arena, world.public, seen, own, i, False)
            waits = rival_waits(arena, world.public, now, seen, own, look, i)
        for proposer in range(parties):
            terms = moves[proposer, move.PROPOSAL]
            if not sees(arena, moves[proposer], proposer, i):
                continue
            for j in range(parties):
                if j == i or not addressed(arena, terms, proposer, j):
                    continue
                accepted = answers[j, proposer] == 1
                if not accepted and refused[i, j] == terms:
                    continue
                instead = _instead(arena, world.public, seen, own, i, j, terms)
                seen_answer = saw_answer(arena, seen, own, j, terms, instead, accepted)
                if second and j == rival:
                    yes = mixed_yes(arena, seen, own, j, terms, waits)
                    seen_answer = yes if accepted else 1.0 - yes
                put(belief[i, j], correct(belief[i, j], seen_answer))
                refused[i, j] = -1 if accepted else terms
    heard = _onlooker_hears_answers(arena, world.public, now, moves, answers)
    public = close(arena, heard, moves, answers, key)
    told, offered = private.told, private.offered
    minds = _minds(private, private.knows, private.experts, belief, told, offered, refused)
    return World(public, minds)
