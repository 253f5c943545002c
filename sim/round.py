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
from sim.arrays import among, both, from_level, put, reaches
from sim.channels import intercepts
from sim.coalitions import held_off
from sim.compiled import entry, rule
from sim.decisive import decisive_outlook
from sim.drift import likeness, predict
from sim.forecasts import Forecast, forecast, with_top
from sim.foresight import foresee, foresee_answer, thinks_ahead
from sim.knowledge import Public
from sim.learning import (
    Mind,
    learn_answers,
    learn_experts,
    learn_moves,
    learn_signals,
    no_trail,
    tells,
)
from sim.margin import margin_alone
from sim.nature import bell
from sim.onlooker import chair, looked_on, reading, unwatched
from sim.opponent import Seen, see
from sim.outlook import (
    Outlook,
    compared,
    everything,
    outlook,
    with_window,
    worth,
)
from sim.outlook import minimum as least
from sim.preferences import keep_backed, shift, surpluses
from sim.readiness import asks_ready, ready, stalls
from sim.reservation import reservation
from sim.rules import addressed, close, reveal, sees, situation
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
        minimum[p] = least(arena, world.public, own, p)
    return value, minimum


@entry
def real_surplus(arena: Arena, world: World) -> tuple[Floats, Bools]:
    """Every party's real surplus, `[P, T]`, and which terms pass, `[T]`. Referee only."""
    surplus, passes = _each_alone(arena, world)
    if arena.coalitions.member.shape[0] > 0:
        private = world.private
        value = real_values(arena, world)[0]
        held_off(arena.coalitions, value, private.floor, private.scale, surplus)
        for p in range(surplus.shape[0]):
            passes = both(passes, from_level(surplus[p], 0.0))
    return surplus, passes


@entry
def passing_alone(arena: Arena, world: World) -> Bools:
    """Which terms every party would accept if no coalition blocked them, `[T]`. Referee only."""
    return _each_alone(arena, world)[1]


@rule
def passing(arena: Arena, world: World) -> Bools:
    """Which terms pass, `[T]`: what `real_surplus` says of it. Referee only.

    Backers are asked about what both belligerents accept alone, which mostly is little.
    """
    if arena.coalitions.member.shape[0] > 0:
        return real_surplus(arena, world)[1]
    public, passes = world.public, ~arena.never
    minimum, moved = np.empty(arena.without.shape[0]), np.empty(2)
    for side in range(2):
        moved[side] = shift(arena, public.standing, side)
    for p in range(minimum.shape[0]):
        own = own_of(world.private, p)
        minimum[p] = least(arena, public, own, p)
        if p == arena.belligerent[arena.side[p]]:
            value = worth(arena, public, moved, own, p)
            passes = both(passes, reaches(value, minimum[p], own.red))
    here = np.nonzero(passes)[0]
    for group in range(arena.masks.shape[0]):
        there = among(here, arena.starts[group], arena.starts[group + 1])
        for p in range(minimum.shape[0]):
            if (arena.masks[group] >> p) & 1:
                own = own_of(world.private, p)
                value = worth(arena, public, moved, own, p)
                keep_backed(passes, there, arena.without[p], value, own.red, minimum[p])
    return passes


@rule
def _each_alone(arena: Arena, world: World) -> tuple[Floats, Bools]:
    """Every party's real surplus, `[P, T]`, and which terms pass, coalitions left out."""
    value, minimum = real_values(arena, world)
    return surpluses(arena, value, minimum, world.private.red)


@rule
def margin(arena: Arena, world: World, terms: int) -> float:
    """The smallest real surplus among those whose consent the terms need. Referee only."""
    if arena.coalitions.member.shape[0] > 0:
        return float(real_surplus(arena, world)[0][:, terms].min())
    value, minimum = real_values(arena, world)
    return margin_alone(arena, value, minimum, world.private.red, terms)


