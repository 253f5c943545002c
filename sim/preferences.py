"""Preferences: what terms are worth to a party; below what it fights on is in `sim.reservation`.

Raw utility is additive over issues with optional pairs (the GENIUS family);
one affine map per party, lo and hi over all enumerated terms, carries terms,
victory, defeat, costs and the reservation point to one scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim.arrays import both, from_level, less, plus, put, scaled, unless
from sim.compiled import in_one_pass, rule

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.scenario import Profile, Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Place = tuple[str, str]


def option_values(
    scenario: Scenario,
    party: str,
    flat: list[Place],
    given: Floats,
    common: Floats,
    readings: Mapping[Place, str],
) -> Floats:
    """Raw values of all options for one party, ambiguous ones computed.

    `readings` are those of a voice that does not read an option as its party does.

    An ambiguous option is worth `a*((1-pi)*own reading + pi*adjudicated) +
    (1-a)*adjudicated`: a is the strength of ambiguity, pi the perceived risk of
    adjudication, adjudicated an even lottery over the issue's de jure options
    (after Pehar on constructive ambiguity; T23).
    """
    strength, risk = common[at.C_AMBIGUITY_STRENGTH], common[at.C_AMBIGUITY_RISK]
    value = {option: float(v) for option, v in zip(flat, given, strict=True)}
    for issue, options in ((n, i.options) for n, i in scenario.issues.items()):
        legal = [value[(issue, o)] for o, data in options.items() if data.de_jure]
        for key, option in options.items():
            if not option.readings:
                continue
            read = {p: value[(issue, r)] for p, r in option.readings.items()}
            judged = sum(legal) / len(legal) if legal else sum(read.values()) / len(read)
            mine = readings.get((issue, key))
            own = read.get(party, judged) if mine is None else value[(issue, mine)]
            value[(issue, key)] = (
                strength * ((1 - risk) * own + risk * judged) + (1 - strength) * judged
            )
    return np.array([value[option] for option in flat])


def own_values(
    scenario: Scenario, party: str, profile: Profile, flat: list[Place]
) -> dict[Place, float]:
    """What a party gives options under a profile; 0 for ambiguous ones, whose values follow."""
    issues = scenario.issues
    plain = {(i, o): issues[i].options[o].values.get(party, 0.0) for i, o in flat}
    return {option: profile.values.get(option, value) for option, value in plain.items()}


def reads_red(
    scenario: Scenario,
    party: str,
    option: Place,
    lines: frozenset[Place],
    readings: Mapping[Place, str],
) -> bool:
    """Whether a voice's reading of an option crosses its own red lines."""
    given = scenario.issues[option[0]].options[option[1]].readings.get(party)
    reading = readings.get(option, given)
    return reading is not None and (option[0], reading) in lines


def taste(
    options: Ints,
    weights: Floats,
    values: Floats,
    mine: Bools,
    first: Ints,
    second: Ints,
    bonus: Floats,
) -> tuple[Floats, float, float]:
    """Utility of all terms on the 0..1 scale, with the map's floor and scale."""
    raw = raw_utility(options, weights, values)
    return on_scale.plain(paired(raw, options, mine, first, second, bonus))


def paired(
    raw: Floats, options: Ints, mine: Bools, first: Ints, second: Ints, bonus: Floats
) -> Floats:
    """Raw utility with what pairs of options add to it."""
    for a, b, value in zip(first[mine], second[mine], bonus[mine], strict=True):
        raw = raw + value * ((options == a).any(axis=0) & (options == b).any(axis=0))
    return raw


@rule
def on_scale(raw: Floats) -> tuple[Floats, float, float]:
    """Raw utility of all terms carried to 0..1, with the floor and scale of that map."""
    low, high = raw.min(), raw.max()
    scale = 1.0 / (high - low) if high > low else 1.0
    return scaled(less(raw, low), scale), low, scale


@rule
def raw_utility(options: Ints, weights: Floats, values: Floats) -> Floats:
    """Sum over issues of weight times value of the chosen option, `[T]`."""
    total = np.zeros(options.shape[1])
    for issue in range(options.shape[0]):
        total = plus(total, scaled(values, weights[issue])[options[issue]])
    return total


