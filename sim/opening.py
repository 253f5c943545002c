"""The opening: a world before its first round, private values drawn from the scenario's ranges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import fields, nature
from sim.arrays import fill, plus, put, scaled
from sim.compiled import entry, rule
from sim.factions import settled, voices
from sim.hypotheses import primes
from sim.knowledge import LETTER, Public
from sim.nature import bell, uniforms
from sim.onlooker import unprejudiced
from sim.opponent import FIXED_PIE, LEFT_OUT, PLACEBO, correct, prior
from sim.preferences import on_scale, raw_utility
from sim.reservation import reservation
from sim.world import Private, World

if TYPE_CHECKING:
    from sim.arena import Arena

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Key = NDArray[np.uint64]

_DRAW_OF = np.array([field.draw for field in fields.PARTY], np.int64)
_DRAWS = int(_DRAW_OF.max()) + 1
_SAMPLES = 64  # lattice points of the ranges for the prior of the minimum


def opening_public(arena: Arena, watched: bool = True) -> Public:
    """The public world before the first round; unwatched, no onlooker's belief is kept in it."""
    parties, issues = arena.stream.shape[0], arena.first.shape[0]
    state = np.array([field.neutral for field in fields.PUBLIC])
    state[at.W_LINE] = arena.common[at.C_WAR_LINE]
    standing = np.tile([field.neutral for field in fields.STANDING], (parties, 1))
    for column, field in (
        (at.S_STRENGTH, at.P_WAR_STRENGTH),
        (at.S_HATRED, at.P_WAR_HATRED),
        (at.S_GIVING, at.P_BACKING_AID),
        (at.S_SANCTIONS, at.P_BACKING_SANCTIONS),
        (at.S_ATTENTION, at.P_BACKING_ATTENTION),
        (at.S_TRACK, at.P_TRACK_START),
    ):
        standing[:, column] = arena.middle[:, field]
    return Public(
        state, standing, np.zeros((parties, issues)), np.zeros((parties, issues), np.int64), 0,
        np.zeros(arena.tail_hazard.shape[0], np.bool_),
        np.zeros((parties if watched else 0, arena.rows.shape[1] + 1, arena.grid.shape[0])),
        np.full(parties, -1, np.int64), np.full(parties, -1, np.int64),
    )  # fmt: skip


def spreads(arena: Arena) -> Floats:
    """Mean and deviation of the offset of the minimum from its forecast, `[P, K, 2]`.

    From the ranges that are common knowledge, over a lattice of their private
    values, in a war of middling violence and cost.
    """
    public = opening_public(arena)
    standing = public.standing.copy()
    for side in range(2):
        standing[arena.belligerent[side], at.S_VIOLENCE] = 0.6
        standing[arena.belligerent[side], at.S_ECONOMY] = 0.2
        standing[arena.belligerent[side], at.S_DISCONTENT] = 0.2
    parties, profiles = arena.chance.shape
    found = np.empty((parties, profiles, 2))
    # a field's direction goes by its draw: a new row of the table moves no other
    turns = np.sqrt(primes(_DRAWS))[_DRAW_OF - 1]
    points = np.arange(_SAMPLES)[:, None] * turns[None, :] % 1.0
    for p in range(parties):
        drawn = arena.low[p] + (arena.high[p] - arena.low[p]) * points
        for k in range(profiles):
            floor, scale = float(arena.floor[p, k]), float(arena.scale[p, k])
            side = int(arena.side[p])
            middle = reservation(arena.middle[p], standing[p], public.state, side, floor, scale)
            each = reservations(drawn, standing[p], public.state, side, floor, scale)
            offsets = each - middle
            step = arena.grid[1] - arena.grid[0]
            found[p, k] = offsets.mean(), max(offsets.std(), step)
    return found


