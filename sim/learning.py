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
from sim.channels import NO_WAY, intercepts, reads, route
from sim.compiled import rule, structure
from sim.consents import likely
from sim.foresight import mixed_yes, rival_waits, thinks_ahead
from sim.hypotheses import GRID
from sim.insight import credit, listen, track_record
from sim.likelihoods import (
    heard_demand,
    saw_answer,
    saw_offer,
    saw_posture,
    saw_signal,
    saw_silence,
)
from sim.opponent import PROFILES, Seen, attended, correct, evidence, spots
from sim.outlook import everything, outlook, willing
from sim.rules import WAR, addressed, sees
from sim.strategies import order

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.forecasts import Forecast
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Kinds of correction, in the first but one column of a trail's notes.
POSTURE, DEMAND, OFFER, INSIGHT, ACCEPTANCE, REFUSAL, EXPERTS, SIGNAL = 0, 1, 2, 3, 4, 5, 6, 7
SILENCE = 8
ABOUT, KIND, WHO, WHAT = 0, 1, 2, 3


class Trail(NamedTuple):
    """Room for N corrections in order; what finds no room is but counted."""

    note: Ints  # [N, 4] the party the belief is about, kind, who acted, terms or issue or -1
    after: Floats  # [N, H, C] the belief the correction left
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


@structure
class Mind(NamedTuple):
    """What a seat may change its mind about; arrays that learning changes in place."""

    belief: Floats  # [P, H, C]
    told: Floats  # [P, 3] by informant
    offered: Ints  # [P] terms it last saw each offer
    refused: Ints  # [P] terms it last saw each refuse
    unaided: Floats  # [H, C] belief about its adversary without any informant's word
    trust: Floats  # [P] in each informant


def mind_of(own: Own) -> Mind:
    """The mind of a seat, to be changed without changing the seat."""
    return Mind(
        own.belief.copy(), own.told.copy(), own.offered.copy(), own.refused.copy(),
        own.unaided.copy(), own.trust.copy(),
    )  # fmt: skip


@rule
def names_profile(own: Floats) -> bool:
    """Whether a named profile means anything in the support of a seat with these numbers."""
    return int(own[at.P_MIND_SUPPORT]) == PROFILES


@rule
def news(
    arena: Arena,
    public: Public,
    own: Own,
    about: int,
    told: Floats,
    word: Floats,
    accuracy: float,
    trust: float,
) -> Floats:
    """Likelihood, `[H, C]`, of an informant's word to a seat: 1 if the same was told before."""
    if word[0] == told[0] and word[1] == told[1] and word[2] == told[2]:
        return np.ones(own.belief.shape[1:])
    places, named = spots(arena, public, own, about), names_profile(own.own)
    return listen(arena, about, places, told, word, accuracy, trust, named)


@rule
def learn_experts(
    arena: Arena, public: Public, own: Own, i: int, experts: Floats, mind: Mind, trail: Trail
) -> None:
    """Seat i learns what its own experts heard of its adversary, `experts` being all they know."""
    rival = arena.belligerent[1 - arena.side[i]]
    accuracy, attention = own.own[at.P_KNOWLEDGE_PROFILE], own.own[at.P_MIND_ATTENTION]
    if attention > 0.0:
        likelihood = news(arena, public, own, rival, mind.told[i], experts, accuracy, attention)
        put(mind.belief[rival], correct(mind.belief[rival], likelihood))
        put(mind.unaided, correct(mind.unaided, likelihood))
    put(mind.told[i], experts)
    leave(trail, rival, EXPERTS, i, -1, mind.belief[rival])


@rule
def learn_signals(arena: Arena, public: Public, own: Own, i: int, mind: Mind, trail: Trail) -> None:
    """Seat i learns from the signals of the round, each by the readings it holds possible."""
    if public.state[at.W_PHASE] != WAR:
        return
    for n in range(arena.signal_round.shape[0]):
        j = arena.signal_about[n]
        if j != i and arena.signal_round[n] == int(public.state[at.W_ROUND]):
            likelihood = saw_signal(arena, own, spots(arena, public, own, j), n)
            _take_in(arena, own, i, j, likelihood, mind)
            leave(trail, j, SIGNAL, j, n, mind.belief[j])


