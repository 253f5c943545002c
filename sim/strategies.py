"""Strategies: from what a seat may know to its act, each with its citation.

Order 0 has no model of the other and concedes along a curve (Faratin, Sierra
& Jennings 1998). Order 1 proposes what maximises the chance of acceptance
times its own surplus under its belief (Zeng & Sycara 1998; Baarslag 2016),
and waits for a share of the best surplus it still expects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import moves as move
from sim.arrays import both, from_level, less, plus, scaled, times, where, within
from sim.behaviour import aspiration
from sim.channels import NO_WAY, route
from sim.compiled import rule
from sim.insight import credit
from sim.moves import nothing
from sim.readiness import asks_ready, comes, readiness, ready, stalls
from sim.reservation import chance

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public
    from sim.outlook import Outlook

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@rule
def decide(arena: Arena, public: Public, own: Own, look: Outlook, i: int) -> Ints:
    """A machine party's moves, `[MOVES]`."""
    moves = nothing()
    fighting = public.state[at.W_PHASE] < 0.5
    opening = look.window_formula >= arena.common[at.C_BEHAVIOUR_OPEN]
    if arena.may[i, move.MAY_POSTURE]:
        moves[move.POSTURE] = _posture(arena, public, own, i, fighting, opening)
    if arena.may[i, move.MAY_AID] or arena.may[i, move.MAY_SANCTIONS]:
        _support(arena, public, i, fighting, moves)
    if arena.may[i, move.MAY_STATEMENT]:
        _statement(arena, public, own, i, fighting, opening, moves)
    if fighting and arena.may[i, move.MAY_INSIGHT] and _news(public, own):
        _insight(arena, own, i, moves)
    if fighting and arena.may[i, move.MAY_VOICE]:
        _formula(arena, public, own, look, i, moves)
    ripe = comes(arena, public, own, look.window_formula, i)
    if fighting and arena.may[i, move.MAY_PROPOSE] and ripe:
        moves[move.PROPOSAL] = proposal(arena, public, own, look, i)
        keep_face(arena, own, look, i, moves)
        _dispatch(arena, public, i, moves)
    return moves


@rule
def _dispatch(arena: Arena, public: Public, i: int, moves: Ints) -> None:
    """Choose the way of a proposal; where there is none, nothing is tabled."""
    way = route(arena, public, i)
    if way == NO_WAY:
        moves[move.PROPOSAL] = -1
    else:
        moves[move.CHANNEL] = way


@rule
def order(own: Own) -> int:
    """The party's order: the whole part of `mind.order`."""
    return int(own.own[at.P_MIND_ORDER])


@rule
def keep_face(arena: Arena, own: Own, look: Outlook, i: int, moves: Ints) -> None:
    """Drop a demand that would take the party's own offer below its minimum."""
    if moves[move.STATEMENT] == move.DEMAND and _sinks(arena, own, look, i, moves):
        moves[move.STATEMENT] = move.SILENT


@rule
def _sinks(arena: Arena, own: Own, look: Outlook, i: int, moves: Ints) -> bool:
    """Whether a demand would take a party's own offer below its minimum, by the face it costs."""
    terms, issue = moves[move.PROPOSAL], moves[move.ISSUE]
    if terms < 0:
        return False
    conceded = own.values[moves[move.OPTION]] - own.values[arena.options[issue, terms]]
    face = own.own[at.P_LEADER_FACE] * arena.unsaved[i, terms] * max(0.0, conceded)
    price = own.scale * own.weights[issue] * arena.common[at.C_BEHAVIOUR_COMMITMENT] * face
    return bool(look.value[terms] - price < look.minimum + 1e-12 and price > 0.0)


@rule
def _posture(arena: Arena, public: Public, own: Own, i: int, fighting: bool, opening: bool) -> int:
    """Hold in a ceasefire or while a window seems open; attack while winning seems likely."""
    if not fighting or opening:
        return move.HOLD
    p = chance(own.own, public.state, arena.side[i])
    return move.ATTACK if p >= arena.common[at.C_BEHAVIOUR_ATTACK_ABOVE] else move.HOLD


