"""The opponent model: a joint posterior over utility and reservation point.

A hypothesis about party j is a row (a named profile, the believer's mirror
image, or uniform weights) and an offset of j's reservation point from what
that row forecasts from the public war state. *Predict* lets the offset
drift; *correct* multiplies by the likelihood of j's acts, each once.
Empathy is the prior weight of j's own profiles against the mirror.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import best_of, fill, put, within
from sim.behaviour import attack_likelihood, offer_likelihood
from sim.compiled import entry, rule
from sim.preferences import effective, reservation, shift

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Own, Public

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Steps = NDArray[np.int16]

PROFILES, PLACEBO, LEFT_OUT = 0, 1, 2  # mind.support
FIXED_PIE, SAME_PRIORITIES, OWN_LIMIT = 0, 1, 2  # mind.mirror
_FLOOR = 1e-300


class Forecast(NamedTuple):
    """What public knowledge says of every party under the shared hypotheses, now."""

    value: Floats  # [2, H, T] effective value of terms to each belligerent
    minimum: Floats  # [P, H] reservation point at the middle of its ranges
    shift: Floats  # [2]
    top: Floats  # [2, H] most that voiced terms could give each belligerent
    step: Steps  # [P, H, T] row of the table of answers that each terms' surplus falls in


@entry
def forecast(arena: Arena, public: Public) -> Forecast:
    """Public forecast of values and reservation points."""
    parties, rows, terms = arena.rows.shape
    profiles = arena.chance.shape[1]
    value = np.empty((2, rows, terms))
    minimum = np.empty((parties, rows))
    moved, top = np.empty(2), np.empty((2, rows))
    step = np.empty((parties, rows, terms), np.int16)
    voiced = within(arena.latent, public.voiced)
    for side in range(2):
        moved[side] = shift(arena, public.standing, side)
    for p in range(parties):
        for k in range(rows):
            floor, scale = arena.floor[p, k], arena.scale[p, k]
            minimum[p, k] = reservation(
                arena.middle[p], public.standing[p], public.state, arena.side[p], floor, scale
            )
    for side in range(2):
        p = arena.belligerent[side]
        for k in range(rows):
            put(value[side, k], effective(
                arena, arena.rows[p, k], arena.middle[p], arena.weights[p, k],
                arena.values[p, min(k, profiles - 1)], arena.scale[p, k], arena.floor[p, k], p,
                moved[side], public.standing[p, at.S_EXIT], public.commit[p], public.demand[p],
            ))  # fmt: skip
            red = arena.red[p, k] if k < profiles else arena.never
            top[side, k] = best_of(voiced, red, value[side, k])
    for p in range(parties):
        for k in range(rows):
            worth = arena.rows[p, k]
            if p == arena.belligerent[arena.side[p]]:
                worth = value[arena.side[p], k]
            red = arena.red[p, k] if k < profiles else arena.never
            put(step[p, k], steps(arena, worth, minimum[p, k], red))
    return Forecast(value, minimum, moved, top, step)


@rule
def steps(arena: Arena, value: Floats, minimum: float, barred: Bools) -> Steps:
    """The row of the table of answers for each terms' surplus over a minimum, `[T]`.

    One row past the table, which stands for a certain no, where something bars.
    """
    zero, per = minimum + arena.answer_low - 0.5 * arena.answer_step, 1.0 / arena.answer_step
    last = float(arena.answer.shape[1])
    place = np.minimum(np.maximum((value - zero) * per, 0.0), last - 1.0)
    found: Steps = np.where(barred, last, place).astype(np.int16)
    return found


@rule
def step_of(arena: Arena, seen: Seen, j: int, k: int) -> Steps:
    """The row of the table of answers for each terms under row k of belligerent j, `[T]`."""
    profiles, side = arena.chance.shape[1], arena.side[j]
    if k == profiles or (k < profiles and seen.placebo):
        imagined: Steps = seen.imagined_step[side, 0 if k == profiles else 1 + k]
        return imagined
    shared: Steps = seen.step[j, k if k < profiles else k - 1]
    return shared


class Seen(NamedTuple):
    """A forecast with one believer's own imagination of the others added."""

    value: Floats  # [2, H, T]
    minimum: Floats  # [P, H]
    shift: Floats  # [2]
    top: Floats  # [2, H]
    step: Steps  # [P, H, T]
    imagined: Floats  # [2, R, T] effective value to each belligerent under mirror and placebos
    imagined_minimum: Floats  # [P, R]
    imagined_top: Floats  # [2, R]
    imagined_step: Steps  # [2, R, T]
    placebo: bool  # whether placebos stand in for the named profiles


