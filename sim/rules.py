"""Rules: what is legal, and one round from acts and shocks to the next world.

`situation` (shocks, war, events) -> moves, all at once -> `reveal` ->
answers, all at once -> `close`. Beliefs are corrected in `sim.round`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import moves as move
from sim import nature
from sim.channels import reads
from sim.compiled import rule
from sim.knowledge import Public
from sim.nature import bell, uniforms
from sim.preferences import shift
from sim.war import clamp, decided, fight, rest, share, society

if TYPE_CHECKING:
    from sim.arena import Arena

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Key = NDArray[np.uint64]

WAR, CEASEFIRE, OVER = 0.0, 1.0, 2.0
PHASES = ("war", "ceasefire", "over")
NONE_YET, HELD, COLLAPSED, NEVER_AGREED, DECISION, CATASTROPHE = 0.0, 1.0, 2.0, 3.0, 4.0, 5.0
ENDINGS = ("none yet", "held", "collapsed", "never agreed", "military decision", "catastrophe")


@rule
def fresh(public: Public) -> Public:
    """A copy of the public world that the next step may write."""
    return Public(
        public.state.copy(), public.standing.copy(), public.commit.copy(), public.demand.copy(),
        public.voiced, public.fired.copy(), public.onlooker, public.tabled, public.declined,
    )  # fmt: skip


@rule
def situation(arena: Arena, before: Public, key: Key, margin: float, imposed: bool) -> Public:
    """The next round's situation: war or truce, events, tails, endings.

    `margin` is the signed terms' margin now, `imposed` whether one of the signers'
    surplus is negative; both are 0 and False without a ceasefire.
    """
    public = fresh(before)
    state, standing = public.state, public.standing
    state[at.W_ROUND] += 1.0
    round_ = int(state[at.W_ROUND])
    if state[at.W_PHASE] == CEASEFIRE:
        _truce(arena, public, key, round_, margin, imposed)
    if state[at.W_PHASE] == WAR:
        fight(arena, state, standing, bell(key, round_, 0, nature.BATTLE))
    else:
        rest(arena, state, standing)
    _happenings(arena, public, key, round_)
    society(arena, state, standing)
    ends = decided(arena.common, state) and arena.common[at.C_WAR_INSURGENCY] <= 0.0
    if state[at.W_PHASE] == WAR and ends:
        state[at.W_PHASE], state[at.W_ENDING] = OVER, DECISION
    return public


@rule
def hazard(arena: Arena, public: Public, margin: float, imposed: bool) -> float:
    """Chance that the ceasefire collapses this round.

    Lower with the margin of the signed terms now, protection and monitoring; higher with
    ambiguity, unguarded shifts of power, imposed terms, battles that swung, provocation
    (Werner & Yuen 2005; Fortna 2003).
    """
    common = arena.common
    signed = int(public.state[at.W_SIGNED])
    protection, ambiguity = arena.protection[signed], arena.ambiguity[signed]
    chance = common[at.C_CEASEFIRE_HAZARD]
    chance /= 1.0 + common[at.C_CEASEFIRE_MARGIN_EFFECT] * max(0.0, margin)
    chance *= 1.0 - common[at.C_CEASEFIRE_PROTECTION_EFFECT] * protection
    chance *= 1.0 - common[at.C_CEASEFIRE_MONITORING_EFFECT] * arena.monitoring[signed]
    unclear = ambiguity * arena.common[at.C_AMBIGUITY_RISK]
    chance *= 1.0 + common[at.C_CEASEFIRE_AMBIGUITY_EFFECT] * unclear
    moved = abs(shift(arena, public.standing, 0)) * (1.0 - protection)
    chance *= 1.0 + common[at.C_CEASEFIRE_SHIFT_EFFECT] * moved
    swung = public.state[at.W_SWINGS] / max(1.0, public.state[at.W_ROUND])
    chance *= 1.0 + common[at.C_CEASEFIRE_SWING_EFFECT] * swung
    if imposed or margin < 0.0:
        chance *= 1.0 + common[at.C_CEASEFIRE_IMPOSED_EFFECT]
    for side in range(2):
        if public.standing[arena.belligerent[side], at.S_POSTURE] > 1.5:
            chance *= 1.0 + common[at.C_CEASEFIRE_PROVOCATION_EFFECT]
    return clamp(chance, 0.0, 1.0)


@rule
def _truce(
    arena: Arena, public: Public, key: Key, round_: int, margin: float, imposed: bool
) -> None:
    """A round of ceasefire: violations, collapse back to war, or held to its horizon."""
    state = public.state
    chance = hazard(arena, public, margin, imposed)
    draws = uniforms(key, round_, 0, nature.COLLAPSE, 2)
    state[at.W_VIOLATIONS] = arena.common[at.C_CEASEFIRE_VIOLATIONS] * chance * (0.5 + draws[1])
    if draws[0] < chance:
        state[at.W_PHASE] = WAR
        state[at.W_COLLAPSES] += 1.0
        state[at.W_SIGNED] = -1.0
        state[at.W_SIGNED_ROUND] = -1.0
        state[at.W_VIOLATIONS] = 0.0
    elif round_ - state[at.W_SIGNED_ROUND] >= arena.common[at.C_CEASEFIRE_HORIZON]:
        state[at.W_PHASE], state[at.W_ENDING] = OVER, HELD


@rule
def lost_land(arena: Arena, state: Floats, side: int) -> float:
    """Share of the contested land that a side has lost since the start, 0 if it gained."""
    moved = state[at.W_LINE] - arena.common[at.C_WAR_LINE]
    return float(max(0.0, -moved if side == 0 else moved))


@rule
def _happenings(arena: Arena, public: Public, key: Key, round_: int) -> None:
    """Dated events that are due, and tails that strike."""
    state, standing = public.state, public.standing
    war = state[at.W_PHASE] == WAR
    strikes = np.zeros(arena.tail_hazard.shape[0], np.bool_)
    a, b = arena.belligerent[0], arena.belligerent[1]
    held = share(standing, a, b)
    for n in range(arena.tail_hazard.shape[0]):
        chance = arena.tail_hazard[n]
        if arena.tail_side[n] >= 0:
            own = held if arena.tail_side[n] == 0 else 1.0 - held
            chance += arena.tail_slope[n] * max(0.0, 0.5 - own)
            chance += arena.tail_loss[n] * lost_land(arena, state, arena.tail_side[n])
        draw = uniforms(key, round_, arena.tail_stream[n], nature.TAIL, 1)[0]
        if war and draw < chance and not (arena.tail_once[n] and public.fired[n]):
            strikes[n] = True
            public.fired[n] = True
            if arena.tail_ends[n]:
                state[at.W_PHASE], state[at.W_ENDING] = OVER, CATASTROPHE
    for e in range(arena.event_round.shape[0]):
        tail = arena.event_tail[e]
        due = arena.event_round[e] == round_ if tail < 0 else strikes[tail]
        if due and (war or not arena.event_war[e]):
            if arena.event_party[e] < 0:
                field = arena.event_field[e]
                state[field] = clamp(state[field] + arena.event_add[e], 0.0, 1.0)
            else:
                row, field = standing[arena.event_party[e]], arena.event_field[e]
                top = arena.common[at.C_WAR_STRENGTH_CAP] if field == at.S_STRENGTH else 1.0
                if field == at.S_CASUALTIES or field == at.S_CIVILIANS:
                    top = np.inf
                row[field] = clamp(row[field] + arena.event_add[e], 0.0, top)


@rule
def reveal(arena: Arena, before: Public, moves: Ints) -> Public:
    """All moves at once, `[P, MOVES]`: what they change in the public world."""
    public = fresh(before)
    common, standing = arena.common, public.standing
    voiced = public.voiced
    step = common[at.C_WAR_SANCTIONS_STEP]
    for p in range(moves.shape[0]):
        row = standing[p]
        row[at.S_POSTURE] = float(moves[p, move.POSTURE])
        row[at.S_GIVING] = clamp(row[at.S_GIVING] + step * moves[p, move.AID], 0.0, 1.0)
        changed = clamp(row[at.S_SANCTIONS] + step * moves[p, move.SANCTIONS], 0.0, 1.0)
        row[at.S_SANCTIONS] = changed
        _speak(arena, public, p, moves[p])
        if moves[p, move.VOICE] >= 0 and moves[p, move.HINT] == 0:
            voiced |= arena.option_latent[moves[p, move.VOICE]]
        if moves[p, move.PROPOSAL] >= 0 and moves[p, move.PRIVATE] == 0:
            voiced |= arena.latent[moves[p, move.PROPOSAL]]
    return Public(
        public.state, standing, public.commit, public.demand, voiced, public.fired,
        public.onlooker, public.tabled, public.declined,
    )  # fmt: skip


@rule
def _speak(arena: Arena, public: Public, p: int, moves: Ints) -> None:
    """A public demand binds, softening releases, condemnation hardens one's own home."""
    kind = moves[move.STATEMENT]
    step = arena.common[at.C_BEHAVIOUR_COMMITMENT]
    if kind == move.DEMAND:
        issue = moves[move.ISSUE]
        if public.demand[p, issue] != moves[move.OPTION]:
            public.commit[p, issue] = 0.0
            public.demand[p, issue] = moves[move.OPTION]
        public.commit[p, issue] = clamp(public.commit[p, issue] + step, 0.0, 1.0)
    elif kind == move.SOFTEN:
        issue = moves[move.ISSUE]
        public.commit[p, issue] = clamp(public.commit[p, issue] - step, 0.0, 1.0)
    elif kind == move.CONDEMN:
        row = public.standing[p]
        added = arena.common[at.C_BEHAVIOUR_CONDEMNATION]
        row[at.S_HATRED] = clamp(row[at.S_HATRED] + added, 0.0, 1.0)


