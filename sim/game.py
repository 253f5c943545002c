"""A game: one world in progress, with people in some seats and machines in the others.

Immutable: `play` gives the next position. A round has two stages, moves and
answers; each is decided by all parties at once. No Mesa here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import fields, nature
from sim import strategies as move
from sim.acts import Act, ActError, decode, encode, from_plain, place_of, plain, terms_names
from sim.arena import Arena, arena
from sim.beliefs import Estimate, minimum
from sim.opening import open_world, opening_public, spreads
from sim.opponent import forecast
from sim.outlook import Outlook
from sim.round import (
    answer_seat,
    consider_seat,
    decide_seat,
    hear_answers,
    hear_moves,
    open_round,
    real_surplus,
    real_values,
)
from sim.rules import CEASEFIRE, OVER, WAR, addressed
from sim.scenario import Scenario
from sim.view import Event, Legal, Moment, Open, View, own_of
from sim.windows import RoundWindow, round_window
from sim.world import World

if TYPE_CHECKING:
    from sim.record import Record

__all__ = ["Game", "begin", "from_plain", "look", "plain", "play", "record", "run"]

Ints = NDArray[np.int64]
PHASES = ("war", "ceasefire", "over")
ENDINGS = ("none yet", "held", "collapsed", "never agreed", "military decision", "catastrophe")


@dataclass(frozen=True)
class Measure:
    """What was true and believed in one round, after the situation and before any move."""

    round: int
    world: World = field(repr=False)
    window: RoundWindow
    believed: tuple[float, ...]
    with_formula: tuple[float, ...]
    in_window: tuple[bool, ...]
    minimum: tuple[float, ...]
    estimates: tuple[tuple[float, float, float], ...]
    public: Mapping[str, float]
    standing: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Played:
    """One stage that was played: every party's act and the mark it leads to."""

    round: int
    stage: str
    acts: Mapping[str, Act]
    mark: str


