"""The arena: a scenario as arrays, the shape in which rules read it.

Everything here is common knowledge: the agenda, the parties' roles, the
ranges of what is private, and the hypotheses that any believer may hold.
Parties and issues stand in the order of their stream numbers.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import fields, mediation, nature
from sim.calendar import channels, happenings, signals
from sim.coalitions import Coalitions, read_coalitions
from sim.compiled import shared_structure
from sim.factions import Factions, inside, mark_crossed, read_factions
from sim.hypotheses import UNIFORM, all_rows, cells, lattice
from sim.preferences import (
    on_scale,
    option_values,
    own_values,
    paired,
    preference,
    reads_red,
    taste,
)
from sim.scenario import Option, Scenario
from sim.scenario.schema import INSTRUMENTS, TIERS
from sim.terms import Terms, enumerate_terms, offsets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@shared_structure
class Arena(NamedTuple):
    """A scenario as arrays.

    P parties, I issues, O options, T terms, K profiles, H shared rows, C cells: a
    type of negotiator (one without type in tier grid) and an offset of the minimum.
    """

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
    exposed: Floats  # [T] 1 - protection, 1 where no guarantor is trusted by both
    monitoring: Floats  # [T]
    relief: Floats  # [T] share of sanctions lifted
    unsaved: Floats  # [P, T] share of face that no story at home saves
    values: Floats  # [P, H, O] option values under each shared row, named profiles first
    weights: Floats  # [P, H, I]
    kin: Ints  # [P, H] the profile a row belongs to, or -1
    chance: Floats  # [P, K] prior chance of each profile, 0 for padding
    red: Bools  # [P, K, T]
    image: Floats  # [P, 1, T] normalised utility with the public priorities of its adversary
    image_weights: Floats  # [P, 1, I]
    image_values: Floats  # [P, 1, O]
    image_floor: Floats  # [P, 1]
    image_scale: Floats  # [P, 1]
    never: Bools  # [T] no red line at all
    none: int  # -1: the number of no party and of no terms
    better: Floats  # [P, H, T] a backer's yes where terms would pass without it
    rows: Floats  # [P, H, T] normalised utility under each shared hypothesis
    floor: Floats  # [P, H] raw utility that is 0 on the scale
    scale: Floats  # [P, H] scale units per raw unit
    factions: Factions
    most_factions: int  # of any one party
    coalitions: Coalitions
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
    tail_loss: Floats
    tail_side: Ints
    tail_once: Bools
    tail_ends: Bools
    signal_round: Ints  # [signals]
    signal_about: Ints  # [signals] the party whose minimum it speaks of
    reading_signal: Ints  # [readings] the signal each belongs to
    reading_prior: Floats  # [readings] weight before anybody looks, of one signal summing to 1
    reading_strength: Floats  # [readings] log odds of the signal a `belief.spread` of the minimum
    channel_from: Ints  # [channels] the party that can send by it
    channel_delay: Ints  # [channels] rounds
    channel_loss: Floats  # [channels] chance that what is sent never arrives
    channel_readers: Ints  # [channels] bits of the parties that read what goes over it
    channel_open: Ints  # [channels, 2] first and last round in which one can send by it
    channel_confidential: Bools  # [channels] what goes over it is never public
    direct_from: Ints  # [P] the first round in which a party can table directly
    rounds: int
    tier: int  # GRID or FULL
    grid: Floats  # [C] offsets from the forecast minimum; in tier full, of its deviation
    kind: Ints  # [C] type of negotiator
    gains: Floats  # [C] 1 for a maximiser
    width: Floats  # [C] width of the likelihood of an offer
    type_chance: Floats  # [types] prior chance of each type
    cell_chance: Floats  # [C] prior chance of each cell
    wide: float  # prior deviation of the offset in rows that are no profile's
    lattice: Floats  # [P, SAMPLES, P_SIZE] points of what each party's numbers may be; full
    answer: Floats  # [W, STEPS] chance of a yes at surplus x - waits; full: last a coin's, [W + 1]
    waits: Floats  # [W] what an answerer may wait for: the grid itself in tier grid
    unmoved: int  # the place of 0 in it
    answer_low: float
    answer_step: float


@functools.lru_cache(maxsize=16)
def arena(scenario: Scenario) -> Arena:
    """The arrays of a scenario."""
    terms = _terms(scenario)
    names = list(scenario.parties)
    flat = [(issue, key) for issue in scenario.issues for key in scenario.issues[issue].options]
    options = [scenario.issues[issue].options[key] for issue, key in flat]
    sides, parties = list(scenario.belligerents), list(scenario.parties.values())
    belligerent = np.array([names.index(n) for n in sides], np.int64)
    alignment = np.array([[p.alignment.get(n, 0.0) for n in names] for p in parties])
    common = np.array([scenario.number(f.name).value for f in fields.COMMON])
    low, high = _ranges(scenario)
    leans = mediation.leaning(alignment, belligerent)
    for p, hope in zip(belligerent, mediation.intervention(leans, low[:, at.P_BACKING_FORCE]),
                       strict=True):  # fmt: skip
        for end in (low, high):
            end[p, at.P_WAR_OPTIMISM] = min(1.0, max(0.0, end[p, at.P_WAR_OPTIMISM] + hope))
    middle = (low + high) / 2
    issue_of = np.array([list(scenario.issues).index(i) for i, _ in flat], np.int64)
    named, weights, chance, red_options = _profiles(scenario, names, flat, common)
    factions = read_factions(scenario, flat, common, terms.options)
    tier = TIERS.index(scenario.tier)
    spread = middle[:, at.P_PROFILE_SPREAD]
    uniform = uniform_weights([i.stream for i in scenario.issues.values()])
    values, weights, kin = all_rows(tier, named, weights, chance, spread, issue_of, uniform)
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
            rows[p, k], floor[p, k], scale[p, k] = taste(
                terms.options, weights[p, k], values[p, k], pair_party == p, pair_first,
                pair_second, pair_value,
            )  # fmt: skip
            if factions.quota[p] > 0.0 and kin[p, k] >= 0:
                raw = inside(factions, terms.options, p, int(kin[p, k]), weights[p, kin[p, k]],
                              weights[p, k])  # fmt: skip
                raw = paired(
                    raw, terms.options, pair_party == p, pair_first, pair_second, pair_value
                )
                rows[p, k], floor[p, k], scale[p, k] = on_scale.plain(raw)
    marks = [[o.protection, o.relief, float(o.ambiguous), o.monitoring] for o in options]
    per_term = np.array(marks)
    red = np.logical_or.reduce(red_options[:, :, terms.options], axis=2)
    mark_crossed(red, factions)
    chosen = per_term[terms.options]
    saved = np.array([[o.story.get(n, 0.0) for o in options] for n in names])
    legal: Bools = np.array([o.de_jure for o in options])
    latent = _latent(options)
    side = np.array([sides.index(p.side) for p in parties], np.int64)
    protection = np.minimum(1.0, chosen[:, :, 0].sum(axis=0))
    trust = mediation.trusted(leans, common)
    vouched = mediation.vouched(terms.needs, belligerent, trust)
    rival = belligerent[1 - side]
    image_weights, image_values = _expected(chance, weights)[rival], _expected(chance, values)
    image, image_floor, image_scale = (
        np.empty((shape[0], 1, terms.count)),
        *np.empty((2, shape[0], 1)),
    )
    for p in range(shape[0]):
        image[p, 0], image_floor[p, 0], image_scale[p, 0] = taste(
            terms.options, image_weights[p], image_values[p], pair_party == p, pair_first,
            pair_second, pair_value,
        )  # fmt: skip
    made = Arena(
        common=common, low=low, high=high, middle=middle,
        stream=np.array([p.stream for p in parties], np.int64),
        side=side, belligerent=belligerent,
        may=np.array([[i in p.instruments for i in INSTRUMENTS] for p in parties]),
        alignment=alignment,
        issue_stream=np.array([i.stream for i in scenario.issues.values()], np.int64),
        first=offsets(_sizes(scenario)),
        silent=_silent(scenario),
        issue_of=issue_of,
        option_latent=latent,
        options=terms.options, needs=terms.needs, latent=terms.latent, starts=terms.starts,
        masks=terms.masks, without=terms.without,
        de_jure=np.logical_or.reduce(legal[terms.options], axis=0),
        ambiguity=chosen[:, :, 2].mean(axis=0),
        protection=protection, exposed=np.where(vouched, 1.0 - protection, 1.0),
        monitoring=np.minimum(1.0, chosen[:, :, 3].sum(axis=0)),
        relief=chosen[:, :, 1].max(axis=0),
        unsaved=(1.0 - saved[:, terms.options].max(axis=1))
        * mediation.covered(low[:, at.P_BACKING_COVER]),
        values=values, weights=weights, kin=kin, chance=chance,
        red=red,
        image=image, image_weights=image_weights[:, None], image_values=image_values[:, None],
        image_floor=image_floor, image_scale=image_scale,
        never=np.zeros(terms.count, np.bool_), none=-1,
        better=_better(rows, red, kin, terms, common),
        rows=rows, floor=floor, scale=scale,
        factions=factions, most_factions=int(np.diff(factions.start).max()),
        coalitions=read_coalitions(scenario),
        pair_party=pair_party, pair_first=pair_first, pair_second=pair_second,
        pair_value=pair_value,
        rounds=scenario.rounds, tier=tier, lattice=lattice(tier, low, high),
        **cells(tier, common),
        **happenings(scenario, names),
        **signals(scenario, names),
        **channels(scenario, names),
    )  # fmt: skip
    # one layout for every scenario: compiled rules are specialised by it
    parts: list[Any] = list(made)
    fitted: list[Any] = [np.ascontiguousarray(p) if isinstance(p, np.ndarray) else p for p in parts]
    return Arena(*fitted)


def _expected(chance: Floats, given: Floats) -> Floats:
    """The public mean over each party's profiles, `[P, ...]`."""
    found = np.zeros((chance.shape[0], given.shape[2]))
    for k in range(chance.shape[1]):
        found += chance[:, k, None] * given[:, k]
    return found