@entry
def reservations(
    numbers: Floats, standing: Floats, state: Floats, side: int, floor: float, scale: float
) -> Floats:
    """The reservation points of parties that differ in their own numbers alone, `[N]`."""
    found = np.empty(numbers.shape[0])
    for n in range(numbers.shape[0]):
        found[n] = reservation(numbers[n], standing, state, side, floor, scale)
    return found


@entry
def open_world(arena: Arena, public: Public, spread: Floats, key: Key) -> World:
    """The world of one key before its first round."""
    parties, terms = arena.without.shape
    profiles, issues, options = arena.chance.shape[1], arena.first.shape[0], arena.issue_of.shape[0]
    own = np.empty((parties, at.P_SIZE))
    profile = np.empty(parties, np.int64)
    weights, values = np.empty((parties, issues)), np.empty((parties, options))
    utility, red = np.empty((parties, terms)), np.empty((parties, terms), np.bool_)
    floor, scale = np.empty(parties), np.empty(parties)
    knows, experts = np.zeros(parties, np.int64), np.zeros((parties, 3))
    apart = np.zeros((parties, arena.most_factions))
    for p in range(parties):
        draws = uniforms(key, 0, arena.stream[p], nature.PRIVATE, _DRAWS)
        for f in range(at.P_SIZE):
            own[p, f] = arena.low[p, f] + (arena.high[p, f] - arena.low[p, f]) * draws[_DRAW_OF[f]]
        profile[p] = _pick(arena.chance[p], uniforms(key, 0, arena.stream[p], nature.PROFILE, 1)[0])
        put(weights[p], _own_weights(arena, key, p, profile[p], own[p]))
        put(values[p], arena.values[p, profile[p]])
        if arena.factions.quota[p] > 0.0:
            minimums = _minimums(arena, key, p)
            put(apart[p, : minimums.shape[0]], minimums)
            tasted_, floor[p], scale[p] = agreed_on(arena, weights[p], minimums, p, profile[p])
        else:
            tasted_, floor[p], scale[p] = tasted(arena, weights[p], values[p], p)
        put(utility[p], tasted_)
        put(red[p], arena.red[p, profile[p]])
        knows[p] = _known(arena, key, p, own[p])
    for p in range(parties):
        named = _named(arena, key, p, profile[arena.belligerent[1 - arena.side[p]]], own[p])
        experts[p, 2] = named
    rows, points = arena.rows.shape[1] + 1, arena.grid.shape[0]
    kinds = 1
    for p in range(parties):
        if int(own[p, at.P_MIND_SUPPORT]) == PLACEBO:
            kinds = 1 + profiles
    belief = np.zeros((parties, parties, rows, points))
    imagined = np.zeros((parties, parties, kinds, terms))
    imagined_weights = np.zeros((parties, parties, kinds, issues))
    imagined_values = np.zeros((parties, parties, kinds, options))
    imagined_floor = np.zeros((parties, parties, kinds))
    imagined_scale = np.ones((parties, parties, kinds))
    for i in range(parties):
        turn = uniforms(key, 0, arena.stream[i], nature.PLACEBO, issues)
        for j in range(parties):
            if i == j:
                continue
            left_out = -1
            if int(own[i, at.P_MIND_SUPPORT]) == LEFT_OUT:
                left_out = profile[j]
            put(belief[i, j], prior(arena, own[i], spread, left_out, j))
            for r in range(kinds):
                if r == 0:
                    w, v = _mirror(arena, own[i], weights[i], values[i], i, j)
                else:
                    w, v = _shuffled(arena.weights[j, r - 1], turn), arena.values[j, r - 1]
                put(imagined_weights[i, j, r], w)
                put(imagined_values[i, j, r], v)
                taste_, low, high = tasted(arena, w, v, j)
                put(imagined[i, j, r], taste_)
                imagined_floor[i, j, r], imagined_scale[i, j, r] = low, high
            if own[i, at.P_MIND_EXPERTISE] > 0.0:
                known = _acquainted(arena, key, own[i], weights[j], imagined_weights[i, j], i, j)
                put(belief[i, j], correct(belief[i, j], known))
    none = np.full((parties, parties), -1, np.int64)
    told = np.zeros((parties, parties, 3))
    fill(told[:, :, 2], -1.0)
    unaided, trust = np.empty((parties, rows, points)), np.empty((parties, parties))
    for i in range(parties):
        put(unaided[i], belief[i, arena.belligerent[1 - arena.side[i]]])
        fill(trust[i], own[i, at.P_MIND_CREDENCE])
    looked_on = unprejudiced(arena, public, spread)
    return World(looked_on, Private(
        own, profile, weights, values, utility, floor, scale, red, knows, experts, belief,
        imagined, imagined_weights, imagined_values, imagined_floor, imagined_scale, told, none,
        none.copy(), unaided, trust, np.zeros(parties, np.int64), apart, _no_post(arena),
    ))  # fmt: skip