@dataclass(frozen=True)
class Game:
    """One world in progress."""

    scenario: Scenario
    seed: int
    replicate: int
    seats: tuple[str, ...]
    stage: str
    world: World = field(repr=False)
    looks: tuple[Outlook, ...] = field(repr=False)
    moves: Ints = field(repr=False)
    played: tuple[Played, ...] = field(repr=False)
    log: tuple[Measure, ...] = field(repr=False)
    events: tuple[Event, ...] = field(repr=False)

    @property
    def arena(self) -> Arena:
        """The scenario as arrays."""
        return arena(self.scenario)

    @property
    def round(self) -> int:
        """The round now, from 1."""
        return int(self.world.public.state[at.W_ROUND])

    @property
    def phase(self) -> str:
        """War, ceasefire, or over."""
        return PHASES[int(self.world.public.state[at.W_PHASE])]

    @property
    def ending(self) -> str:
        """How it ended, or "none yet"."""
        return ENDINGS[int(self.world.public.state[at.W_ENDING])]

    @property
    def mark(self) -> str:
        """The digest of everything played so far."""
        return self.played[-1].mark if self.played else self.scenario.digest

    def measured(self, round_: int) -> Measure:
        """The measurement of a round; KeyError when there is none."""
        for measure in self.log:
            if measure.round == round_:
                return measure
        raise KeyError(round_)

    def real_surplus(self, round_: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Every party's real surplus in a round, `[P, T]`, and which terms pass. Referee only."""
        world = self.measured(round_).world
        return real_surplus(self.arena, world)

    def real_values(self, round_: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Every party's real values, `[P, T]`, and reservation points, `[P]`. Referee only."""
        world = self.measured(round_).world
        return real_values(self.arena, world)

    def voiced(self, round_: int) -> NDArray[np.bool_]:
        """Terms made of options voiced by a round, `[T]`."""
        bits = self.measured(round_).world.public.voiced
        return np.asarray((self.arena.latent & ~bits) == 0)

    def signed_terms(self) -> int | None:
        """The number of the first terms signed, or None."""
        for event in self.events:
            if event.kind == "signed":
                return int(event.data["number"])
        return None


def _key(game: Game) -> NDArray[np.uint64]:
    return nature.key(game.seed, game.replicate)


@lru_cache(maxsize=16)
def _start(scenario: Scenario) -> tuple[Any, Any]:
    found = arena(scenario)
    return opening_public(found), spreads(found)


def begin(
    scenario: Scenario, seed: int, replicate: int = 0, seats: Sequence[str] = ()
) -> Game:
    """A new game; `seats` are people's, all other parties are machines.

    ActError for a seat that is no party, ValueError for a seed out of range.
    """
    for name in seats:
        if name not in scenario.parties:
            raise ActError("unknown_seat", name=name)
    found, key = arena(scenario), nature.key(seed, replicate)
    public, spread = _start(scenario)
    world = open_round(found, open_world(found, public, spread, key), key)
    parties = len(scenario.parties)
    none = np.full((parties, move.MOVES), -1, np.int64)
    game = Game(scenario, int(seed), int(replicate), tuple(seats), "moves", world, (), none, (),
                (), ())
    return _measure(replace(game, events=_situation_events(game, None, world)))


def play(game: Game, acts: Mapping[str, Act]) -> Game:
    """The next position: one stage decided, machines in every seat without an act.

    ActError, with the game unchanged, when an act is not legal.
    """
    if game.stage == "over":
        raise ActError("over")
    for name in acts:
        if name not in game.scenario.parties:
            raise ActError("unknown_seat", name=name)
    return _play_moves(game, acts) if game.stage == "moves" else _play_answers(game, acts)


def run(game: Game) -> Game:
    """The game to its end, machines everywhere."""
    while game.stage != "over":
        game = play(game, {})
    return game


def _play_moves(game: Game, acts: Mapping[str, Act]) -> Game:
    found, names = game.arena, list(game.scenario.parties)
    moves = np.empty((len(names), move.MOVES), np.int64)
    for p, name in enumerate(names):
        moves[p] = (_encoded(game, name, acts[name]) if name in acts
                    else decide_seat(found, game.world, game.looks[p], p))
    world = hear_moves(found, game.world, forecast(found, game.world.public), moves)
    told = {n: decode(game.scenario, found, p, moves[p]) for p, n in enumerate(names)}
    after = replace(game, world=world, moves=moves, stage="answers",
                    events=game.events + _move_events(game, told, moves))
    return _marked(after, game, told)


def _encoded(game: Game, name: str, act: Act) -> Ints:
    p = list(game.scenario.parties).index(name)
    private, public = game.world.private, game.world.public
    known = int(private.knows[p]) | public.voiced
    fighting = bool(public.state[at.W_PHASE] == WAR)
    kept = act
    if act.posture is None and game.arena.may[p, move._POSTURE]:
        kept = replace(act, posture=_posture_now(game, p))
    return encode(game.scenario, game.arena, name, kept, known, private.red[p], fighting)


def _posture_now(game: Game, p: int) -> str:
    return ("stand_down", "hold", "attack")[int(game.world.public.standing[p, at.S_POSTURE])]


def asked(game: Game, p: int) -> list[int]:
    """The proposers whose proposals party p must answer now."""
    return [q for q in range(game.moves.shape[0])
            if game.moves[q, move.PROPOSAL] >= 0
            and addressed(game.arena, int(game.moves[q, move.PROPOSAL]), q, p)]


def _play_answers(game: Game, acts: Mapping[str, Act]) -> Game:
    found, names = game.arena, list(game.scenario.parties)
    now = forecast(found, game.world.public)
    answers = np.zeros((len(names), len(names)), np.int64)
    told = {}
    for p, name in enumerate(names):
        proposers = asked(game, p)
        if name in acts:
            for proposer, yes in acts[name].answers.items():
                answers[p, _answered(game, p, proposer, bool(yes))] = int(yes)
        elif proposers:
            answers[p] = answer_seat(found, game.world, now, game.moves, p)
        told[name] = Act(answers={names[q]: bool(answers[p, q]) for q in proposers})
    world = hear_answers(found, game.world, now, game.moves, answers, _key(game))
    events = game.events + _answer_events(game, told, world)
    after = replace(game, world=world, events=events, stage="moves")
    after = _marked(after, game, told)
    if world.public.state[at.W_PHASE] != OVER:
        next_world = open_round(found, world, _key(game))
        after = replace(after, world=next_world,
                        events=after.events + _situation_events(after, world, next_world))
    if after.world.public.state[at.W_PHASE] == OVER:
        over = Event(after.round, "ended", None, {"ending": after.ending}, "ended")
        after = replace(after, stage="over", events=(*after.events, over))
        return after if after.log[-1].round == after.round else _measure(after)
    return _measure(after)


def _answered(game: Game, p: int, proposer: str, yes: bool) -> int:
    names = list(game.scenario.parties)
    if proposer not in names:
        raise ActError("unknown_party", name=proposer)
    q = names.index(proposer)
    if q not in asked(game, p):
        raise ActError("unasked", name=proposer, party=names[p])
    number = int(game.moves[q, move.PROPOSAL])
    if yes and game.world.private.red[p, number]:
        from sim.acts import red_part

        issue, option = red_part(game.scenario, game.arena, game.world.private.red[p], number)
        raise ActError("red_line", issue=issue, option=option, party=names[p])
    return q


def _marked(after: Game, before: Game, told: Mapping[str, Act]) -> Game:
    """The position with what was played and its mark, chained to the mark before."""
    body = json.dumps({n: plain(a) for n, a in told.items()}, sort_keys=True)
    digest = hashlib.blake2b(before.mark.encode(), digest_size=16)
    digest.update(body.encode())
    public = after.world.public
    for part in (public.state, public.standing, public.commit, public.demand):
        digest.update(np.ascontiguousarray(part).tobytes())
    digest.update(str(int(public.voiced)).encode())
    played = Played(before.round, before.stage, dict(told), digest.hexdigest())
    return replace(after, played=(*before.played, played))


def _measure(game: Game) -> Game:
    """The position with this round measured, and every seat's outlook."""
    found, world = game.arena, game.world
    parties = len(game.scenario.parties)
    now = forecast(found, world.public)
    judged = [consider_seat(found, world, now, p, True) for p in range(parties)]
    looks = tuple(look for _, look in judged)
    surplus, passes = real_surplus(found, world)
    voiced = np.asarray((found.latent & ~world.public.voiced) == 0)
    fighting = bool(world.public.state[at.W_PHASE] == WAR)
    window = round_window(game.round, fighting, surplus, passes, voiced, found.de_jure)
    likeliest = [int(np.argmax(np.where(k.own, k.passes, -1.0))) for k in looks]
    estimates = []
    for p in range(parties):
        rival = int(found.belligerent[1 - found.side[p]])
        estimate = _believed_minimum(game, judged[p][0], p, rival)
        estimates.append((estimate.mean, estimate.low, estimate.high))
    measure = Measure(
        game.round, world, window, tuple(float(k.window) for k in looks),
        tuple(float(k.window_formula) for k in looks),
        tuple(bool(passes[t] and voiced[t]) for t in likeliest),
        tuple(float(k.minimum) for k in looks), tuple(estimates), _public(world),
        _standing(game.scenario, world),
    )
    return replace(game, looks=looks, log=(*game.log, measure))


def _believed_minimum(game: Game, seen: Any, p: int, rival: int) -> Estimate:
    view = _Belief(game.arena, own_of(game.world.private, p))
    return minimum(view, seen, rival)


@dataclass(frozen=True)
class _Belief:
    arena: Arena
    mine: Any


def _public(world: World) -> dict[str, float]:
    return {f.name: float(v) for f, v in zip(fields.PUBLIC, world.public.state, strict=True)}


def _standing(scenario: Scenario, world: World) -> dict[str, dict[str, float]]:
    return {
        name: {f.name: float(v)
               for f, v in zip(fields.STANDING, world.public.standing[p], strict=True)}
        for p, name in enumerate(scenario.parties)
    }


def look(game: Game, seat: str) -> View:
    """All that a seat may know now."""
    if seat not in game.scenario.parties:
        raise ActError("unknown_seat", name=seat)
    p, found = list(game.scenario.parties).index(seat), game.arena
    own, public = own_of(game.world.private, p), game.world.public
    mine = consider_seat(
        found, game.world, forecast(found, game.world.public), p, True)[1] if game.stage == "answers" else game.looks[p]
    known = int(own.knows) | public.voiced
    history = tuple(
        Moment(m.round, m.public, m.standing, m.minimum[p], m.believed[p], m.with_formula[p],
               m.estimates[p][1], m.estimates[p][2])
        for m in game.log
    )
    return View(
        seat=seat, scenario=game.scenario, round=game.round, stage=game.stage, phase=game.phase,
        ending=game.ending, public=_public(game.world), standing=_standing(game.scenario, game.world),
        own={f.name: float(v) for f, v in zip(fields.PARTY, own.own, strict=True)},
        profile=list(game.scenario.parties[seat].profiles)[int(own.profile)],
        weights={i: float(w) for i, w in zip(game.scenario.issues, own.weights, strict=True)},
        red_lines=_red_lines(game, p), known=_places(game, known),
        voiced=_places(game, public.voiced), reservation=float(mine.minimum),
        legal=_legal(game, p, known), open=_open(game, p, mine),
        events=tuple(e for e in game.events if e.audience is None or seat in e.audience),
        history=history, arena=found, common=public, mine=own,
    )


def _places(game: Game, bits: int) -> frozenset[tuple[str, str]]:
    return frozenset(
        place_of(game.scenario, game.arena, o)
        for o, bit in enumerate(game.arena.option_latent) if bit & bits
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
    steps = tuple(
        tuple(s for s in (-1, 0, 1) if 0.0 <= standing[column] + 1e-9 * s <= 1.0
              and not (s < 0 and standing[column] <= 0.0)
              and not (s > 0 and standing[column] >= 1.0)) if may[instrument] else ()
        for column, instrument in ((at.S_GIVING, move._AID), (at.S_SANCTIONS, move._SANCTIONS))
    )
    return Legal(
        ("stand_down", "hold", "attack") if may[move._POSTURE] else (), steps[0], steps[1],
        bool(may[move._STATEMENT]),
        tuple(n for q, n in enumerate(names) if q not in (p, rival)) if may[move._INSIGHT] else (),
        tuple(sorted(unspoken)) if may[move._VOICE] else (), bool(may[move._PROPOSE] and fighting),
    )


def _open(game: Game, p: int, mine: Outlook) -> tuple[Open, ...]:
    if game.stage != "answers":
        return ()
    names = list(game.scenario.parties)
    found = []
    for q in asked(game, p):
        number = int(game.moves[q, move.PROPOSAL])
        terms = terms_names(game.scenario, game.arena, number)
        found.append(Open(names[q], terms, number, bool(game.moves[q, move.PRIVATE]),
                          float(mine.value[number])))
    return tuple(found)


def _situation_events(game: Game, before: World | None, after: World) -> tuple[Event, ...]:
    """What the situation of a round brought."""
    round_ = int(after.public.state[at.W_ROUND])
    found = []
    war = after.public.state[at.W_PHASE] != CEASEFIRE
    for event in game.scenario.events:
        if event.round == round_ and (war or not event.war_only):
            data = {"id": event.id, "title": event.title, "text": event.text}
            found.append(Event(round_, "event", None, data, "event"))
    fired = np.zeros_like(after.public.fired) if before is None else before.public.fired
    for n, tail in enumerate(game.scenario.tails):
        if after.public.fired[n] and not fired[n]:
            data = {"id": tail.id, "title": tail.title, "text": tail.text}
            found.append(Event(round_, "tail", None, data, "tail"))
    if before is not None and after.public.state[at.W_COLLAPSES] > before.public.state[at.W_COLLAPSES]:
        found.append(Event(round_, "collapsed", None, {}, "collapsed"))
    return tuple(found)


def _move_events(game: Game, told: Mapping[str, Act], moves: Ints) -> tuple[Event, ...]:
    """What every party's moves were, each for those who may see it."""
    names, found = list(game.scenario.parties), []
    standing = game.world.public.standing
    for p, name in enumerate(names):
        act = told[name]

        def add(kind: str, data: dict[str, Any], who: frozenset[str] | None = None,
                name: str = name) -> None:
            found.append(Event(game.round, kind, name, data, kind, who))

        if act.posture is not None and game.arena.may[p, move._POSTURE]:
            if moves[p, move.POSTURE] != int(standing[p, at.S_POSTURE]) or game.round == 1:
                add("posture", {"posture": act.posture})
        if act.aid:
            add("aid", {"step": act.aid})
        if act.sanctions:
            add("sanctions", {"step": act.sanctions})
        if act.statement is not None:
            s = act.statement
            add("statement", {"kind": s.kind, "issue": s.issue, "option": s.option})
        if act.insight is not None:
            data = {"about": act.insight.about, "to": list(act.insight.to)}
            add("insight", data, frozenset((name, *act.insight.to)))
        if act.voice is not None:
            add("voiced", {"issue": act.voice[0], "option": act.voice[1]})
        if act.proposal is not None:
            number = int(moves[p, move.PROPOSAL])
            needed = [n for q, n in enumerate(names) if addressed(game.arena, number, p, q)]
            who = frozenset((name, *needed)) if act.proposal.private else None
            add("proposal", {"terms": dict(act.proposal.terms), "number": number,
                             "private": act.proposal.private}, who)
    return tuple(found)


def _answer_events(game: Game, told: Mapping[str, Act], after: World) -> tuple[Event, ...]:
    names, found = list(game.scenario.parties), []
    for name in names:
        for proposer, yes in told[name].answers.items():
            q = names.index(proposer)
            number = int(game.moves[q, move.PROPOSAL])
            needed = [n for p, n in enumerate(names) if addressed(game.arena, number, q, p)]
            hidden = bool(game.moves[q, move.PRIVATE])
            data = {"proposer": proposer, "yes": yes, "number": number,
                    "terms": terms_names(game.scenario, game.arena, number)}
            who = frozenset((proposer, *needed)) if hidden else None
            found.append(Event(game.round, "answer", name, data, "answer", who))
    signed, before = int(after.public.state[at.W_SIGNED]), int(game.world.public.state[at.W_SIGNED])
    if signed >= 0 and before < 0:
        terms = terms_names(game.scenario, game.arena, signed)
        needed = [n for p, n in enumerate(names) if addressed(game.arena, signed, -1, p)]
        found.append(Event(game.round, "signed", None,
                           {"terms": terms, "number": signed, "by": needed}, "signed"))
    return tuple(found)


def record(game: Game) -> Record:
    """The game's record: scenario, seed and acts, from which everything is replayed."""
    from sim.record import Record

    return Record.of(game)