@entry
def open_round(arena: Arena, world: World, key: Key) -> World:
    """The situation of the next round, what experts hear of it, and a round's drift of beliefs."""
    left, imposed = 0.0, False
    signed = int(world.public.state[at.W_SIGNED])
    if signed >= 0:
        left = max(-1.0, min(1.0, margin(arena, world, signed)))
        imposed = left < 0.0
    public = situation(arena, world.public, key, left, imposed)
    alike = likeness(arena, world.public, public)
    minds = _learning(world.private)
    for p in range(minds.own.shape[0]):
        put(minds.belief[p], predict(arena, minds.belief[p], _everybody(arena), alike))
        _hear(arena, public, minds, key, p)
    if not unwatched(public):
        drifted = predict(arena, public.onlooker, _everybody(arena), alike)
        public = looked_on(public, drifted, public.tabled, public.declined)
        open_mind = _onlooker_mind(public)
        learn_signals(arena, public, chair(arena, public), arena.none, open_mind, no_trail())
        public = looked_on(public, open_mind.belief, public.tabled, public.declined)
    put(minds.unaided, predict(arena, minds.unaided, arena.belligerent[1 - arena.side], alike))
    for p in range(minds.own.shape[0]):
        own = own_of(minds, p)
        learn_experts(arena, public, own, p, minds.experts[p], _mind(minds, p), no_trail())
        learn_signals(arena, public, own, p, _mind(minds, p), no_trail())
    return World(public, minds)


@rule
def _everybody(arena: Arena) -> Ints:
    """The number of every party, `[P]`."""
    return np.arange(arena.stream.shape[0])


@rule
def _mind(minds: Private, i: int) -> Mind:
    """What party i may change its mind about, to be changed in place."""
    return Mind(
        minds.belief[i], minds.told[i], minds.offered[i], minds.refused[i], minds.unaided[i],
        minds.trust[i],
    )  # fmt: skip


@rule
def _learning(private: Private) -> Private:
    """The private world with minds of its own, to be changed in place while a stage is heard."""
    return Private(
        private.own, private.profile, private.weights, private.values, private.utility,
        private.floor, private.scale, private.red, private.knows.copy(), private.experts.copy(),
        private.belief.copy(), private.imagined, private.imagined_weights,
        private.imagined_values, private.imagined_floor, private.imagined_scale,
        private.told.copy(), private.offered.copy(), private.refused.copy(),
        private.unaided.copy(), private.trust.copy(), private.hinted.copy(),
        private.apart, private.post,
    )  # fmt: skip


@rule
def _hear(arena: Arena, public: Public, private: Private, key: Key, p: int) -> None:
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
    private.experts[p, 0] += precision
    private.experts[p, 1] += precision * heard


@entry
def consider_seat(
    arena: Arena, world: World, now: Forecast, i: int, wide: bool
) -> tuple[Seen, Outlook]:
    """Party i's view of the forecast, and its outlook now: of all terms, for a person who may ask.

    A machine need judge only what it would itself accept, unless it thinks ahead.
    """
    own = own_of(world.private, i)
    seen = see(arena, world.public, now, own, i)
    if wide or order(own) >= 2:
        look = outlook(arena, world.public, seen, own, i, everything(arena))
    else:
        look = decisive_outlook(arena, world.public, seen, own, i)
    return seen, with_window(arena, seen, own, i, look)


@entry
def judges(arena: Arena, world: World, i: int) -> bool:
    """Whether party i's moves depend on its judgement of terms: it fights, tables or may voice."""
    if i in (arena.belligerent[0], arena.belligerent[1]) or arena.may[i, move.MAY_PROPOSE]:
        return True
    unspoken = world.private.knows[i] & ~world.public.voiced
    return bool(arena.may[i, move.MAY_VOICE] and unspoken != 0)


@entry
def decide_seat(arena: Arena, world: World, look: Outlook, i: int) -> Ints:
    """A machine seat's moves, `[MOVES]`."""
    own = own_of(world.private, i)
    moves = decide(arena, world.public, own, look, i)
    sincere = not stalls(arena, world.public, own, look.window_formula, i)
    if order(own) == 2 and moves[move.PROPOSAL] >= 0 and sincere:
        now = forecast(arena, world.public)
        moves[move.PROPOSAL] = foresee(arena, world.public, now, own, look, i)
        keep_face(arena, own, look, i, moves)
    return moves