class Guess(NamedTuple):
    """One hypothesis row of a believer about a party: values of terms and forecast minimum."""

    value: Floats  # [T]
    minimum: float
    red: Bools  # [T]
    weights: Floats  # [I]
    top: float  # most that voiced terms could give it


@rule
def see(arena: Arena, public: Public, forecast_: Forecast, own: Own, i: int) -> Seen:
    """What party i makes of the public forecast: its mirror image and placebos, now."""
    parties, kinds, terms = own.imagined.shape
    imagined = np.empty((2, kinds, terms))
    lowest, top = np.empty((parties, kinds)), np.empty((2, kinds))
    step = np.empty((2, kinds, terms), np.int16)
    voiced = within(arena.latent, public.voiced)
    for j in range(parties):
        for r in range(kinds):
            floor, scale = own.imagined_floor[j, r], own.imagined_scale[j, r]
            lowest[j, r] = reservation(
                arena.middle[j], public.standing[j], public.state, arena.side[j], floor, scale
            )
        if int(own.own[at.P_MIND_MIRROR]) == OWN_LIMIT:
            lowest[j, 0] = reservation(
                own.own, public.standing[i], public.state, arena.side[i], own.floor, own.scale
            )
    for side in range(2):
        j = arena.belligerent[side]
        for r in range(kinds):
            put(imagined[side, r], effective(
                arena, own.imagined[j, r], arena.middle[j], own.imagined_weights[j, r],
                own.imagined_values[j, r], own.imagined_scale[j, r], own.imagined_floor[j, r], j,
                forecast_.shift[side], public.standing[j, at.S_EXIT], public.commit[j],
                public.demand[j],
            ))  # fmt: skip
            red = arena.red[j, r - 1] if r > 0 else arena.never
            top[side, r] = best_of(voiced, red, imagined[side, r])
            put(step[side, r], steps(arena, imagined[side, r], lowest[j, r], red))
    return Seen(
        forecast_.value, forecast_.minimum, forecast_.shift, forecast_.top, forecast_.step,
        imagined, lowest, top, step, int(own.own[at.P_MIND_SUPPORT]) == PLACEBO,
    )  # fmt: skip


@rule
def guess(arena: Arena, seen: Seen, own: Own, j: int, k: int) -> Guess:
    """Row k of what a believer holds possible of party j."""
    profiles = arena.chance.shape[1]
    side = arena.side[j]
    fights = j == arena.belligerent[side]
    if k == profiles or (k < profiles and seen.placebo):
        r = 0 if k == profiles else 1 + k
        value = seen.imagined[side, r] if fights else own.imagined[j, r]
        red = arena.red[j, k] if k < profiles else arena.never
        top = seen.imagined_top[side, r] if fights else 1.0
        return Guess(value, seen.imagined_minimum[j, r], red, own.imagined_weights[j, r], top)
    shared = k if k < profiles else k - 1
    value = seen.value[side, shared] if fights else arena.rows[j, shared]
    red = arena.red[j, k] if k < profiles else arena.never
    top = seen.top[side, shared] if fights else 1.0
    return Guess(value, seen.minimum[j, shared], red, arena.weights[j, shared], top)


@rule
def prior(arena: Arena, own: Floats, spreads: Floats, excluded: int, j: int) -> Floats:
    """A believer's prior about party j, `[H, G]`.

    `e*profiles + (1 - e - eta)*mirror + eta*uniform`; `spreads[j, k]` has mean and
    deviation of the offset under profile k; `excluded` is a profile left out, or -1.
    """
    profiles, rows = arena.chance.shape[1], arena.rows.shape[1] + 1
    eta = arena.common[at.C_BELIEF_UNIFORM]
    empathy = min(own[at.P_MIND_EMPATHY], 1.0 - eta)
    weight = np.zeros(rows)
    total = 0.0
    for k in range(profiles):
        weight[k] = 0.0 if k == excluded else arena.chance[j, k]
        total += weight[k]
    for k in range(profiles):
        weight[k] = empathy * weight[k] / total if total > 0.0 else 0.0
    used = empathy if total > 0.0 else 0.0
    weight[profiles] = 1.0 - eta - used
    for k in range(profiles + 1, rows):
        weight[k] = eta / (rows - profiles - 1)
    belief = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        mean, deviation = 0.0, arena.common[at.C_BELIEF_SPREAD]
        if k < profiles:
            mean, deviation = spreads[j, k, 0], spreads[j, k, 1]
        mass = 0.0
        for g in range(arena.grid.shape[0]):
            z = (arena.grid[g] - mean) / deviation
            belief[k, g] = math.exp(-0.5 * z * z) + 1e-6
            mass += belief[k, g]
        for g in range(arena.grid.shape[0]):
            belief[k, g] *= weight[k] / mass
    return belief


