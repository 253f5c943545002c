"""Factions: voices inside a party, and what they agree on.

A party's surplus is the largest z such that factions whose own surplus is at
least z hold the quota of influence; where they hold it exactly, the
tie-breaker's own surplus decides (a two-level game, [putnam-1988]). A
faction differs from its party in values, weights, readings, red lines and in
how far its minimum lies from the party's. Taking the same amount from all
takes it from the result, so factions settle the party's utility once, before
any round, and all that follows (surplus, window, belief) reads that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arrays import less, plus, put, scaled
from sim.compiled import rule, structure
from sim.preferences import Place, option_values, own_values, raw_utility, reads_red

if TYPE_CHECKING:
    from sim.scenario import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TIE = 1e-9  # influences are sums of a file's decimals: how near is equal


@structure
class Factions(NamedTuple):
    """All factions of all parties, N of them, by party and stream. No number varies in play."""

    start: Ints  # [P + 1] party p's are those from start[p] to start[p + 1]
    stream: Ints  # [N]
    influence: Floats  # [N]
    low: Floats  # [N] range of how far its minimum lies above the party's, raw utility
    high: Floats
    own: Bools  # [N] whether it weighs the issues in its own way
    weights: Floats  # [N, K, I] under each profile of the party
    values: Floats  # [N, K, O]
    barred: Bools  # [N, K, T] terms that cross its red lines
    quota: Floats  # [P] influence that carries terms; 0 for a party without factions
    breaker: Ints  # [P] the tie-breaker's place among the party's factions, or -1


@rule
def agreed(levels: Floats, influence: Floats, quota: float, breaker: int) -> Floats:
    """The largest level that factions with the quota of influence reach, `[F, T]` to `[T]`.

    Levels may be -inf, and the result is where nothing else carries. At an exact
    tie the tie-breaker, if there is one, must reach the level as well.
    """
    best = np.full(levels.shape[1], -np.inf)
    for f in range(levels.shape[0]):
        held = np.zeros(levels.shape[1])
        for g in range(levels.shape[0]):
            held = plus(held, scaled(_reach(levels[g], levels[f]), influence[g]))
        judge = levels[breaker] if breaker >= 0 else levels[f]
        best = _carried(best, levels[f], held, judge, quota)
    return best


@rule
def _reach(levels: Floats, mark: Floats) -> Floats:
    """1 where levels are at least a mark, else 0."""
    return np.where(levels >= mark, 1.0, 0.0)


@rule
def _carried(best: Floats, level: Floats, held: Floats, judge: Floats, quota: float) -> Floats:
    """The better of what was reached and a level, where influence or the tie-breaker carries it."""
    carries = (held > quota + TIE) | ((held > quota - TIE) & (judge >= level))
    return np.where(carries & (level > best), level, best)


@rule
def _without(levels: Floats, barred: Bools) -> Floats:
    """Levels, -inf where terms cross a red line."""
    return np.where(barred, -np.inf, levels)


@rule
def _firm(kept: Floats, all_of: Floats) -> Floats:
    """What factions agree on without those that are barred; where nothing, what all would."""
    return np.where(kept > -np.inf, kept, all_of)


@rule
def crossed(barred: Bools, influence: Floats, quota: float, breaker: int) -> Bools:
    """Terms that no sufficient influence may accept: a red line of the party, `[F, T]` to `[T]`."""
    found = agreed(_without(np.zeros(barred.shape), barred), influence, quota, breaker)
    return _nowhere(found)


@rule
def _nowhere(levels: Floats) -> Bools:
    """Where a level is -inf."""
    return np.isinf(levels)


@rule
def own_weights(factions: Factions, n: int, profile: int, base: Floats, row: Floats) -> Floats:
    """How faction n weighs the issues where its party weighs them by `row`, `[I]`.

    Its own weights move as `row` moves from the profile's, `base`; without its own, `row`.
    """
    if not factions.own[n]:
        return row
    weights = factions.weights[n, profile].copy()
    total = 0.0
    for issue in range(weights.shape[0]):
        if base[issue] > 0.0:
            weights[issue] *= row[issue] / base[issue]
        total += weights[issue]
    return scaled(weights, 1.0 / total)


@rule
def voices(
    factions: Factions,
    options: Ints,
    party: int,
    profile: int,
    base: Floats,
    row: Floats,
    apart: Floats,
) -> Floats:
    """What terms are worth to each faction of a party above its own minimum, raw, `[F, T]`.

    `apart`, `[F]`, is how far each one's minimum lies above the party's.
    """
    start = factions.start[party]
    found = np.empty((factions.start[party + 1] - start, options.shape[1]))
    for f in range(found.shape[0]):
        weights = own_weights(factions, start + f, profile, base, row)
        raw = raw_utility(options, weights, factions.values[start + f, profile])
        put(found[f], less(raw, apart[f]))
    return found


@rule
def settled(levels: Floats, factions: Factions, party: int, profile: int) -> Floats:
    """A party's raw utility from its factions' levels, `[F, T]` to `[T]`."""
    start, end = factions.start[party], factions.start[party + 1]
    influence, quota = factions.influence[start:end], factions.quota[party]
    breaker = factions.breaker[party]
    kept = _without(levels, factions.barred[start:end, profile])
    return _firm(agreed(kept, influence, quota, breaker), agreed(levels, influence, quota, breaker))


def read_factions(scenario: Scenario, flat: list[Place], common: Floats, options: Ints) -> Factions:
    """The factions of all parties; a key that one leaves out is its party's, profile by profile."""
    names, issues = list(scenario.parties), list(scenario.issues)
    widest = max(len(p.profiles) for p in scenario.parties.values())
    everyone = [(n, f) for n in names for f in scenario.parties[n].factions.values()]
    count = len(everyone)
    weights, values = np.zeros((count, widest, len(issues))), np.zeros((count, widest, len(flat)))
    red = np.zeros((count, widest, len(flat)), np.bool_)
    for n, (name, faction) in enumerate(everyone):
        profiles = list(scenario.parties[name].profiles.values())
        for k in range(widest):
            profile = profiles[min(k, len(profiles) - 1)]
            given = {**own_values(scenario, name, profile, flat), **faction.values}
            base = np.array([given[o] for o in flat])
            values[n, k] = option_values(scenario, name, flat, base, common, faction.readings)
            mine = profile.weights if faction.weights is None else faction.weights
            weights[n, k] = [mine.get(i, 0.0) for i in issues]
            lines = profile.red_lines if faction.red_lines is None else faction.red_lines
            read = faction.readings
            red[n, k] = [o in lines or reads_red(scenario, name, o, lines, read) for o in flat]
    sizes = [len(scenario.parties[n].factions) for n in names]
    barred = np.logical_or.reduce(red[:, :, options], axis=2)
    ties = [(scenario.parties[n].tie_breaker, list(scenario.parties[n].factions)) for n in names]
    return Factions(
        start=np.cumsum([0, *sizes]).astype(np.int64),
        stream=np.array([f.stream for _, f in everyone], np.int64),
        influence=np.array([f.influence for _, f in everyone], np.float64),
        low=np.array([f.minimum.low for _, f in everyone], np.float64),
        high=np.array([f.minimum.high for _, f in everyone], np.float64),
        own=np.array([f.weights is not None for _, f in everyone], np.bool_),
        weights=weights, values=values, barred=np.ascontiguousarray(barred),
        quota=np.array([scenario.parties[n].quota for n in names], np.float64),
        breaker=np.array([-1 if tie is None else inside.index(tie) for tie, inside in ties]),
    )  # fmt: skip


def inside(
    factions: Factions, options: Ints, p: int, profile: int, base: Floats, row: Floats
) -> Floats:
    """Raw utility of a party with factions under weights of a row, minimums in mid-range."""
    mine = slice(factions.start[p], factions.start[p + 1])
    middle = (factions.low[mine] + factions.high[mine]) / 2
    levels = voices.plain(factions, options, p, profile, base, row, middle)
    return settled.plain(levels, factions, p, profile)


def mark_crossed(red: Bools, factions: Factions) -> None:
    """Write the red lines of parties with factions, `[P, K, T]`: what too few may accept."""
    for p in np.flatnonzero(factions.quota > 0.0):
        mine = slice(factions.start[p], factions.start[p + 1])
        for k in range(red.shape[1]):
            red[p, k] = crossed.plain(
                factions.barred[mine, k], factions.influence[mine], factions.quota[p],
                factions.breaker[p],
            )  # fmt: skip