@entry
def answer_seat(arena: Arena, world: World, now: Forecast, moves: Ints, i: int) -> Ints:
    """A machine seat's answers by proposer, `[P]`, 1 for yes."""
    answers = np.zeros(moves.shape[0], np.int64)
    tabled = np.zeros(arena.needs.shape[0], np.bool_)
    for proposer in range(moves.shape[0]):
        terms = moves[proposer, move.PROPOSAL]
        if terms >= 0 and addressed(arena, terms, proposer, i):
            tabled[terms] = True
    if tabled.any():
        own = own_of(world.private, i)
        seen = see(arena, world.public, now, own, i)
        if order(own) == 2:
            look = outlook(arena, world.public, seen, own, i, everything(arena))
        elif i == arena.belligerent[arena.side[i]] or asks_ready(arena, i):
            look = decisive_outlook(arena, world.public, seen, own, i)
        else:
            look = outlook(arena, world.public, seen, own, i, compared(arena, tabled))
        if asks_ready(arena, i):
            look = with_window(arena, seen, own, i, look)
        second = order(own) == 2 and thinks_ahead(arena, world.public, i)
        for proposer in range(moves.shape[0]):
            terms = moves[proposer, move.PROPOSAL]
            mine = terms >= 0 and addressed(arena, terms, proposer, i)
            if mine and not ready(arena, world.public, own, look.window_formula, i):
                continue
            if mine and second:
                agrees = foresee_answer(arena, world.public, now, seen, own, look, i, terms)
                answers[proposer] = 1 if agrees else 0
            elif mine and answer(arena, world.public, own, look, i, terms):
                answers[proposer] = 1
    return answers


@entry
def hear_moves(arena: Arena, world: World, before: Forecast, moves: Ints) -> World:
    """All moves revealed: the public world changes and every seat learns from what it saw."""
    telling = tells(arena, world.public, moves)
    if not telling and moves[:, move.HINT].max() == 0:
        return World(reveal(arena, world.public, moves), world.private)
    minds = _learning(world.private)
    silence = arena.common[at.C_BELIEF_SILENCE] > 0.0
    if telling and (silence or moves[:, move.PROPOSAL].max() >= 0):
        before = with_top(arena, world.public, before)
    for i in range(moves.shape[0]):
        if telling:
            own = own_of(world.private, i)
            seen = see(arena, world.public, before, own, i)
            words, mind = world.private.experts, _mind(minds, i)
            learn_moves(arena, world.public, seen, own, i, moves, words, mind, no_trail())
        for j in range(moves.shape[0]):
            if sees(arena, moves[j], j, i):
                minds.knows[i] |= arena.latent[moves[j, move.PROPOSAL]]
            if intercepts(arena, moves[j], j, i):
                minds.knows[i] |= arena.latent[moves[j, move.LETTER]]
            if moves[j, move.VOICE] >= 0 and (moves[j, move.HINT] >> i) & 1 == 1:
                minds.knows[i] |= arena.option_latent[moves[j, move.VOICE]]
        if moves[i, move.HINT] != 0:
            minds.hinted[i] |= arena.option_latent[moves[i, move.VOICE]]
    public = world.public
    if telling and not unwatched(public):
        onlooker, open_mind = chair(arena, public), _onlooker_mind(public)
        sight, silence = reading(arena, public, before, onlooker), np.zeros((moves.shape[0], 3))
        learn_moves(
            arena, public, sight, onlooker, arena.none, moves, silence, open_mind, no_trail()
        )
        public = looked_on(public, open_mind.belief, open_mind.offered, open_mind.refused)
    return World(reveal(arena, public, moves), minds)


@entry
def hear_answers(
    arena: Arena, world: World, now: Forecast, moves: Ints, answers: Ints, key: Key
) -> World:
    """All answers revealed: beliefs corrected, proposals lapse, one may be signed."""
    if moves[:, move.PROPOSAL].max() < 0:
        return World(close(arena, world.public, moves, answers, key), world.private)
    minds = _learning(world.private)
    for i in range(moves.shape[0]):
        own = own_of(world.private, i)
        seen = see(arena, world.public, now, own, i)
        mind = _mind(minds, i)
        learn_answers(arena, world.public, now, seen, own, i, moves, answers, mind, no_trail())
    public = world.public
    if not unwatched(public):
        onlooker, open_mind = chair(arena, public), _onlooker_mind(public)
        sight = reading(arena, public, now, onlooker)
        learn_answers(
            arena, public, now, sight, onlooker, arena.none, moves, answers, open_mind, no_trail()
        )
        public = looked_on(public, open_mind.belief, open_mind.offered, open_mind.refused)
    return World(close(arena, public, moves, answers, key), minds)


@rule
def _onlooker_mind(public: Public) -> Mind:
    """The onlooker's mind, to be changed in place; nobody tells it anything."""
    belief = public.onlooker.copy()
    parties = belief.shape[0]
    return Mind(
        belief, np.zeros((parties, 3)), public.tabled.copy(), public.declined.copy(),
        np.zeros(belief.shape[1:]), np.zeros(parties),
    )  # fmt: skip