@rule
def tells(arena: Arena, public: Public, moves: Ints) -> bool:
    """Whether moves may teach anybody: a change of posture, a demand, an offer, a word, silence."""
    for j in range(moves.shape[0]):
        attacks = moves[j, move.POSTURE] == move.ATTACK
        turned = attacks != (public.standing[j, at.S_POSTURE] > 1.5)
        offers = moves[j, move.PROPOSAL] >= 0 or moves[j, move.LETTER] >= 0
        if turned or offers or moves[j, move.STATEMENT] == move.DEMAND or moves[j, move.ABOUT] >= 0:
            return True
        if _could_table(arena, public, j):
            return True
    return False


@rule
def _could_table(arena: Arena, public: Public, j: int) -> bool:
    """Whether it says something of party j that it tables nothing now: by `belief.silence`."""
    says = arena.common[at.C_BELIEF_SILENCE] > 0.0 and public.state[at.W_PHASE] == WAR
    fights = j == arena.belligerent[arena.side[j]] and arena.may[j, move.MAY_PROPOSE]
    return bool(says and fights and route(arena, public, j) != NO_WAY)


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

    `words` has in row p what p's experts know; only rows of those who tell the seat are read.
    """
    for j in range(moves.shape[0]):
        if i != j:
            _acts(arena, public, seen, own, i, j, moves[j], mind, trail)
        if sees(arena, moves[j], j, i):
            mind.offered[j] = moves[j, move.PROPOSAL]
        if intercepts(arena, moves[j], j, i):
            mind.offered[j] = moves[j, move.LETTER]
    for informant in range(moves.shape[0]):
        about = moves[informant, move.ABOUT]
        heard = i >= 0 and informant != i and about >= 0
        told_me = heard and (moves[informant, move.TO] >> max(i, 0)) & 1 == 1
        if told_me and about != i and about == arena.belligerent[1 - arena.side[informant]]:
            _hear_out(arena, public, own, i, informant, about, words[informant], mind)
            leave(trail, about, INSIGHT, informant, -1, mind.belief[about])


@rule
def _hear_out(
    arena: Arena,
    public: Public,
    own: Own,
    i: int,
    informant: int,
    about: int,
    word: Floats,
    mind: Mind,
) -> None:
    """Seat i hears what an informant's experts know, as far as it trusts and attends."""
    accuracy, told = arena.middle[informant, at.P_KNOWLEDGE_PROFILE], mind.told[informant]
    trust = credit(arena, mind.trust[informant], informant, i) * own.own[at.P_MIND_ATTENTION]
    belief = mind.belief[about]
    if trust > 0.0:
        likelihood = news(arena, public, own, about, told, word, accuracy, trust)
        put(belief, correct(belief, likelihood))
    put(told, word)


