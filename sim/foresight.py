"""Foresight: a mind of order 2, which weighs what its own acts teach the other.

It tables what maximises `P*s + (1-P)*phi*W`: s its own surplus, P the chance that
the terms pass, phi its foresight, and W the worth of the round after a refusal,
when the other has learnt from the offer. The other is of order 1 with the weight
that a Poisson law cut off below 2 gives (Camerer, Ho & Chong 2004), else of order
0; one of order 1 believes of this party what public acts show (`sim.onlooker`),
waits for a share of the best surplus that this leaves it, and would table its own
best terms (de Weerd, Verbrugge & Verheij 2017). So this party may give up surplus
to be understood, and not offer what would show how little it would take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import both, less, plus, scaled, times, where
from sim.compiled import rule
from sim.consents import acceptance
from sim.forecasts import answers, steps
from sim.likelihoods import agrees, as_usual, awaited, saw_offer, yes_at
from sim.onlooker import chair, reading
from sim.opponent import Seen, correct, row_of, rows_of, see, waits_of
from sim.outlook import Outlook

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.forecasts import Forecast
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CANDIDATES, BANDS = 12, 6
_FAINT = 0.01  # hypotheses below this share of a belief are not thought through


class Rival(NamedTuple):
    """The other belligerent as a mind of order 1, by row of the hypotheses about it."""

    wait: Floats  # [H] surplus it waits for
    tables: Ints  # [H] terms it would table, -1 where none would gain it anything


@rule
def first_order(own: Floats) -> float:
    """Chance that the other is of order 1 and not 0: Poisson with mean tau, cut off below 2."""
    tau = own[at.P_MIND_TAU]
    return float(tau / (1.0 + tau))


@rule
def thinks_ahead(arena: Arena, public: Public, i: int) -> bool:
    """Whether a round may follow, for a party that has an adversary to bargain with."""
    fights = i == arena.belligerent[arena.side[i]]
    return bool(fights and public.state[at.W_ROUND] < arena.rounds)


@rule
def _rest(arena: Arena, look: Outlook, i: int, rival: int) -> Floats:
    """Chance that all but the two belligerents consent, `[T]`; 0 for unusable terms."""
    chance = np.where(look.usable, 1.0, 0.0)
    for p in range(look.accept.shape[0]):
        if p not in (i, rival):
            chance = times(chance, look.accept[p])
    return chance


@rule
def _all(arena: Arena, read: Seen, onlooker: Own, belief: Floats, i: int) -> Floats:
    """Chance that belligerent i would accept each terms, `[T]`, by the onlooker's belief."""
    return acceptance(arena, read, onlooker, belief, i, np.arange(arena.needs.shape[0]))


@rule
def _gain(value: Floats, minimum: float, chance: Floats, barred: Bools) -> Floats:
    """Chance times surplus where there is any and nothing bars, `[T]`."""
    return np.where(barred, 0.0, chance * np.maximum(value - minimum, 0.0))


@rule
def _rival(
    arena: Arena, seen: Seen, own: Own, look: Outlook, rival: int, mine: Floats, rest: Floats
) -> Rival:
    """The other as a mind of order 1 that takes the chances `mine`, `[T]`, for this party's yes."""
    rows = own.belief.shape[1]
    wait, tables = np.zeros(rows), np.full(rows, -1, np.int64)
    chance = times(where(look.open, mine, 0.0), rest)
    hold = arena.middle[rival, at.P_MIND_HOLD]
    held = rows_of(arena, seen, own, rival)
    for k in range(rows):
        mass, mean = _row(arena, own.belief[rival, k])
        if mass >= _FAINT:
            row = row_of(held, k)
            gain = _gain(row.value, row.minimum + row.spread * mean, chance, row.red)
            best = int(np.argmax(gain))
            if gain[best] > 0.0:
                wait[k], tables[k] = hold * gain[best], best
    return Rival(wait, tables)


@rule
def _row(arena: Arena, weights: Floats) -> tuple[float, float]:
    """Weight of one row of a belief, `[C]`, and its mean offset."""
    mass, total = 0.0, 0.0
    for g in range(weights.shape[0]):
        mass += weights[g]
        total += weights[g] * arena.grid[g]
    return mass, total / mass if mass > 0.0 else 0.0


@rule
def mixed_yes(arena: Arena, seen: Seen, own: Own, j: int, terms: int, wait: Floats) -> Floats:
    """Chance of belligerent j's yes, `[H, C]`: order 0's, mixed with that of order 1 which waits.

    By the shares of a cognitive hierarchy; an order-0 yes is that of `saw_answer`.
    """
    share = first_order(own.own)
    found = np.empty((own.belief.shape[1], arena.grid.shape[0]))
    held = rows_of(arena, seen, own, j)
    for k in range(found.shape[0]):
        row = row_of(held, k)
        surplus = awaited(arena, seen, own, j, row, row.value[terms])
        for g in range(found.shape[1]):
            found[k, g] = arena.common[at.C_BELIEF_LAPSE] / 2.0
            if not row.red[terms]:
                waits = yes_at(arena, surplus[g] - wait[k])
                found[k, g] = (1.0 - share) * yes_at(arena, surplus[g]) + share * waits
    as_usual(arena, own.belief[j], found)
    return found


