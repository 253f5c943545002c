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
from sim.drift import likeness, predict
from sim.forecasts import Forecast
from sim.hypotheses import GRID
from sim.insight import credit, listen
from sim.knowledge import Own, Public
from sim.likelihoods import heard_demand, saw_answer, saw_offer, saw_posture
from sim.nature import bell
from sim.opponent import Seen, attended, correct, see, spots
from sim.outlook import Outlook, likely, outlook, worth
from sim.preferences import reservation, shift, surpluses
from sim.rules import WAR, addressed, close, reveal, situation
from sim.strategies import answer, decide
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
    private = world.private
    experts = private.experts.copy()
    for p in range(experts.shape[0]):
        _hear(arena, public, private, key, p, experts)
    belief = predict_all(arena, private.belief, likeness(arena, world.public, public))
    told = private.told.copy()
    for p in range(experts.shape[0]):
        rival = arena.belligerent[1 - arena.side[p]]
        accuracy, names = private.own[p, at.P_KNOWLEDGE_PROFILE], named(private, p)
        attention = private.own[p, at.P_MIND_ATTENTION]
        before, places = belief[p, rival], spots(arena, public, own_of(private, p), rival)
        heard = listen(
            arena, rival, places, before, told[p, p], experts[p], accuracy, attention, names
        )
        put(before, heard)
        put(told[p, p], experts[p])
    minds = _minds(private, private.knows, experts, belief, told, private.offered, private.refused)
    return World(public, minds)


@rule
def predict_all(arena: Arena, belief: Floats, alike: Floats) -> Floats:
    """A round's drift of every seat's beliefs, `[P, P, H, C]`."""
    moved = np.empty(belief.shape)
    for p in range(belief.shape[0]):
        put(moved[p], predict(arena, belief[p], alike))
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
    return decide(arena, world.public, own_of(world.private, i), look, i)


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
        _, look = consider_seat(arena, world, now, i, False)
        for proposer in range(moves.shape[0]):
            terms = moves[proposer, move.PROPOSAL]
            mine = terms >= 0 and addressed(arena, terms, proposer, i)
            if mine and answer(arena, world.public, own, look, i, terms):
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
                learnt = _learn_moves(
                    arena, world.public, seen, own, i, j, moves[j], belief[i, j], fighting
                )
                put(belief[i, j], learnt)
            if sees(arena, moves[j], j, i):
                offered[i, j] = moves[j, move.PROPOSAL]
        for informant in range(parties):
            about = moves[informant, move.ABOUT]
            told_me = informant != i and about >= 0 and (moves[informant, move.TO] >> i) & 1 == 1
            rival = arena.belligerent[1 - arena.side[informant]]
            if told_me and about == rival and about != i:
                accuracy = arena.middle[informant, at.P_KNOWLEDGE_PROFILE]
                trust, names = credit(arena, own.own, informant, i), named(private, i)
                trust *= own.own[at.P_MIND_ATTENTION]
                then, now = told[i, informant], private.experts[informant]
                prior, places = belief[i, about], spots(arena, world.public, own, about)
                heard = listen(arena, about, places, prior, then, now, accuracy, trust, names)
                put(prior, heard)
                put(then, now)
    knows = private.knows.copy()
    for j in range(parties):
        if moves[j, move.PROPOSAL] >= 0:
            for i in range(parties):
                if sees(arena, moves[j], j, i):
                    knows[i] |= arena.latent[moves[j, move.PROPOSAL]]
    minds = _minds(private, knows, private.experts, belief, told, offered, private.refused)
    return World(public, minds)


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
    i: int,
    j: int,
    moves: Ints,
    belief: Floats,
    fighting: bool,
) -> Floats:
    """One seat's belief about party j after j's moves."""
    attacks = moves[move.POSTURE] == move.ATTACK
    before = public.standing[j, at.S_POSTURE] > 1.5
    if fighting and arena.may[j, move.MAY_POSTURE] and attacks != before:
        belief = _taught(arena, belief, saw_posture(arena, seen, own, j, attacks), own)
    if moves[move.STATEMENT] == move.DEMAND:
        belief = _taught(arena, belief, heard_demand(arena, seen, own, j, moves[move.ISSUE]), own)
    terms = moves[move.PROPOSAL]
    if sees(arena, moves, j, i) and terms != own.offered[j]:
        belief = _taught(arena, belief, saw_offer(arena, public, seen, own, j, terms), own)
    return belief


@rule
def _taught(arena: Arena, belief: Floats, likelihood: Floats, own: Own) -> Floats:
    """A belief after an act, as far as its holder attends and, in tier full, trusts its model.

    The power of a likelihood under misspecification: Bissiri, Holmes & Walker 2016.
    """
    power = own.own[at.P_MIND_ATTENTION]
    if arena.tier != GRID:
        power *= arena.common[at.C_BELIEF_LEARNING]
    return correct(belief, attended(likelihood, power))


@rule
def _remembered(arena: Arena, terms: int, accepted: bool) -> int:
    """An answer as it is remembered, so that the same again teaches nothing.

    Refused terms are their number, accepted ones -2 less it. Tier grid forgets a yes: -1.
    """
    if not accepted:
        return terms
    return -1 if arena.tier == GRID else -2 - terms


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
        for proposer in range(parties):
            terms = moves[proposer, move.PROPOSAL]
            if not sees(arena, moves[proposer], proposer, i):
                continue
            for j in range(parties):
                if j == i or not addressed(arena, terms, proposer, j):
                    continue
                accepted = answers[j, proposer] == 1
                heard = _remembered(arena, terms, accepted)
                if heard != -1 and refused[i, j] == heard:
                    continue
                instead = -1
                if j != arena.belligerent[arena.side[j]]:
                    without = arena.without[j, terms]
                    if likely(arena, world.public, seen, own, i, without):
                        instead = without
                seen_answer = saw_answer(arena, seen, own, j, terms, instead, accepted)
                put(belief[i, j], _taught(arena, belief[i, j], seen_answer, own))
                refused[i, j] = heard
    public = close(arena, world.public, moves, answers, key)
    told, offered = private.told, private.offered
    minds = _minds(private, private.knows, private.experts, belief, told, offered, refused)
    return World(public, minds)