@rule
def predict(arena: Arena, belief: Floats) -> Floats:
    """One round of drift: the offset of the minimum diffuses, ends reflecting, `[P, H, G]`."""
    step = arena.grid[1] - arena.grid[0]
    ratio = arena.common[at.C_BELIEF_DRIFT] / step
    q = min(0.25, 0.5 * ratio * ratio)
    last = belief.shape[2] - 1
    moved = np.empty(belief.shape)
    for j in range(belief.shape[0]):
        for k in range(belief.shape[1]):
            for g in range(last + 1):
                below = belief[j, k, g - 1] if g > 0 else belief[j, k, g]
                above = belief[j, k, g + 1] if g < last else belief[j, k, g]
                moved[j, k, g] = (1.0 - 2.0 * q) * belief[j, k, g] + q * (below + above)
    return moved


@rule
def correct(belief: Floats, likelihood: Floats) -> Floats:
    """Bayes: posterior over hypotheses, `[H, G]` times `[H, G]`, normalised."""
    total = 0.0
    for k in range(belief.shape[0]):
        for g in range(belief.shape[1]):
            total += belief[k, g] * likelihood[k, g]
    if total <= _FLOOR:
        return belief
    posterior = np.empty(belief.shape)
    for k in range(belief.shape[0]):
        for g in range(belief.shape[1]):
            posterior[k, g] = belief[k, g] * likelihood[k, g] / total
    return posterior


@rule
def saw_offer(arena: Arena, public: Public, seen: Seen, own: Own, j: int, terms: int) -> Floats:
    """Likelihood, `[H, G]`, of party j's offering these terms now."""
    rows = arena.rows.shape[1] + 1
    elapsed = public.state[at.W_ROUND] / arena.rounds
    likelihood = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        row = guess(arena, seen, own, j, k)
        if row.red[terms]:
            fill(likelihood[k], arena.common[at.C_BELIEF_LAPSE])
        else:
            likely = offer_likelihood(
                arena.common, arena.grid, row.value[terms], row.top, row.minimum, elapsed
            )
            put(likelihood[k], likely)
    return likelihood


@rule
def saw_answer(
    arena: Arena,
    seen: Seen,
    own: Own,
    j: int,
    terms: int,
    instead: int,
    accepted: bool,
) -> Floats:
    """Likelihood, `[H, G]`, of party j's yes or no to terms.

    `instead` is the number of the terms that would pass without j's options (j
    compares with them), or -1 (j compares with fighting on or its present course).
    """
    rows = arena.rows.shape[1] + 1
    likelihood = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        row = guess(arena, seen, own, j, k)
        for g in range(arena.grid.shape[0]):
            course = row.minimum + arena.grid[g]
            if instead >= 0:
                course = row.value[instead]
            yes = arena.common[at.C_BELIEF_LAPSE] / 2.0
            if not row.red[terms]:
                yes = _yes(arena, row.value[terms] - course)
            likelihood[k, g] = yes if accepted else 1.0 - yes
    return likelihood


