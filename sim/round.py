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
from sim.knowledge import Public
from sim.learning import Mind, learn_answers, learn_experts, learn_moves, no_trail
from sim.nature import bell
from sim.opponent import Forecast, Seen, predict, see
from sim.outlook import Outlook, outlook, worth
from sim.preferences import reservation, shift, surpluses
from sim.rules import addressed, close, reveal, sees, situation
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
    minds = _minds(
        private, private.knows, experts, predict_all(arena, private.belief), private.told.copy(),
        private.offered, private.refused, predict(arena, private.unaided), private.trust,
        private.hinted,
    )  # fmt: skip
    for p in range(experts.shape[0]):
        own = own_of(private, p)
        learn_experts(arena, own, p, experts[p], _mind(minds, p), no_trail())
    return World(public, minds)


@rule
def predict_all(arena: Arena, belief: Floats) -> Floats:
    """A round's drift of every seat's beliefs, `[P, P, H, G]`."""
    moved = np.empty(belief.shape)
    for p in range(belief.shape[0]):
        put(moved[p], predict(arena, belief[p]))
    return moved


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
    minds = _learning(world.private)
    for i in range(moves.shape[0]):
        own, words = own_of(world.private, i), world.private.experts
        seen = see(arena, world.public, before, own, i)
        mind = _mind(minds, i)
        learn_moves(arena, world.public, seen, own, i, moves, words, mind, no_trail())
        for j in range(moves.shape[0]):
            if i != j and sees(arena, moves[j], j, i):
                minds.offered[i, j] = moves[j, move.PROPOSAL]
    _pass_on(arena, minds, moves)
    return World(public, minds)


@rule
def _learning(private: Private) -> Private:
    """The private world with minds of its own, to be changed in place while a stage is heard."""
    return _minds(
        private, private.knows.copy(), private.experts, private.belief.copy(),
        private.told.copy(), private.offered.copy(), private.refused.copy(),
        private.unaided.copy(), private.trust.copy(), private.hinted.copy(),
    )  # fmt: skip


@rule
def _mind(minds: Private, i: int) -> Mind:
    """What seat i changes in its mind as it learns, in place."""
    return Mind(minds.belief[i], minds.unaided[i], minds.told[i], minds.trust[i], minds.refused[i])


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


@entry
def hear_answers(
    arena: Arena, world: World, now: Forecast, moves: Ints, answers: Ints, key: Key
) -> World:
    """All answers revealed: beliefs corrected, proposals lapse, one may be signed."""
    minds = _learning(world.private)
    for i in range(moves.shape[0]):
        own = own_of(world.private, i)
        seen = see(arena, world.public, now, own, i)
        mind = _mind(minds, i)
        learn_answers(arena, world.public, seen, own, i, moves, answers, mind, no_trail())
    public = close(arena, world.public, moves, answers, key)
    return World(public, minds)