@rule
def shift(arena: Arena, standing: Floats, side: int) -> float:
    """Chance that a pause costs this side: p now less p after it; negative for the gainer.

    After `war.pause_horizon` rounds without attrition each belligerent has
    regained strength from its own means and from aid (Powell 2006).
    """
    common = arena.common
    a, b = arena.belligerent[0], arena.belligerent[1]
    now_a, now_b = standing[a, at.S_STRENGTH], standing[b, at.S_STRENGTH]
    horizon, cap = common[at.C_WAR_PAUSE_HORIZON], common[at.C_WAR_STRENGTH_CAP]
    gain_a = arena.middle[a, at.P_WAR_REPLENISHMENT] + standing[a, at.S_AID]
    gain_b = arena.middle[b, at.P_WAR_REPLENISHMENT] + standing[b, at.S_AID]
    then_a = max(now_a, min(cap, now_a + horizon * gain_a))
    then_b = max(now_b, min(cap, now_b + horizon * gain_b))
    if now_a + now_b <= 0.0 or then_a + then_b <= 0.0:
        return 0.0
    moved = now_a / (now_a + now_b) - then_a / (then_a + then_b)
    return float(moved if side == 0 else -moved)


@rule
def effective(
    arena: Arena,
    utility: Floats,
    own: Floats,
    weights: Floats,
    values: Floats,
    scale: float,
    floor: float,
    party: int,
    moved: float,
    exit_: float,
    commit: Floats,
    demand: Ints,
) -> Floats:
    """Effective value of all terms, `[T]`.

    `v = u - kappa*(1 - protection)*shift*(V(victory) - V(defeat)) + hope - loss - face`,
    kappa = delta/(1-delta) (Powell 2006, whose pie is worth 1); hope is for terms
    without a legal settlement; loss is the leader's where terms are a defeat;
    face is the cost of conceding what was publicly demanded, less what a story
    at home saves.
    """
    found = np.empty(utility.shape[0])
    write_effective(
        found,
        arena,
        utility,
        own,
        weights,
        values,
        scale,
        floor,
        party,
        moved,
        exit_,
        commit,
        demand,
    )
    return found


@rule
def write_effective(
    value: Floats,
    arena: Arena,
    utility: Floats,
    own: Floats,
    weights: Floats,
    values: Floats,
    scale: float,
    floor: float,
    party: int,
    moved: float,
    exit_: float,
    commit: Floats,
    demand: Ints,
) -> None:
    """Write the effective value of all terms, `[T]`: see `effective`."""
    delta = own[at.P_WAR_PATIENCE]
    stake = own[at.P_WAR_VICTORY] - own[at.P_WAR_DEFEAT]
    threat = scale * stake * delta / (1.0 - delta) * moved
    hope = scale * own[at.P_WAR_HOPE]
    loss = scale * (own[at.P_LEADER_ACCOUNTABILITY] * own[at.P_LEADER_DEFEAT] * (1.0 - exit_))
    below = (own[at.P_LEADER_DEFEAT_BELOW] - floor) * scale
    price = scale * own[at.P_LEADER_FACE]
    feel(value, utility, arena.exposed, arena.de_jure, threat, hope, below, loss)
    if price > 0.0 and commit.max() > 0.0:
        conceded = np.zeros(values.shape[0])
        for option in range(values.shape[0]):
            issue = arena.issue_of[option]
            if commit[issue] > 0.0:
                short = values[demand[issue]] - values[option]
                conceded[option] = weights[issue] * commit[issue] * max(0.0, short)
        less_face(
            value, arena.options, np.nonzero(commit)[0], conceded, arena.unsaved[party], price
        )


@rule
def feel(
    value: Floats,
    utility: Floats,
    exposed: Floats,
    de_jure: Bools,
    threat: float,
    hope: float,
    below: float,
    loss: float,
) -> None:
    """Write utility less a threat to the exposed, plus hope without settlement, less a loss below.

    All by terms, `[T]`.
    """
    value[:] = utility - threat * exposed
    value -= -hope * np.where(de_jure, 0.0, 1.0)
    value -= loss * np.where(utility < below, 1.0, 0.0)


@in_one_pass(feel)
def _feel(
    value: Floats,
    utility: Floats,
    exposed: Floats,
    de_jure: Bools,
    threat: float,
    hope: float,
    below: float,
    loss: float,
) -> None:
    for n in range(value.shape[0]):
        worth = utility[n] - threat * exposed[n]
        worth = worth - -hope * (0.0 if de_jure[n] else 1.0)
        value[n] = worth - loss * (1.0 if utility[n] < below else 0.0)


