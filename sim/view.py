"""The view: the one place where secrets are cut.

What a seat may know is listed here field by field: the public world, its own
row of the private one, and the events whose audience it is in. Closed by
default: what is not listed is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import fields
from sim import moves as move
from sim.acts import DIRECTLY, POSTURES, Place, place_of, terms_names
from sim.channels import intercepts, is_direct, route, usable
from sim.compiled import rule
from sim.knowledge import Own, Public
from sim.rules import WAR, addressed, sees
from sim.scenario import Scenario
from sim.world import Private, World

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.game import Game, Measure, Played
    from sim.opponent import Seen
    from sim.outlook import Outlook

Ints = NDArray[np.int64]


@rule
def own_of(private: Private, i: int) -> Own:
    """Party i's row of the private world, and nothing else of it."""
    return Own(
        private.own[i], private.profile[i], private.weights[i], private.values[i],
        private.utility[i], private.floor[i], private.scale[i], private.red[i], private.knows[i],
        private.experts[i], private.belief[i], private.imagined[i], private.imagined_weights[i],
        private.imagined_values[i], private.imagined_floor[i], private.imagined_scale[i],
        private.told[i], private.offered[i], private.refused[i], private.unaided[i],
        private.trust[i], private.hinted[i], private.apart[i], private.post[i],
    )  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Something that happened, as a seat saw it. `audience` is None for everybody."""

    round: int
    kind: str
    party: str | None
    data: Mapping[str, Any]
    text_key: str
    audience: frozenset[str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Moment:
    """One round as a seat measured it, after the situation and before any move."""

    round: int
    public: Mapping[str, float]
    standing: Mapping[str, Mapping[str, float]]
    reservation: float
    window: float
    window_formula: float
    low: float
    high: float


@dataclass(frozen=True)
class Held:
    """What a seat held when it decided a stage that is over, and what it then saw.

    `moves` are those of the round, `[P, MOVES]`, without the proposals and the insights
    kept from it; `answers`, `[P, P]`, 1 for a yes to a proposal it saw.
    """

    round: int
    stage: str
    common: Public = field(repr=False)
    mine: Own = field(repr=False)
    moves: Ints = field(repr=False)
    answers: Ints = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """A proposal of a seat's own that is under way: by which channel, sent and due when."""

    terms: Mapping[str, str]
    index: int
    channel: str
    private: bool
    sent: int
    due: int


@dataclass(frozen=True)
class Open:
    """A proposal that a seat must answer now; `value` is what it is worth to that seat.

    `channel` is the one by which it came, or None; `sent` the round it was sent.
    """

    proposer: str
    terms: Mapping[str, str]
    index: int
    private: bool
    value: float
    channel: str | None = None
    sent: int = 0


@dataclass(frozen=True)
class Legal:
    """What a seat may decide now; `ways` are the channels it can send by, and "direct"."""

    posture: tuple[str, ...]
    aid: tuple[int, ...]
    sanctions: tuple[int, ...]
    statement: bool
    insight: tuple[str, ...]
    voice: tuple[Place, ...]
    propose: bool
    ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class View:
    """All that one seat may know now."""

    seat: str
    scenario: Scenario
    round: int
    stage: str
    phase: str
    ending: str
    public: Mapping[str, float]
    standing: Mapping[str, Mapping[str, float]]
    own: Mapping[str, float]
    profile: str
    weights: Mapping[str, float]
    red_lines: frozenset[Place]
    known: frozenset[Place]
    voiced: frozenset[Place]
    reservation: float
    legal: Legal
    open: tuple[Open, ...]
    under_way: tuple[Letter, ...]
    events: tuple[Event, ...]
    history: tuple[Moment, ...]
    past: tuple[Held, ...] = field(repr=False)
    arena: Arena = field(repr=False)
    common: Public = field(repr=False)
    mine: Own = field(repr=False)
    seen: Seen = field(repr=False)
    look: Outlook = field(repr=False)

    @property
    def number(self) -> int:
        """The seat's party number."""
        return list(self.scenario.parties).index(self.seat)