@rule
def _support(arena: Arena, public: Public, i: int, fighting: bool, moves: Ints) -> None:
    """Aid and sanctions follow attention: more while it is high, less once it is low."""
    attention = public.standing[i, at.S_ATTENTION]
    step = 0
    if fighting and attention >= arena.common[at.C_BEHAVIOUR_ATTENTION_HIGH]:
        step = 1
    elif attention < arena.common[at.C_BEHAVIOUR_ATTENTION_LOW]:
        step = -1
    if arena.may[i, move.MAY_AID]:
        moves[move.AID] = step
    if arena.may[i, move.MAY_SANCTIONS] and fighting:
        moves[move.SANCTIONS] = max(step, 0)


@rule
def _statement(
    arena: Arena, public: Public, own: Own, i: int, fighting: bool, opening: bool, moves: Ints
) -> None:
    """A belligerent demands its weightiest issue while it fights on, and softens at an opening."""
    if not fighting or i != arena.belligerent[arena.side[i]]:
        return
    issue = int(np.argmax(own.weights))
    if opening and public.commit[i, issue] > 0.0:
        moves[move.STATEMENT] = move.SOFTEN
        moves[move.ISSUE] = issue
        moves[move.OPTION] = public.demand[i, issue]
    elif not opening and public.commit[i, issue] <= 0.0:
        moves[move.STATEMENT] = move.DEMAND
        moves[move.ISSUE] = issue
        moves[move.OPTION] = best_option(arena, public, own, issue)


@rule
def best_option(arena: Arena, public: Public, own: Own, issue: int) -> int:
    """The voiced option of an issue that the party values most, flat number."""
    best, found = arena.silent[issue], -np.inf
    for option in range(arena.issue_of.shape[0]):
        spoken = (arena.option_latent[option] & ~public.voiced) == 0
        if arena.issue_of[option] == issue and spoken and own.values[option] > found:
            best, found = option, own.values[option]
    return int(best)


@rule
def _insight(arena: Arena, own: Own, i: int, moves: Ints) -> None:
    """Tell those who would believe it what one's experts heard of the adversary's minimum."""
    about = arena.belligerent[1 - arena.side[i]]
    if own.experts[0] <= 0.0 and own.experts[2] < 0.0:
        return
    to = 0
    for listener in range(arena.stream.shape[0]):
        if listener not in (i, about) and credit(arena, 1.0, i, listener) > 0.0:
            to |= 1 << listener
    if to != 0:
        moves[move.ABOUT] = about
        moves[move.TO] = to


@rule
def _news(public: Public, own: Own) -> bool:
    """Whether experts know twice what they last could tell: after 1, 2, 4, 8 ... hearings."""
    each = own.own[at.P_KNOWLEDGE_PRECISION]
    if each <= 0.0:
        return bool(public.state[at.W_ROUND] < 1.5)
    heard = int(own.experts[0] / each + 0.5)
    return heard & (heard - 1) == 0


@rule
def _formula(arena: Arena, public: Public, own: Own, look: Outlook, i: int, moves: Ints) -> None:
    """Put forward the formula that opens the window furthest, if it opens it at all.

    A third party suggests it first, in private, to a belligerent that trusts it;
    what that one then leaves unsaid it voices for everybody.
    """
    unspoken = own.knows & ~public.voiced
    gain = look.window_formula - look.window
    if unspoken == 0 or gain < arena.common[at.C_BEHAVIOUR_VOICE_GAIN]:
        return
    option = formula(arena, public, look, unspoken)
    moves[move.VOICE] = option
    if i == arena.belligerent[arena.side[i]] or own.hinted & arena.option_latent[option]:
        return
    for side in range(2):
        listener = arena.belligerent[side]
        if credit(arena, 1.0, i, listener) > 0.0:
            moves[move.HINT] |= 1 << listener


