"""Preferences: what terms are worth to a party, and below what it fights on.

Raw utility is additive over issues with optional pairs (the GENIUS family);
one affine map per party, lo and hi over all enumerated terms, carries terms,
victory, defeat, costs and the reservation point to one scale.
"""

from __future__ import annotations

import math
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

_GRAIN = 1099511627776.0  # 2**40: values that rules read are rounded, for other machines' libm


@rule
def grain(x: float) -> float:
    """x rounded to 2^-40, so that rules agree where libraries differ in the last bit."""
    return math.floor(x * _GRAIN + 0.5) / _GRAIN


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
def chance(own: Floats, public: Floats, side: int) -> float:
    """A party's probability that its side prevails: a Beta prior and the shared battles.

    With priors of equal strength n0 the gap between the sides after n battles
    is gap0*n0/(n0+n), whatever the outcomes (Smith & Stam 2004; T4b).
    """
    wins = public[at.W_WINS]
    if side == 1:
        wins = public[at.W_BATTLES] - wins
    evidence = own[at.P_WAR_EVIDENCE]
    weight = evidence + public[at.W_BATTLES]
    if weight <= 0.0:
        return float(own[at.P_WAR_OPTIMISM])
    return float((evidence * own[at.P_WAR_OPTIMISM] + wins) / weight)


@rule
def burden(own: Floats, standing: Floats, round_: float) -> float:
    """Felt cost of aid given and sanctions imposed.

    It grows as attention fades, and toward an election at home.
    """
    felt = own[at.P_BACKING_AID_BURDEN] * standing[at.S_GIVING]
    felt += own[at.P_BACKING_SANCTIONS_BURDEN] * standing[at.S_SANCTIONS]
    felt *= 1.0 + own[at.P_BACKING_FATIGUE] * (1.0 - standing[at.S_ATTENTION])
    election = own[at.P_BACKING_ELECTION]
    if 0.0 < round_ <= election:
        felt *= 1.0 + own[at.P_BACKING_SALIENCE] * round_ / election
    return float(felt)


@rule
def worth_of_change(own: Floats, x: float) -> float:
    """What a gain x, or a loss -x, counts: x^a, -lambda*(-x)^a [kahneman-tversky-1979]."""
    power = own[at.P_WAR_SENSITIVITY]
    if x >= 0.0:
        return math.pow(x, power)
    return -float(own[at.P_WAR_LOSS_AVERSION]) * math.pow(-x, power)


@rule
def gamble(own: Floats, p: float) -> float:
    """The raw utility of certain terms that are worth as much as winning with chance p.

    Expected utility (Fearon 1995) at the neutral values; else the certainty
    equivalent of prospect theory about `war.reference`, without weights of
    probability: who sees losses alone is drawn to the gamble (Levy 1996; T15).
    """
    won, lost = own[at.P_WAR_VICTORY], own[at.P_WAR_DEFEAT]
    aversion, sensitivity = own[at.P_WAR_LOSS_AVERSION], own[at.P_WAR_SENSITIVITY]
    # an onlooker's row has no numbers: 0 is off as well
    if sensitivity <= 0.0 or (aversion == 1.0 and sensitivity == 1.0):
        return float(p * won + (1.0 - p) * lost)
    reference, power = own[at.P_WAR_REFERENCE], 1.0 / sensitivity
    felt = p * worth_of_change(own, won - reference)
    felt += (1.0 - p) * worth_of_change(own, lost - reference)
    if felt >= 0.0:
        return float(reference + math.pow(felt, power))
    return float(reference - math.pow(-felt / aversion, power))


@rule
def going_on(own: Floats, standing: Floats) -> float:
    """The cost of going on, before its weight: violence up to theta, the economy, discontent.

    Aid received lightens it by `war.support` (Clayton et al. on foreign support; our form).
    """
    cost = min(standing[at.S_VIOLENCE], own[at.P_WAR_THRESHOLD]) + standing[at.S_ECONOMY]
    cost += own[at.P_WAR_PASSTHROUGH] * standing[at.S_DISCONTENT]
    return float(cost / (1.0 + own[at.P_WAR_SUPPORT] * standing[at.S_AID]))