@rule
def _no_post(arena: Arena) -> Ints:
    """Room for all that a party can have under way at once, `[P, S, 5]`, empty."""
    room = 1
    for n in range(arena.channel_delay.shape[0]):
        room = max(room, arena.channel_delay[n])
    return np.full((arena.stream.shape[0], room, LETTER), -1, np.int64)


@rule
def _acquainted(
    arena: Arena, key: Key, own: Floats, weights: Floats, imagined: Floats, i: int, j: int
) -> Floats:
    """Likelihood, `[H, C]`, of what expert i reads of j's weights, issue by issue.

    Each with a normal error of deviation `(1 - x) / x` of the mean weight, x its expertise.
    """
    issues, profiles = weights.shape[0], arena.chance.shape[1]
    expertise = min(own[at.P_MIND_EXPERTISE], 0.95)
    error = (1.0 - expertise) / expertise / issues
    purpose = nature.EXPERTISE + nature.ABOUT * arena.stream[j]
    read = np.empty(issues)
    for n in range(issues):
        noise = bell(key, arena.issue_stream[n], arena.stream[i], purpose)
        read[n] = weights[n] + error * noise
    likelihood = np.empty((arena.rows.shape[1] + 1, arena.grid.shape[0]))
    for k in range(likelihood.shape[0]):
        row = imagined[0]
        if k < profiles and imagined.shape[0] > 1:
            row = imagined[1 + k]
        elif k != profiles:
            row = arena.weights[j, k if k < profiles else k - 1]
        distance = 0.0
        for n in range(issues):
            z = (read[n] - row[n]) / error
            distance += z * z
        fill(likelihood[k], math.exp(-0.5 * distance))
    return likelihood


@rule
def tasted(
    arena: Arena, weights: Floats, values: Floats, party: int
) -> tuple[Floats, float, float]:
    """Normalised utility of all terms with its floor and scale, interactions included."""
    return on_scale(_paired(arena, raw_utility(arena.options, weights, values), party))


@rule
def _minimums(arena: Arena, key: Key, party: int) -> Floats:
    """How far each faction's minimum lies above the party's in one world, `[F]`."""
    factions = arena.factions
    start = factions.start[party]
    found = np.empty(factions.start[party + 1] - start)
    for f in range(found.shape[0]):
        n, stream = start + f, arena.stream[party]
        draw = uniforms(key, factions.stream[n], stream, nature.FACTION, 1)[0]
        found[f] = factions.low[n] + (factions.high[n] - factions.low[n]) * draw
    return found


@rule
def agreed_on(
    arena: Arena, weights: Floats, apart: Floats, party: int, profile: int
) -> tuple[Floats, float, float]:
    """As `tasted`, for a party whose factions settle what terms are worth to it."""
    factions, base = arena.factions, arena.weights[party, profile]
    levels = voices(factions, arena.options, party, profile, base, weights, apart)
    return on_scale(_paired(arena, settled(levels, factions, party, profile), party))