def public_named(world: World) -> dict[str, float]:
    """The public world's numbers by name."""
    return {f.name: float(v) for f, v in zip(fields.PUBLIC, world.public.state, strict=True)}


def standing_named(scenario: Scenario, world: World) -> dict[str, dict[str, float]]:
    """Every party's public standing by name."""
    return {
        name: {f.name: float(v) for f, v in zip(fields.STANDING, row, strict=True)}
        for name, row in zip(scenario.parties, world.public.standing, strict=True)
    }


def view_of(game: Game, p: int, seen: Seen, mine: Outlook) -> View:
    """All that party p may know now; `seen` and `mine` are its own judgement of this stage."""
    own, public = own_of(game.world.private, p), game.world.public
    seat = list(game.scenario.parties)[p]
    known = int(own.knows) | public.voiced
    return View(
        seat=seat, scenario=game.scenario, round=game.round, stage=game.stage, phase=game.phase,
        ending=game.ending, public=public_named(game.world),
        standing=standing_named(game.scenario, game.world),
        own={f.name: float(v) for f, v in zip(fields.PARTY, own.own, strict=True)},
        profile=list(game.scenario.parties[seat].profiles)[int(own.profile)],
        weights={i: float(w) for i, w in zip(game.scenario.issues, own.weights, strict=True)},
        red_lines=_red_lines(game, p), known=_places(game, known),
        voiced=_places(game, public.voiced), reservation=float(mine.minimum),
        legal=_legal(game, p, known), open=_open(game, p, mine),
        under_way=_under_way(game, own),
        events=tuple(e for e in game.events if e.audience is None or seat in e.audience),
        history=tuple(_moment(m, p) for m in game.log),
        past=tuple(_held(game, played, p) for played in game.played), arena=game.arena,
        common=public, mine=own, seen=seen, look=mine,
    )  # fmt: skip


def _moment(measure: Measure, p: int) -> Moment:
    m, mine = measure, measure.of(p)
    judged = mine.minimum, mine.believed, mine.with_formula
    return Moment(m.round, m.public, m.standing, *judged, *mine.estimate[1:])


def _held(game: Game, played: Played, p: int) -> Held:
    rows, world = played.moves.tolist(), played.world
    for q, row in enumerate(rows):
        if row[move.PRIVATE] == 1 and not sees(game.arena, played.moves[q], q, p):
            row[move.PROPOSAL], row[move.PRIVATE] = -1, 0
            row[move.CHANNEL], row[move.LATE] = 0, 0
        if q != p and not intercepts(game.arena, played.moves[q], q, p):
            row[move.LETTER], row[move.VIA] = -1, 0
        if row[move.TO] and q != p and not (row[move.TO] >> p) & 1:
            row[move.ABOUT], row[move.TO] = -1, 0
        if row[move.HINT] and q != p and not (row[move.HINT] >> p) & 1:
            row[move.VOICE], row[move.HINT] = -1, 0
    answers = np.zeros((len(rows), len(rows)), np.int64)
    if played.stage == "answers":
        names = list(game.scenario.parties)
        for q, name in enumerate(names):
            for proposer, yes in played.acts[name].answers.items():
                answers[q, names.index(proposer)] = int(yes)
        answers[:, [row[move.PROPOSAL] < 0 for row in rows]] = 0
    own = own_of(world.private, p)
    moves = np.array(rows, np.int64)
    return Held(played.round, played.stage, world.public, own, moves, answers)


def _places(game: Game, bits: int) -> frozenset[tuple[str, str]]:
    return frozenset(
        place_of(game.scenario, game.arena, o)
        for o, bit in enumerate(game.arena.option_latent)
        if bit & bits
    )