def _better(rows: Floats, red: Bools, kin: Ints, terms: Terms, common: Floats) -> Floats:
    """A yes of every party, under every shared row, where terms would pass without its options."""
    lapse = float(common[at.C_BELIEF_LAPSE]) / 2
    none = np.zeros(terms.count, np.bool_)
    found = np.empty(rows.shape)
    for p in range(rows.shape[0]):
        for k in range(rows.shape[1]):
            barred = red[p, kin[p, k]] if kin[p, k] >= 0 else none
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
    weights = np.zeros((len(names), widest, len(issues)))
    chance = np.zeros((len(names), widest))
    red = np.zeros((len(names), widest, len(flat)), np.bool_)
    for p, name in enumerate(names):
        profiles = list(scenario.parties[name].profiles.values())
        for k in range(widest):
            profile = profiles[min(k, len(profiles) - 1)]
            base = list(own_values(scenario, name, profile, flat).values())
            values[p, k] = option_values(scenario, name, flat, np.array(base), common, {})
            weights[p, k] = [profile.weights.get(i, 0.0) for i in issues]
            chance[p, k] = profile.chance if k < len(profiles) else 0.0
            lines = profile.red_lines
            red[p, k] = [o in lines or reads_red(scenario, name, o, lines, {}) for o in flat]
    weights /= weights.sum(axis=2, keepdims=True)
    return values, weights, chance / chance.sum(axis=1, keepdims=True), red


def uniform_weights(streams: list[int]) -> Floats:
    """Fixed points of the uniform law on the simplex, `[UNIFORM, issues]`, by issue stream."""
    key = nature.key(0)
    drawn = [nature.uniforms(key, 0, stream, nature.WEIGHTS, UNIFORM) for stream in streams]
    return -np.log(np.stack(drawn, axis=1))