@rule
def _paired(arena: Arena, raw: Floats, party: int) -> Floats:
    """Raw utility with what pairs of options add to it."""
    for n in range(arena.pair_party.shape[0]):
        if arena.pair_party[n] == party:
            a, b = arena.pair_first[n], arena.pair_second[n]
            first, second = arena.options[arena.issue_of[a]], arena.options[arena.issue_of[b]]
            chosen = _together(first, second, a, b)
            raw = plus(raw, scaled(chosen, arena.pair_value[n]))
    return raw


@rule
def _together(first: Ints, second: Ints, a: int, b: int) -> Floats:
    """1 where both options are chosen, else 0."""
    return np.where((first == a) & (second == b), 1.0, 0.0)


@rule
def _pick(chances: Floats, draw: float) -> int:
    """The first alternative at which cumulated chances pass a draw."""
    total = 0.0
    for k in range(chances.shape[0]):
        total += chances[k]
        if draw < total:
            return k
    return int(chances.shape[0] - 1)


@rule
def _own_weights(arena: Arena, key: Key, p: int, profile: int, own: Floats) -> Floats:
    """The profile's weights, each moved within the party's spread, normalised."""
    weights = arena.weights[p, profile].copy()
    total = 0.0
    for issue in range(weights.shape[0]):
        draw = uniforms(key, arena.issue_stream[issue], arena.stream[p], nature.WEIGHTS, 1)[0]
        weights[issue] *= 1.0 + own[at.P_PROFILE_SPREAD] * (2.0 * draw - 1.0)
        total += weights[issue]
    return scaled(weights, 1.0 / total)


@rule
def _known(arena: Arena, key: Key, p: int, own: Floats) -> int:
    """Bits of the latent options that a party knows."""
    bits = 0
    for option in range(arena.option_latent.shape[0]):
        if arena.option_latent[option] != 0:
            issue = arena.issue_of[option]
            n, stream = option - arena.first[issue], arena.stream[p]
            draws = uniforms(key, arena.issue_stream[issue], stream, nature.FORMULA, n + 1)
            if draws[n] < own[at.P_KNOWLEDGE_FORMULA]:
                bits |= arena.option_latent[option]
    return bits


@rule
def _named(arena: Arena, key: Key, p: int, truth: int, own: Floats) -> float:
    """The profile that a party's experts name for its adversary, or -1 without experts."""
    accuracy = own[at.P_KNOWLEDGE_PROFILE]
    if accuracy <= 0.0:
        return -1.0
    draws = uniforms(key, 0, arena.stream[p], nature.EXPERTS, 2)
    if draws[0] < accuracy:
        return float(truth)
    rival = arena.belligerent[1 - arena.side[p]]
    others = arena.chance[rival].copy()
    left = 1.0 - others[truth]
    others[truth] = 0.0
    return float(_pick(others, draws[1] * left)) if left > 0.0 else float(truth)


@rule
def _mirror(
    arena: Arena, own: Floats, weights: Floats, values: Floats, i: int, j: int
) -> tuple[Floats, Floats]:
    """Oneself as the other: own weights, its known directions or one's own reversed."""
    theirs = np.zeros(values.shape[0])
    for k in range(arena.chance.shape[1]):
        theirs = plus(theirs, scaled(arena.values[j, k], arena.chance[j, k]))
    if int(own[at.P_MIND_MIRROR]) == FIXED_PIE:
        if arena.side[i] == arena.side[j]:
            return weights, values
        return weights, 1.0 - values
    return weights, theirs


@rule
def _shuffled(weights: Floats, draws: Floats) -> Floats:
    """The same weights on other issues: a profile of equal entropy that is not the truth."""
    order = np.argsort(draws)
    mixed = np.empty(weights.shape[0])
    for n in range(weights.shape[0]):
        mixed[order[n]] = weights[order[(n + 1) % weights.shape[0]]]
    return mixed