@rule
def addressed(arena: Arena, terms: int, proposer: int, p: int) -> bool:
    """Whether party p must answer terms that another tabled."""
    if p == proposer:
        return False
    for side in range(2):
        if arena.belligerent[side] == p:
            return True
    return bool((arena.needs[terms] >> p) & 1)


@rule
def sees(arena: Arena, moves: Ints, proposer: int, seat: int) -> bool:
    """Whether a seat sees a proposal: its own, a public one, one addressed to it or read by it."""
    if moves[move.PROPOSAL] < 0:
        return False
    if seat == proposer or moves[move.PRIVATE] == 0:
        return True
    if reads(arena, moves[move.CHANNEL], seat):
        return True
    return seat >= 0 and addressed(arena, moves[move.PROPOSAL], proposer, seat)


@rule
def close(arena: Arena, before: Public, moves: Ints, answers: Ints, key: Key) -> Public:
    """The end of a round: which proposal passed, `answers[p, proposer]` 1 for yes.

    Proposing is consent. Of several that pass, the one with most consents, then
    by draw.
    """
    public = fresh(before)
    state = public.state
    round_ = int(state[at.W_ROUND])
    if state[at.W_PHASE] == WAR:
        winner, most = -1, -1.0
        for proposer in range(moves.shape[0]):
            terms = moves[proposer, move.PROPOSAL]
            if terms < 0:
                continue
            consents, passed = 1.0, True
            for p in range(moves.shape[0]):
                if addressed(arena, terms, proposer, p):
                    consents += 1.0
                    passed = passed and answers[p, proposer] == 1
            draw = uniforms(key, round_, arena.stream[proposer], nature.TIE, 1)[0]
            if passed and consents + draw > most:
                winner, most = proposer, consents + draw
        if winner >= 0:
            _sign(arena, public, moves[winner, move.PROPOSAL])
    if state[at.W_PHASE] != OVER and round_ >= arena.rounds:
        state[at.W_ENDING] = HELD if state[at.W_PHASE] == CEASEFIRE else NEVER_AGREED
        if state[at.W_PHASE] == WAR and state[at.W_COLLAPSES] > 0.0:
            state[at.W_ENDING] = COLLAPSED
        state[at.W_PHASE] = OVER
    return Public(
        state, public.standing, public.commit, public.demand,
        public.voiced | (arena.latent[int(state[at.W_SIGNED])] if state[at.W_SIGNED] >= 0 else 0),
        public.fired, public.onlooker, public.tabled, public.declined,
    )  # fmt: skip


@rule
def _sign(arena: Arena, public: Public, terms: int) -> None:
    """A ceasefire: the guns fall silent and the sanctions named are lifted."""
    state = public.state
    state[at.W_PHASE] = CEASEFIRE
    state[at.W_SIGNED] = float(terms)
    state[at.W_SIGNED_ROUND] = state[at.W_ROUND]
    for p in range(public.standing.shape[0]):
        if (arena.needs[terms] >> p) & 1:
            public.standing[p, at.S_SANCTIONS] *= 1.0 - arena.relief[terms]
