"""The arena: a scenario as arrays, the shape in which rules read it.

Everything here is common knowledge: the agenda, the parties' roles, the
ranges of what is private, and the hypotheses that any believer may hold.
Parties and issues stand in the order of their stream numbers.
"""

from __future__ import annotations

import functools
from typing import NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import fields, nature
from sim.preferences import option_values, preference, taste
from sim.scenario import Event, Option, Scenario, Tail
from sim.scenario.schema import INSTRUMENTS
from sim.terms import Terms, enumerate_terms, offsets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

UNIFORM = 7  # uniform weight vectors in every believer's support
POINTS = 21  # points of the grid of offsets from the forecast minimum
REACH = 3.0  # the grid reaches this many spreads to both sides
STEPS = 192  # steps of the table of answers


class Arena(NamedTuple):
    """A scenario as arrays. P parties, I issues, O options, T terms, K profiles, H shared rows."""

    common: Floats  # [C_SIZE]
    low: Floats  # [P, P_SIZE] ranges of the parties' numbers
    high: Floats
    middle: Floats
    stream: Ints  # [P]
    side: Ints  # [P] 0 or 1: the belligerent whose victory it values
    belligerent: Ints  # [2] party number of each belligerent
    may: Bools  # [P, 7] instruments
    alignment: Floats  # [P, P] bias of informant toward listener
    issue_stream: Ints  # [I]
    first: Ints  # [I] flat number of each issue's first option
    silent: Ints  # [I] flat number of each issue's not addressed
    issue_of: Ints  # [O]
    option_latent: Ints  # [O] latent bit or 0
    options: Ints  # [I, T]
    needs: Ints  # [T]
    latent: Ints  # [T]
    starts: Ints
    masks: Ints
    without: Ints  # [P, T]
    de_jure: Bools  # [T]
    ambiguity: Floats  # [T] share of the agenda left ambiguous
    protection: Floats  # [T]
    exposed: Floats  # [T] 1 - protection
    monitoring: Floats  # [T]
    relief: Floats  # [T] share of sanctions lifted
    unsaved: Floats  # [P, T] share of face that no story at home saves
    values: Floats  # [P, K, O] option values under each profile
    weights: Floats  # [P, K + UNIFORM, I]
    chance: Floats  # [P, K] prior chance of each profile, 0 for padding
    red: Bools  # [P, K, T]
    never: Bools  # [T] no red line at all
    better: Floats  # [P, K + UNIFORM, T] a backer's yes where terms would pass without it
    rows: Floats  # [P, K + UNIFORM, T] normalised utility under each shared hypothesis
    floor: Floats  # [P, K + UNIFORM] raw utility that is 0 on the scale
    scale: Floats  # [P, K + UNIFORM] scale units per raw unit
    pair_party: Ints  # interactions
    pair_first: Ints
    pair_second: Ints
    pair_value: Floats
    event_round: Ints  # effects of dated events and tails, one row an effect
    event_tail: Ints  # tail number or -1
    event_party: Ints  # party number or -1 for the public world
    event_field: Ints
    event_add: Floats
    event_war: Bools
    tail_stream: Ints
    tail_hazard: Floats
    tail_slope: Floats
    tail_side: Ints
    tail_once: Bools
    tail_ends: Bools
    rounds: int
    grid: Floats  # [POINTS] offsets from the forecast minimum
    answer: Floats  # [POINTS, STEPS] chance of a yes at surplus x - grid
    answer_low: float
    answer_step: float