def _red_lines(game: Game, p: int) -> frozenset[tuple[str, str]]:
    party = list(game.scenario.parties.values())[p]
    profile = list(party.profiles.values())[int(game.world.private.profile[p])]
    found = set(profile.red_lines)
    for issue in game.scenario.issues.values():
        for option in issue.options.values():
            reading = option.readings.get(party.id)
            if reading is not None and (issue.id, reading) in profile.red_lines:
                found.add((issue.id, option.id))
    return frozenset(found)


def _legal(game: Game, p: int, known: int) -> Legal:
    may, names = game.arena.may[p], list(game.scenario.parties)
    if game.stage != "moves":
        return Legal((), (), (), False, (), (), False)
    standing = game.world.public.standing[p]
    fighting = game.world.public.state[at.W_PHASE] == WAR
    rival = int(game.arena.belligerent[1 - game.arena.side[p]])
    unspoken = _places(game, known & ~game.world.public.voiced)
    listeners = tuple(n for q, n in enumerate(names) if q not in (p, rival))
    ways = _ways(game, p)
    return Legal(
        posture=POSTURES if may[move.MAY_POSTURE] else (),
        aid=_steps(standing[at.S_GIVING]) if may[move.MAY_AID] else (),
        sanctions=_steps(standing[at.S_SANCTIONS]) if may[move.MAY_SANCTIONS] else (),
        statement=bool(may[move.MAY_STATEMENT]),
        insight=listeners if may[move.MAY_INSIGHT] else (),
        voice=tuple(sorted(unspoken)) if may[move.MAY_VOICE] else (),
        propose=bool(may[move.MAY_PROPOSE] and fighting and ways),
        ways=ways,
    )


def _ways(game: Game, p: int) -> tuple[str, ...]:
    """By which ways party p can send a proposal now, the one it would take first."""
    public, ids = game.world.public, (DIRECTLY, *game.scenario.channels)
    found = [n for n in range(1, len(ids)) if usable(game.arena, public, p, n)]
    found += [0] if is_direct(game.arena, public, p) else []
    best = route(game.arena, public, p)
    return tuple(ids[n] for n in sorted(found, key=lambda n: (n != best, n)))


def _under_way(game: Game, own: Own) -> tuple[Letter, ...]:
    """A party's own proposals that have not come to their round, in the order of sending."""
    channels = list(game.scenario.channels)
    found = []
    for terms, due, channel, private, sent in own.post.tolist():
        if terms >= 0:
            named = terms_names(game.scenario, game.arena, terms)
            by = channels[channel - 1]
            found.append(Letter(named, terms, by, bool(private), sent, due))
    return tuple(sorted(found, key=lambda letter: letter.sent))


def _steps(share: float) -> tuple[int, ...]:
    """The steps by which a share of aid or sanctions can still move."""
    return tuple(s for s in (-1, 0, 1) if 0.0 <= share + 1e-9 * s <= 1.0)


def _open(game: Game, p: int, mine: Outlook) -> tuple[Open, ...]:
    if game.stage != "answers":
        return ()
    names = list(game.scenario.parties)
    found = []
    for q in asked(game, p):
        number = int(game.moves[q, move.PROPOSAL])
        terms = terms_names(game.scenario, game.arena, number)
        private, value = bool(game.moves[q, move.PRIVATE]), float(mine.value[number])
        by, late = int(game.moves[q, move.CHANNEL]), int(game.moves[q, move.LATE])
        channel = list(game.scenario.channels)[by - 1] if by else None
        sent = game.round - late
        found.append(Open(names[q], terms, number, private, value, channel, sent))
    return tuple(found)


def asked(game: Game, p: int) -> list[int]:
    """The proposers whose proposals party p must answer now."""
    tabled = game.moves[:, move.PROPOSAL].tolist()
    return [q for q, t in enumerate(tabled) if t >= 0 and addressed(game.arena, t, q, p)]