@rule
def formula(arena: Arena, public: Public, look: Outlook, unspoken: int) -> int:
    """The unspoken option with which some terms are likeliest to pass, by both readings of it."""
    best, found = -1, -1.0
    for option in range(arena.option_latent.shape[0]):
        bit = arena.option_latent[option]
        if bit & unspoken:
            here = within(arena.latent, public.voiced | bit)
            chance = where(here, look.passes, 0.0).max()
            if chance > found:
                best, found = option, chance
    return best


@rule
def expected(look: Outlook, otherwise: float) -> Floats:
    """Chance of passing times own surplus where terms are acceptable, `[T]`."""
    return where(look.own, times(look.passes, less(look.value, look.minimum)), otherwise)


@rule
def _same(options: Ints, option: int) -> Floats:
    """1 where an option is chosen, else 0."""
    return np.where(options == option, 1.0, 0.0)


@rule
def proposal(arena: Arena, public: Public, own: Own, look: Outlook, i: int) -> int:
    """The terms to table, or -1."""
    if stalls(arena, public, own, look.window_formula, i):
        return _dearest(look)
    if order(own) == 0:
        return _concede(arena, public, own, look, i)
    gain = expected(look, -1.0)
    best = int(np.argmax(gain))
    return best if gain[best] > 0.0 else -1


@rule
def _dearest(look: Outlook) -> int:
    """The acceptable terms that the party values most, or -1."""
    mine = both(look.own, look.usable)
    return int(np.argmax(where(mine, look.value, -np.inf))) if mine.any() else -1


@rule
def _concede(arena: Arena, public: Public, own: Own, look: Outlook, i: int) -> int:
    """Order 0: terms nearest above its aspiration, most like what the other last offered."""
    mine = both(look.own, look.usable)
    if not mine.any():
        return -1
    level = _asked(arena, public, own, look, mine)
    above = both(mine, from_level(look.value, level - 1e-12))
    rival = arena.belligerent[1 - arena.side[i]]
    likeness = np.zeros(look.value.shape[0])
    if own.offered[rival] >= 0:
        for issue in range(arena.options.shape[0]):
            theirs = arena.options[issue, own.offered[rival]]
            likeness = plus(likeness, _same(arena.options[issue], theirs))
    return int(np.argmax(where(above, plus(likeness, scaled(look.value, -1.0)), -np.inf)))


@rule
def _asked(arena: Arena, public: Public, own: Own, look: Outlook, mine: Bools) -> float:
    """Order 0's aspiration now, on the utility scale.

    With `mind.firm` it stays at `behaviour.first` till then, and yields all at once
    (Langlois & Langlois 2012: rivals stand firm until one yields).
    """
    top = where(mine, look.value, -np.inf).max()
    elapsed, firm = public.state[at.W_ROUND] / arena.rounds, own.own[at.P_MIND_FIRM]
    share = aspiration(elapsed, own.own[at.P_MIND_CONCESSION])
    if firm > 0.0:
        share = arena.common[at.C_BEHAVIOUR_FIRST] if elapsed < firm else 0.0
    return float(look.minimum + share * (top - look.minimum))


@rule
def answer(arena: Arena, public: Public, own: Own, look: Outlook, i: int, terms: int) -> bool:
    """Whether a machine party accepts terms now: never below its reservation point."""
    if not look.own[terms] or not ready(arena, public, own, look.window_formula, i):
        return False
    if i != arena.belligerent[arena.side[i]]:
        return True
    if order(own) == 0:
        mine = both(look.own, look.usable)
        return bool(look.value[terms] >= _asked(arena, public, own, look, mine) - 1e-12)
    gain = expected(look, 0.0)
    waiting = own.own[at.P_MIND_HOLD] * gain.max()
    if asks_ready(arena, i):
        eased = readiness(arena, public, own, look.window_formula, i)
        waiting *= 1.0 - arena.common[at.C_BEHAVIOUR_CONCILIATION] * eased
    return bool(look.value[terms] - look.minimum >= waiting)