@functools.lru_cache(maxsize=16)
def arena(scenario: Scenario) -> Arena:
    """The arrays of a scenario."""
    terms = _terms(scenario)
    names = list(scenario.parties)
    flat = [(issue, key) for issue in scenario.issues for key in scenario.issues[issue].options]
    options = [scenario.issues[issue].options[key] for issue, key in flat]
    low, high = _ranges(scenario)
    middle = (low + high) / 2
    common = np.array([scenario.number(f.name).value for f in fields.COMMON])
    values, weights, chance, red_options = _profiles(scenario, names, flat, common)
    pairs = scenario.interactions
    pair_party = np.array([names.index(i.party) for i in pairs], np.int64)
    place = {name: number for number, name in enumerate(flat)}
    ends = [[place[o] for o in i.options] for i in pairs]
    pair_first = np.array([e[0] for e in ends], np.int64)
    pair_second = np.array([e[1] for e in ends], np.int64)
    pair_value = np.array([i.value for i in pairs], np.float64)
    shape = (len(names), weights.shape[1], terms.count)
    rows, floor, scale = np.empty(shape), np.empty(shape[:2]), np.empty(shape[:2])
    for p in range(shape[0]):
        for k in range(shape[1]):
            table = values[p, min(k, values.shape[1] - 1)]
            rows[p, k], floor[p, k], scale[p, k] = taste(
                terms.options, weights[p, k], table, pair_party == p, pair_first, pair_second,
                pair_value,
            )  # fmt: skip
    marks = [[o.protection, o.relief, float(o.ambiguous), o.monitoring] for o in options]
    per_term = np.array(marks)
    red = np.logical_or.reduce(red_options[:, :, terms.options], axis=2)
    chosen = per_term[terms.options]
    saved = np.array([[o.story.get(n, 0.0) for o in options] for n in names])
    legal: Bools = np.array([o.de_jure for o in options])
    grid = np.linspace(-REACH, REACH, POINTS) * common[at.C_BELIEF_SPREAD]
    answer, answer_low, answer_step = _answers(grid, common)
    sides, parties = list(scenario.belligerents), list(scenario.parties.values())
    latent = _latent(options)
    return Arena(
        common=common, low=low, high=high, middle=middle,
        stream=np.array([p.stream for p in parties], np.int64),
        side=np.array([sides.index(p.side) for p in parties], np.int64),
        belligerent=np.array([names.index(n) for n in sides], np.int64),
        may=np.array([[i in p.instruments for i in INSTRUMENTS] for p in parties]),
        alignment=np.array([[p.alignment.get(n, 0.0) for n in names] for p in parties]),
        issue_stream=np.array([i.stream for i in scenario.issues.values()], np.int64),
        first=offsets(_sizes(scenario)),
        silent=_silent(scenario),
        issue_of=np.array([list(scenario.issues).index(i) for i, _ in flat], np.int64),
        option_latent=latent,
        options=terms.options, needs=terms.needs, latent=terms.latent, starts=terms.starts,
        masks=terms.masks, without=terms.without,
        de_jure=np.logical_or.reduce(legal[terms.options], axis=0),
        ambiguity=chosen[:, :, 2].mean(axis=0),
        protection=np.minimum(1.0, chosen[:, :, 0].sum(axis=0)),
        exposed=1.0 - np.minimum(1.0, chosen[:, :, 0].sum(axis=0)),
        monitoring=np.minimum(1.0, chosen[:, :, 3].sum(axis=0)),
        relief=chosen[:, :, 1].max(axis=0),
        unsaved=1.0 - saved[:, terms.options].max(axis=1),
        values=values, weights=weights, chance=chance,
        red=red,
        never=np.zeros(terms.count, np.bool_),
        better=_better(rows, red, terms, common),
        rows=rows, floor=floor, scale=scale,
        pair_party=pair_party, pair_first=pair_first, pair_second=pair_second,
        pair_value=pair_value,
        rounds=scenario.rounds, grid=grid, answer=answer, answer_low=answer_low,
        answer_step=answer_step, **_happenings(scenario, names),
    )  # fmt: skip


def _better(rows: Floats, red: Bools, terms: Terms, common: Floats) -> Floats:
    """A yes of every party, under every shared row, where terms would pass without its options."""
    lapse = float(common[at.C_BELIEF_LAPSE]) / 2
    none = np.zeros(terms.count, np.bool_)
    found = np.empty(rows.shape)
    for p in range(rows.shape[0]):
        for k in range(rows.shape[1]):
            barred = red[p, k] if k < red.shape[1] else none
            found[p, k] = preference(rows[p, k], rows[p, k][terms.without[p]], barred, lapse)
    return found


def _sizes(scenario: Scenario) -> Ints:
    return np.array([len(i.options) for i in scenario.issues.values()], np.int64)


def _silent(scenario: Scenario) -> Ints:
    first = offsets(_sizes(scenario))
    addressed = [[o.addressed for o in i.options.values()] for i in scenario.issues.values()]
    return np.array([n + row.index(False) for n, row in zip(first, addressed, strict=True)])


def _latent(options: list[Option]) -> Ints:
    bits, following = [], 0
    for option in options:
        bits.append(1 << following if option.latent else 0)
        following += option.latent
    return np.array(bits, np.int64)


def _terms(scenario: Scenario) -> Terms:
    names = list(scenario.parties)
    options = [o for i in scenario.issues.values() for o in i.options.values()]
    consent = np.array([sum(1 << names.index(p) for p in o.consent) for o in options], np.int64)
    sides = sum(1 << names.index(p) for p in scenario.belligerents)
    return enumerate_terms(
        _sizes(scenario), consent & ~sides, _latent(options), _silent(scenario), len(names)
    )


def _ranges(scenario: Scenario) -> tuple[Floats, Floats]:
    """Ranges of the parties' numbers; what is public has its value for both ends."""
    parties = scenario.parties.values()
    numbers = [[(f.secret, party.numbers[f.name]) for f in fields.PARTY] for party in parties]
    low = np.array([[n.low if secret else n.value for secret, n in row] for row in numbers])
    high = np.array([[n.high if secret else n.value for secret, n in row] for row in numbers])
    return low, high