@rule
def _follows(
    arena: Arena,
    seen: Seen,
    own: Own,
    look: Outlook,
    rival: int,
    belief: Floats,
    other: Rival,
    rest: Floats,
) -> float:
    """Expected surplus of the next round, `[H, C]` believed of the other after a refusal.

    The better of what it would table, and of what this party could then table.
    """
    share = first_order(own.own)
    theirs, passing = 0.0, np.zeros(rest.shape[0])
    held = rows_of(arena, seen, own, rival)
    for k in range(belief.shape[0]):
        mass, _ = _row(arena, belief[k])
        if mass < _FAINT:
            continue
        row = row_of(held, k)
        table = answers(arena.answer, waits_of(arena, seen, own, rival, row, belief[k]))
        waits = steps(arena, row.value, row.minimum + other.wait[k], row.red)
        passing = plus(passing, scaled(table[waits], share))
        now = steps(arena, row.value, row.minimum, row.red)
        passing = plus(passing, scaled(table[now], 1.0 - share))
        terms = other.tables[k]
        if terms >= 0 and look.own[terms]:
            theirs += mass * share * rest[terms] * (look.value[terms] - look.minimum)
    mine = times(times(passing, rest), less(look.value, look.minimum))
    return float(max(theirs, where(look.own, mine, 0.0).max()))


@rule
def _prospect(
    arena: Arena,
    public: Public,
    read: Seen,
    seen: Seen,
    own: Own,
    look: Outlook,
    rest: Floats,
    i: int,
    terms: int,
) -> float:
    """What tabling terms is worth: now, and by what the other learns from them."""
    rival, onlooker = arena.belligerent[1 - arena.side[i]], chair(arena, public)
    of_me = public.onlooker[i]
    if public.tabled[i] != terms:
        of_me = correct(of_me, saw_offer(arena, public, read, onlooker, i, terms))
    other = _rival(arena, seen, own, look, rival, _all(arena, read, onlooker, of_me, i), rest)
    yes = mixed_yes(arena, seen, own, rival, terms, other.wait)
    chance = 0.0
    for k in range(yes.shape[0]):
        for g in range(yes.shape[1]):
            chance += own.belief[rival, k, g] * yes[k, g]
    chance *= rest[terms]
    after = correct(own.belief[rival], 1.0 - yes)
    later = _follows(arena, seen, own, look, rival, after, other, rest)
    surplus = look.value[terms] - look.minimum
    return float(chance * surplus + (1.0 - chance) * own.own[at.P_MIND_FORESIGHT] * later)


@rule
def short_list(gain: Floats, surplus: Floats) -> Ints:
    """Terms worth thinking through, `[CANDIDATES]`, -1 for none.

    The best by expected gain, the best of each band of own surplus, then the next best.
    """
    found, count = np.full(CANDIDATES, -1, np.int64), 0
    left = gain.copy()
    top = where(gain > 0.0, surplus, 0.0).max()
    for n in range(CANDIDATES):
        banded = left
        if 0 < n <= BANDS:
            low, high = top * (n - 1) / BANDS, top * n / BANDS
            banded = where(both(surplus > low, surplus <= high), left, 0.0)
        best = int(np.argmax(banded))
        if banded[best] > 0.0:
            found[count] = best
            left[best] = 0.0
            count += 1
    return found


@rule
def foresee(arena: Arena, public: Public, now: Forecast, own: Own, look: Outlook, i: int) -> int:
    """The terms an order-2 party tables, or -1; in the last round those of order 1."""
    surplus = less(look.value, look.minimum)
    gain = where(look.own, times(look.passes, surplus), 0.0)
    listed = short_list(gain, surplus)
    if not thinks_ahead(arena, public, i):
        return int(listed[0])
    seen, read = see(arena, public, now, own, i), reading(arena, public, now, chair(arena, public))
    rest = _rest(arena, look, i, arena.belligerent[1 - arena.side[i]])
    best, most = -1, 0.0
    for n in range(CANDIDATES):
        if listed[n] >= 0:
            worth = _prospect(arena, public, read, seen, own, look, rest, i, listed[n])
            if worth > most:
                best, most = int(listed[n]), worth
    return best


@rule
def rival_waits(
    arena: Arena, public: Public, now: Forecast, seen: Seen, own: Own, look: Outlook, i: int
) -> Floats:
    """The surplus, `[H]`, that the other waits for now if it is of order 1."""
    rival = arena.belligerent[1 - arena.side[i]]
    onlooker = chair(arena, public)
    read = reading(arena, public, now, onlooker)
    mine = _all(arena, read, onlooker, public.onlooker[i], i)
    return _rival(arena, seen, own, look, rival, mine, _rest(arena, look, i, rival)).wait


@rule
def foresee_answer(
    arena: Arena,
    public: Public,
    now: Forecast,
    seen: Seen,
    own: Own,
    look: Outlook,
    i: int,
    terms: int,
) -> bool:
    """Whether an order-2 party accepts: it waits for a share of what would follow its no."""
    if not look.own[terms]:
        return False
    rival = arena.belligerent[1 - arena.side[i]]
    rest, onlooker = _rest(arena, look, i, rival), chair(arena, public)
    read = reading(arena, public, now, onlooker)
    refusal = 1.0 - agrees(arena, read, onlooker, i, terms, arena.none)
    mine = _all(arena, read, onlooker, correct(public.onlooker[i], refusal), i)
    other = _rival(arena, seen, own, look, rival, mine, rest)
    later = _follows(arena, seen, own, look, rival, own.belief[rival], other, rest)
    return bool(look.value[terms] - look.minimum >= own.own[at.P_MIND_HOLD] * later)