@rule
def _take_in(arena: Arena, own: Own, i: int, j: int, likelihood: Floats, mind: Mind) -> None:
    """Seat i takes in what an act of party j says: of j, and of who had told it about j.

    As far as it attends and trusts its model: the power of a likelihood under
    misspecification (Bissiri, Holmes & Walker 2016).
    """
    power = own.own[at.P_MIND_ATTENTION] * arena.common[at.C_BELIEF_LEARNING]
    likelihood = attended(likelihood, power)
    if i >= 0 and j == arena.belligerent[1 - arena.side[i]]:
        aided, alone = evidence(mind.belief[j], likelihood), evidence(mind.unaided, likelihood)
        for informant in range(mind.trust.shape[0]):
            told = mind.told[informant]
            if informant != i and (told[0] > 0.0 or told[2] >= 0.0):
                mind.trust[informant] = track_record(mind.trust[informant], aided, alone)
        put(mind.unaided, correct(mind.unaided, likelihood))
    put(mind.belief[j], correct(mind.belief[j], likelihood))


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
    """Seat i learns from party j's own moves: posture, demand, offer, silence."""
    attacks = moves[move.POSTURE] == move.ATTACK
    before = public.standing[j, at.S_POSTURE] > 1.5
    fighting = public.state[at.W_PHASE] == WAR
    if fighting and arena.may[j, move.MAY_POSTURE] and attacks != before:
        _take_in(arena, own, i, j, saw_posture(arena, seen, own, j, attacks), mind)
        leave(trail, j, POSTURE, j, moves[move.POSTURE], mind.belief[j])
    if moves[move.STATEMENT] == move.DEMAND:
        _take_in(arena, own, i, j, heard_demand(arena, seen, own, j, moves[move.ISSUE]), mind)
        leave(trail, j, DEMAND, j, moves[move.ISSUE], mind.belief[j])
    terms, last = moves[move.PROPOSAL], own.offered[j]
    if sees(arena, moves, j, i):
        # who read a letter when it was sent has learnt from it
        known = moves[move.LATE] > 0 and reads(arena, moves[move.CHANNEL], i)
        if terms != last and not known:
            _take_in(arena, own, i, j, saw_offer(arena, public, seen, own, j, terms), mind)
            leave(trail, j, OFFER, j, terms, mind.belief[j])
        last = terms
    letter = moves[move.LETTER]
    if intercepts(arena, moves, j, i) and letter != last:
        _take_in(arena, own, i, j, saw_offer(arena, public, seen, own, j, letter), mind)
        leave(trail, j, OFFER, j, letter, mind.belief[j])
    heard = sees(arena, moves, j, i) or intercepts(arena, moves, j, i)
    if not heard and _could_table(arena, public, j):
        _take_in(arena, own, i, j, saw_silence(arena, public, seen, own, j), mind)
        leave(trail, j, SILENCE, j, -1, mind.belief[j])


@rule
def learn_answers(
    arena: Arena,
    public: Public,
    now: Forecast,
    seen: Seen,
    own: Own,
    i: int,
    moves: Ints,
    answers: Ints,
    mind: Mind,
    trail: Trail,
) -> None:
    """Seat i learns from everybody's answers, `[P, P]`, to the proposals it saw.

    The same answer to the same terms again teaches nothing. A mind of order 2 reads the answers of
    its adversary as those of a mind of order 0 or 1 (`sim.foresight`).
    """
    second, waits = order(own) == 2, np.zeros(own.belief.shape[1])
    if second and thinks_ahead(arena, public, i):
        look = outlook(arena, public, seen, own, i, everything(arena))
        waits = rival_waits(arena, public, now, seen, own, look, i)
    mine = arena.never
    if i >= 0 and i == arena.belligerent[arena.side[i]]:
        mine = willing(arena, public, seen, own, i)
    for proposer in range(moves.shape[0]):
        terms = moves[proposer, move.PROPOSAL]
        if not sees(arena, moves[proposer], proposer, i):
            continue
        for j in range(moves.shape[0]):
            accepted = answers[j, proposer] == 1
            heard = _remembered(arena, terms, accepted)
            known = heard != -1 and mind.refused[j] == heard
            if j == i or known or not addressed(arena, terms, proposer, j):
                continue
            instead = _instead(arena, seen, own, i, j, terms, mine)
            likelihood = saw_answer(arena, seen, own, j, terms, instead, accepted)
            if second and j == arena.belligerent[1 - arena.side[i]]:
                yes = mixed_yes(arena, seen, own, j, terms, waits)
                likelihood = yes if accepted else 1.0 - yes
            _take_in(arena, own, i, j, likelihood, mind)
            mind.refused[j] = heard
            leave(trail, j, ACCEPTANCE if accepted else REFUSAL, j, terms, mind.belief[j])


@rule
def _remembered(arena: Arena, terms: int, accepted: bool) -> int:
    """An answer as it is remembered, so that the same again teaches nothing.

    Refused terms are their number, accepted ones -2 less it. Tier grid forgets a yes: -1.
    """
    if not accepted:
        return terms
    return -1 if arena.tier == GRID else -2 - terms


@rule
def _instead(arena: Arena, seen: Seen, own: Own, i: int, j: int, terms: int, mine: Bools) -> int:
    """The terms that party j compares an offer with by seat i's reading, -1 for its course.

    `mine`, `[T]`, are those that seat i accepts, where it is a belligerent.
    """
    if j != arena.belligerent[arena.side[j]]:
        without = arena.without[j, terms]
        if likely(arena, seen, own, i, without, mine[without]):
            return int(without)
    return -1