def _profiles(
    scenario: Scenario, names: list[str], flat: list[tuple[str, str]], common: Floats
) -> tuple[Floats, Floats, Floats, Bools]:
    issues = list(scenario.issues)
    widest = max(len(scenario.parties[n].profiles) for n in names)
    values = np.zeros((len(names), widest, len(flat)))
    weights = np.zeros((len(names), widest + UNIFORM, len(issues)))
    chance = np.zeros((len(names), widest))
    red = np.zeros((len(names), widest, len(flat)), np.bool_)
    for p, name in enumerate(names):
        profiles = list(scenario.parties[name].profiles.values())
        for k in range(widest):
            profile = profiles[min(k, len(profiles) - 1)]
            base = [
                profile.values.get(o, scenario.issues[o[0]].options[o[1]].values.get(name, 0.0))
                for o in flat
            ]
            values[p, k] = option_values(scenario, name, flat, np.array(base), common)
            weights[p, k] = [profile.weights.get(i, 0.0) for i in issues]
            chance[p, k] = profile.chance if k < len(profiles) else 0.0
            lines = profile.red_lines
            red[p, k] = [o in lines or _reads_red(scenario, name, o, lines) for o in flat]
        weights[p, widest:] = uniform_weights([i.stream for i in scenario.issues.values()])
    weights /= weights.sum(axis=2, keepdims=True)
    return values, weights, chance / chance.sum(axis=1, keepdims=True), red


def _reads_red(
    scenario: Scenario, party: str, option: tuple[str, str], lines: frozenset[tuple[str, str]]
) -> bool:
    reading = scenario.issues[option[0]].options[option[1]].readings.get(party)
    return reading is not None and (option[0], reading) in lines


def uniform_weights(streams: list[int]) -> Floats:
    """Fixed points of the uniform law on the simplex, `[UNIFORM, issues]`, by issue stream."""
    key = nature.key(0)
    drawn = [nature.uniforms(key, 0, stream, nature.WEIGHTS, UNIFORM) for stream in streams]
    return -np.log(np.stack(drawn, axis=1))


def _answers(grid: Floats, common: Floats) -> tuple[Floats, float, float]:
    width = common[at.C_BELIEF_ANSWER_WIDTH]
    low, high = grid[0] - 8 * width, grid[-1] + 8 * width + common[at.C_BEHAVIOUR_HOLD]
    step = (high - low) / (STEPS - 1)
    x = low + step * np.arange(STEPS)
    lapse = common[at.C_BELIEF_LAPSE]
    surplus = x[None, :] - grid[:, None] - common[at.C_BEHAVIOUR_HOLD]
    return lapse / 2 + (1 - lapse) / (1 + np.exp(-surplus / width)), float(low), float(step)


class _Happenings(TypedDict):
    """The arena's arrays of dated events and tails, by the names of its fields."""

    event_round: Ints
    event_tail: Ints
    event_party: Ints
    event_field: Ints
    event_add: Floats
    event_war: Bools
    tail_stream: Ints
    tail_hazard: Floats
    tail_slope: Floats
    tail_side: Ints
    tail_once: Bools
    tail_ends: Bools


def _happenings(scenario: Scenario, names: list[str]) -> _Happenings:
    standing, public = fields.index(fields.STANDING), fields.index(fields.PUBLIC)
    rows = []
    happenings: list[tuple[int, int, Event | Tail]]
    happenings = [(e.round, -1, e) for e in scenario.events]
    happenings += [(-1, n, t) for n, t in enumerate(scenario.tails)]
    for round_, tail, happening in happenings:
        war = tail >= 0 or bool(getattr(happening, "war_only", False))
        for effect in happening.effects:
            party = -1 if effect.party is None else names.index(effect.party)
            field = (public if party < 0 else standing)[effect.field]
            rows.append((round_, tail, party, field, effect.add, war))
    column = list(zip(*rows, strict=True)) if rows else [()] * 6
    sides = list(scenario.belligerents)
    tails = scenario.tails
    pressed = [sides.index(t.pressed_by) if t.pressed_by else -1 for t in tails]
    return {
        "event_round": np.array(column[0], np.int64),
        "event_tail": np.array(column[1], np.int64),
        "event_party": np.array(column[2], np.int64),
        "event_field": np.array(column[3], np.int64),
        "event_add": np.array(column[4], np.float64),
        "event_war": np.array(column[5], np.bool_),
        "tail_stream": np.array([t.stream for t in tails], np.int64),
        "tail_hazard": np.array([t.hazard for t in tails], np.float64),
        "tail_slope": np.array([t.slope for t in tails], np.float64),
        "tail_side": np.array(pressed, np.int64),
        "tail_once": np.array([t.once for t in tails], np.bool_),
        "tail_ends": np.array([t.ending is not None for t in tails], np.bool_),
    }