@rule
def less_face(
    value: Floats, options: Ints, issues: Ints, conceded: Floats, unsaved: Floats, price: float
) -> None:
    """Lessen values, `[T]`, by the price of what their options concede on some issues."""
    face = np.zeros(value.shape[0])
    for issue in issues:
        face += conceded[options[issue]]
    value -= price * (face * unsaved)


@in_one_pass(less_face)
def _less_face(
    value: Floats, options: Ints, issues: Ints, conceded: Floats, unsaved: Floats, price: float
) -> None:
    if issues.shape[0] == 1:  # as mostly
        chosen = options[issues[0]]
        for n in range(value.shape[0]):
            value[n] -= price * (conceded[np.uint64(chosen[n])] * unsaved[n])
        return
    face = np.zeros(value.shape[0])
    for m in range(issues.shape[0]):
        chosen = options[issues[m]]
        for n in range(face.shape[0]):
            face[n] += conceded[np.uint64(chosen[n])]
    for n in range(face.shape[0]):
        value[n] -= price * (face[n] * unsaved[n])


@rule
def surpluses(arena: Arena, value: Floats, minimum: Floats, red: Bools) -> tuple[Floats, Bools]:
    """Surplus of each party in each terms, `[P, T]`, and whether all required accept, `[T]`.

    A belligerent compares terms with fighting on. A backer whose consent is
    needed compares them with the same terms without its options where those
    would pass, else with its present course. +inf where consent is not needed,
    -inf across a red line.
    """
    parties, terms = value.shape
    surplus = np.full((parties, terms), np.inf)
    passes = np.ones(terms, np.bool_)
    for side in range(2):
        p = arena.belligerent[side]
        put(surplus[p], unless(red[p], less(value[p], minimum[p]), -np.inf))
        passes = both(passes, from_level(surplus[p], 0.0))
    for group in range(arena.masks.shape[0]):
        start, end = arena.starts[group], arena.starts[group + 1]
        here = np.arange(start, end)
        for p in range(parties):
            if (arena.masks[group] >> p) & 1:
                own = beyond_course(here, arena.without[p], value[p], minimum[p], red[p], passes)
                put(surplus[p, start:end], own)
                put(passes[start:end], both(passes[start:end], from_level(own, 0.0)))
    return surplus, passes


@rule
def preference(value: Floats, instead: Floats, red: Bools, lapse: float) -> Floats:
    """Chance of a backer's yes where the terms would pass without it: it takes the better ones."""
    return unless(red, np.where(value >= instead, 1.0 - lapse, lapse), 0.0)


@rule
def beyond_course(
    here: Ints, without: Ints, value: Floats, course: float, red: Bools, passes: Bools
) -> Floats:
    """Surplus of one backer over the terms `here`, `[N]`; `passes` holds fewer consents' result.

    It compares terms with the same ones without its options, `without`, `[T]`, where these
    would pass, else with its present course.
    """
    instead = without[here]
    otherwise = np.where(passes[instead], value[instead], course)
    return np.where(red[here], -np.inf, value[here] - otherwise)


@in_one_pass(beyond_course)
def _beyond_course(
    here: Ints, without: Ints, value: Floats, course: float, red: Bools, passes: Bools
) -> Floats:
    surplus = np.empty(here.shape[0])
    for n in range(here.shape[0]):
        terms = here[n]
        instead = without[terms]
        otherwise = value[instead] if passes[instead] else course
        surplus[n] = -np.inf if red[terms] else value[terms] - otherwise
    return surplus


@rule
def keep_backed(
    agree: Bools, here: Ints, without: Ints, value: Floats, barred: Bools, course: float
) -> None:
    """Strike from the terms agreed on those of `here` to which a backer does not consent.

    It compares with the same ones `without`, `[T]`, its options; these are not among `here`.
    """
    surplus = beyond_course(here, without, value, course, barred, agree)
    agree[here] &= surplus >= 0.0


@in_one_pass(keep_backed)
def _keep_backed(
    agree: Bools, here: Ints, without: Ints, value: Floats, barred: Bools, course: float
) -> None:
    for n in range(here.shape[0]):
        terms = np.uint64(here[n])
        if agree[terms]:
            instead = np.uint64(without[terms])
            otherwise = value[instead] if agree[instead] else course
            agree[terms] = not barred[terms] and value[terms] - otherwise >= 0.0