@rule
def reservation(
    own: Floats, standing: Floats, public: Floats, side: int, floor: float, scale: float
) -> float:
    """The reservation point now, on the party's 0..1 scale of terms, not clipped.

    `p*V(victory) + (1-p)*V(defeat) - c*cost(min(violence, theta)) +
    b*max(0, violence - theta) + h*hatred - g*(1-p)*K` (Fearon 1995; Goemans
    2000; the resolve cliff is ours), plus sunk cost, a backer's burdens, its own
    file with the adversary and what its public wants, each zero at its neutral value.
    """
    p = chance(own, public, side)
    raw = gamble(own, p)
    raw -= own[at.P_WAR_COST_WEIGHT] * going_on(own, standing)
    raw += own[at.P_WAR_RESOLVE] * max(0.0, standing[at.S_VIOLENCE] - own[at.P_WAR_THRESHOLD])
    raw += own[at.P_WAR_HATRED_WEIGHT] * standing[at.S_HATRED]
    stake = own[at.P_LEADER_ACCOUNTABILITY] * (1.0 - standing[at.S_EXIT])
    raw -= stake * (1.0 - p) * own[at.P_LEADER_DISASTER]
    if own[at.P_WAR_SUNK_COST] > 0.0:
        raw += own[at.P_WAR_SUNK_COST] * math.log(1.0 + standing[at.S_CASUALTIES])
    round_ = public[at.W_ROUND]
    raw += own[at.P_TRACK_WEIGHT] * standing[at.S_TRACK] - burden(own, standing, round_)
    raw += own[at.P_AUDIENCE_SANCTIONS] * standing[at.S_SANCTIONS]
    raw -= own[at.P_AUDIENCE_PEACE]
    return grain((raw - floor) * scale)


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
    delta = own[at.P_WAR_PATIENCE]
    stake = own[at.P_WAR_VICTORY] - own[at.P_WAR_DEFEAT]
    threat = scale * stake * delta / (1.0 - delta) * moved
    hope = scale * own[at.P_WAR_HOPE]
    loss = scale * (own[at.P_LEADER_ACCOUNTABILITY] * own[at.P_LEADER_DEFEAT] * (1.0 - exit_))
    below = (own[at.P_LEADER_DEFEAT_BELOW] - floor) * scale
    price = scale * own[at.P_LEADER_FACE]
    value = felt(utility, arena.exposed, arena.de_jure, threat, hope, below, loss)
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
    return value


@rule
def felt(
    utility: Floats,
    exposed: Floats,
    de_jure: Bools,
    threat: float,
    hope: float,
    below: float,
    loss: float,
) -> Floats:
    """Utility less a threat to the exposed, plus hope without settlement, less loss below a level.

    All by terms, `[T]`.
    """
    value = utility - threat * exposed
    value = value - -hope * np.where(de_jure, 0.0, 1.0)
    return np.asarray(value - loss * np.where(utility < below, 1.0, 0.0), np.float64)


@in_one_pass(felt)
def _felt(
    utility: Floats,
    exposed: Floats,
    de_jure: Bools,
    threat: float,
    hope: float,
    below: float,
    loss: float,
) -> Floats:
    value = np.empty(utility.shape[0])
    for n in range(value.shape[0]):
        worth = utility[n] - threat * exposed[n]
        worth = worth - -hope * (0.0 if de_jure[n] else 1.0)
        value[n] = worth - loss * (1.0 if utility[n] < below else 0.0)
    return value


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
    for n in range(value.shape[0]):
        face = 0.0
        for m in range(issues.shape[0]):
            face += conceded[options[issues[m], n]]
        value[n] -= price * (face * unsaved[n])


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