@rule
def _yes(arena: Arena, surplus: float) -> float:
    """Chance of a yes at a surplus: the middle column of the table of answers."""
    x = (surplus - arena.answer_low) / arena.answer_step + 0.5
    row = int(min(max(x, 0.0), arena.answer.shape[1] - 1.0))
    return float(arena.answer[arena.grid.shape[0] // 2, row])


@rule
def saw_posture(arena: Arena, seen: Seen, own: Own, j: int, attacks: bool) -> Floats:
    """Likelihood, `[H, G]`, of party j's posture."""
    rows = arena.rows.shape[1] + 1
    likelihood = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        minimum = guess(arena, seen, own, j, k).minimum
        put(likelihood[k], attack_likelihood(arena.common, arena.grid, minimum, attacks))
    return likelihood


@rule
def heard_demand(arena: Arena, seen: Seen, own: Own, j: int, issue: int) -> Floats:
    """Likelihood, `[H, G]`, of j's demanding this issue in public: cheap talk, so weak."""
    rows = arena.rows.shape[1] + 1
    likelihood = np.empty((rows, arena.grid.shape[0]))
    for k in range(rows):
        weight = guess(arena, seen, own, j, k).weights[issue]
        fill(likelihood[k], math.exp(arena.common[at.C_BELIEF_STATEMENT_WEIGHT] * weight))
    return likelihood


@rule
def word(arena: Arena, experts: Floats, accuracy: float, named: bool) -> Floats:
    """Log likelihood, `[H, G]`, of what experts report, mixed with 1 % uniform.

    `experts` holds the precision and precision-weighted sum of what was heard of
    the offset, and the number of the profile they name or -1.
    """
    profiles, rows, points = arena.chance.shape[1], arena.rows.shape[1] + 1, arena.grid.shape[0]
    heard = np.empty((rows, points))
    for k in range(rows):
        share = 1.0
        if named and experts[2] >= 0.0 and profiles > 1:
            share = 1.0 / profiles
            if k < profiles:
                wrong = (1.0 - accuracy) / (profiles - 1.0)
                share = accuracy if k == int(experts[2]) else wrong
        for g in range(points):
            o = arena.grid[g]
            power = experts[1] * o - 0.5 * experts[0] * o * o - _peak(experts)
            heard[k, g] = share * math.exp(power)
    total = 0.0
    for k in range(rows):
        for g in range(points):
            total += heard[k, g]
    for k in range(rows):
        for g in range(points):
            heard[k, g] = math.log(0.99 * heard[k, g] / total + 0.01 / (rows * points))
    return heard


@rule
def _peak(experts: Floats) -> float:
    """Largest exponent of what was heard, so that no precision overflows."""
    if experts[0] <= 0.0:
        return 0.0
    return float(0.5 * experts[1] * experts[1] / experts[0])


@rule
def listen(
    arena: Arena,
    belief: Floats,
    before: Floats,
    now: Floats,
    accuracy: float,
    credit: float,
    named: bool,
) -> Floats:
    """Belief, `[H, G]`, after an informant's word: the log likelihood it adds to what it told.

    Times credit in [0, 1]. Telling twice is telling once.
    """
    if credit <= 0.0:
        return belief
    after, told = word(arena, now, accuracy, named), word(arena, before, accuracy, named)
    likelihood = np.empty(belief.shape)
    for k in range(belief.shape[0]):
        for g in range(belief.shape[1]):
            likelihood[k, g] = math.exp(credit * (after[k, g] - told[k, g]))
    return correct(belief, likelihood)


@rule
def credit(arena: Arena, trust: float, informant: int, listener: int) -> float:
    """How far a listener believes an informant: its trust where Kydd's condition holds.

    Truth-telling iff `b >= (1-q)*w / (q*x_big + (1-q)*x_war - x_small)` (Kydd 2003;
    T20), and iff it would not egg a tough side's rival on, `b*((1-q)*x_big + q*x_war -
    x_small) <= q*w`; otherwise both "tough" and "weak" leave beliefs unchanged.
    """
    common = arena.common
    q = common[at.C_CREDIBILITY_ACCURACY]
    gain = q * common[at.C_CREDIBILITY_BIG] + (1.0 - q) * common[at.C_CREDIBILITY_WAR]
    gain -= common[at.C_CREDIBILITY_SMALL]
    if gain <= 0.0:
        return 0.0
    aversion, bias = common[at.C_CREDIBILITY_AVERSION], arena.alignment[informant, listener]
    if bias < (1.0 - q) * aversion / gain:
        return 0.0
    bluff = (1.0 - q) * common[at.C_CREDIBILITY_BIG] + q * common[at.C_CREDIBILITY_WAR]
    if bias * (bluff - common[at.C_CREDIBILITY_SMALL]) > q * aversion:
        return 0.0
    return trust


@rule
def evidence(belief: Floats, likelihood: Floats) -> float:
    """How likely a belief, `[H, G]`, took an act to be."""
    total = 0.0
    for k in range(belief.shape[0]):
        for g in range(belief.shape[1]):
            total += belief[k, g] * likelihood[k, g]
    return total


@rule
def track_record(trust: float, aided: float, unaided: float) -> float:
    """Trust in informants after an act that was this likely with their word, and without it.

    The share of a pool that their word deserves, by Bayes' rule: either it says
    something, or it says nothing. Trust of 0 or 1 never changes.
    """
    total = trust * aided + (1.0 - trust) * unaided
    return trust * aided / total if total > _FLOOR else trust
