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
from sim import fields, injects, nature
from sim import moves as move
from sim.acts import POSTURES, Act, ActError, decode, encode, red_part
from sim.arena import Arena, arena
from sim.chronicle import answer_events, move_events, situation_events
from sim.forecasts import Forecast, forecast
from sim.injects import Inject
from sim.measure import Measure, by_seat, measure, spoken
from sim.opening import open_world, opening_public, spreads
from sim.post import deliver
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
from sim.rules import ENDINGS, OVER, PHASES
from sim.scenario import Scenario
from sim.view import Event, View, asked, view_of
from sim.world import World
from sim.written import from_plain, plain

if TYPE_CHECKING:
    from sim.opponent import Seen
    from sim.outlook import Outlook
    from sim.record import Record

__all__ = [
    "Game", "Inject", "Measure", "begin", "check", "from_plain", "inject", "look", "plain", "play",
    "record", "run",
]  # fmt: skip

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Played:
    """One stage that was played: every party's act and the mark it leads to.

    `world` is the one it was decided in, `moves` those of its round, `[P, MOVES]`.
    `notes` say of a party why it did nothing, where a program in its seat failed;
    they are told, and change nothing. `injected` are events brought on before it was played.
    """

    round: int
    stage: str
    acts: Mapping[str, Act]
    mark: str
    world: World = field(repr=False, compare=False)
    moves: Ints = field(repr=False, compare=False)
    notes: Mapping[str, str] = field(default_factory=dict)
    injected: tuple[str, ...] = ()


@dataclass(frozen=True)
class Game:
    """One world in progress."""

    scenario: Scenario
    seed: int
    replicate: int
    seats: tuple[str, ...]
    stage: str
    world: World = field(repr=False)
    now: Forecast = field(repr=False)
    judged: Mapping[int, tuple[Seen, Outlook]] = field(repr=False)
    moves: Ints = field(repr=False)
    played: tuple[Played, ...] = field(repr=False)
    log: tuple[Measure, ...] = field(repr=False)
    events: tuple[Event, ...] = field(repr=False)
    injected: tuple[Inject, ...] = ()

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
        for one in self.log:
            if one.round == round_:
                return one
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
        return spoken(self.arena, self.measured(round_).world)

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


def begin(scenario: Scenario, seed: int, replicate: int = 0, seats: Sequence[str] = ()) -> Game:
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
    game = Game(
        scenario,
        int(seed),
        int(replicate),
        tuple(seats),
        "moves",
        world,
        forecast(found, world.public),
        {},
        none,
        (),
        (),
        (),
    )
    return _measure(replace(game, events=situation_events(game, None, world)))


def play(game: Game, acts: Mapping[str, Act], notes: Mapping[str, str] | None = None) -> Game:
    """The next position: one stage decided, machines in every seat without an act.

    `notes` are kept with the stage, by party. ActError, with the game unchanged, when
    an act is not legal.
    """
    if game.stage == "over":
        raise ActError("over")
    for name in (*acts, *(notes or ())):
        if name not in game.scenario.parties:
            raise ActError("unknown_seat", name=name)
    after = _play_moves(game, acts) if game.stage == "moves" else _play_answers(game, acts)
    if not notes:
        return after
    told = replace(after.played[-1], notes=dict(notes))
    return replace(after, played=(*after.played[:-1], told))


def inject(game: Game, event: str) -> Game:
    """The position with an event of the scenario coming in the next round, whatever its date.

    InjectError, with the game unchanged, when it cannot come.
    """
    return replace(game, injected=(*game.injected, injects.ordered(game, event)))


def played_on(found: Game, whole: Game, to: int) -> Game:
    """An earlier position of a game, played on as `whole` was until so many stages are played.

    RuntimeError if a stage does not come out as it was.
    """
    for stage in whole.played[len(found.played) : to]:
        for event in stage.injected:
            found = inject(found, event)
        found = play(found, stage.acts, stage.notes)
        if found.mark != stage.mark:
            raise RuntimeError(f"round {stage.round}, {stage.stage}: not as it was played")
    return found


def check(game: Game, seat: str, act: Act) -> None:
    """ActError when a seat's act is not legal now; nothing is played."""
    if game.stage == "over":
        raise ActError("over")
    if seat not in game.scenario.parties:
        raise ActError("unknown_seat", name=seat)
    if game.stage == "moves":
        _encoded(game, seat, act)
        return
    p = list(game.scenario.parties).index(seat)
    for proposer, yes in act.answers.items():
        _answered(game, p, proposer, bool(yes))


def run(game: Game) -> Game:
    """The game to its end, machines everywhere."""
    while game.stage != "over":
        game = play(game, {})
    return game


def _play_moves(game: Game, acts: Mapping[str, Act]) -> Game:
    found, names = game.arena, list(game.scenario.parties)
    moves = np.empty((len(names), move.MOVES), np.int64)
    for p, name in enumerate(names):
        if name in acts:
            moves[p] = _encoded(game, name, acts[name])
        else:
            moves[p] = decide_seat(found, game.world, _judgement_for(game, p), p)
    told = {n: decode(game.scenario, found, p, moves[p]) for p, n in enumerate(names)}
    machine = np.array([name not in game.seats for name in names])
    world, moves = deliver(found, game.world, moves, _key(game), machine)
    world = hear_moves(found, world, game.now, moves)
    events = game.events + move_events(game, told, moves)
    # what is forecast now is asked by who answers; without an offer nobody does
    offers = bool(moves[:, move.PROPOSAL].max() >= 0)
    now = forecast(found, world.public) if offers else game.now
    after = replace(game, world=world, now=now, moves=moves, stage="answers", events=events)
    return _marked(after, game, told)


def _judgement_for(game: Game, p: int) -> Outlook:
    """The judgement a machine decides by: any, where its moves depend on none."""
    first = int(game.arena.belligerent[0])
    return game.judged[p if p in game.judged else first][1]


def _encoded(game: Game, name: str, act: Act) -> Ints:
    p = list(game.scenario.parties).index(name)
    private, public = game.world.private, game.world.public
    known = int(private.knows[p]) | public.voiced
    kept = act
    if act.posture is None and game.arena.may[p, move.MAY_POSTURE]:
        kept = replace(act, posture=_posture_now(game, p))
    return encode(game.scenario, game.arena, name, kept, known, private.red[p], public)


def _posture_now(game: Game, p: int) -> str:
    return POSTURES[int(game.world.public.standing[p, at.S_POSTURE])]


def _play_answers(game: Game, acts: Mapping[str, Act]) -> Game:
    found, names = game.arena, list(game.scenario.parties)
    waiting = [asked(game, p) for p in range(len(names))]
    machines = [p for p, name in enumerate(names) if waiting[p] and name not in acts]
    answers = np.zeros((len(names), len(names)), np.int64)
    judged = by_seat(lambda p: answer_seat(found, game.world, game.now, game.moves, p), machines)
    for p, answered in zip(machines, judged, strict=True):
        answers[p] = answered
    for name, act in acts.items():
        p = names.index(name)
        for proposer, yes in act.answers.items():
            answers[p, _answered(game, p, proposer, bool(yes))] = int(yes)
    told = {
        name: Act(answers={names[q]: bool(answers[p, q]) for q in waiting[p]})
        for p, name in enumerate(names)
    }
    world = hear_answers(found, game.world, game.now, game.moves, answers, _key(game))
    events = game.events + answer_events(game, told, world)
    after = replace(game, world=world, events=events, stage="moves")
    after = _marked(after, game, told)
    if world.public.state[at.W_PHASE] != OVER:
        coming = injects.due(game.scenario, game.injected)
        next_world = open_round(arena(coming), world, _key(game))
        told_of = replace(after, scenario=coming)
        events = after.events + situation_events(told_of, world, next_world)
        after = replace(after, world=next_world, events=events)
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
        issue, option = red_part(game.scenario, game.arena, game.world.private.red[p], number)
        raise ActError("red_line", issue=issue, option=option, party=names[p])
    return q


def _marked(after: Game, before: Game, told: Mapping[str, Act]) -> Game:
    """The position with what was played and its mark, chained to the mark before."""
    body = json.dumps({n: plain(a) for n, a in told.items()}, sort_keys=True)
    digest = hashlib.blake2b(before.mark.encode(), digest_size=16)
    digest.update(body.encode())
    public = after.world.public
    for part in (_named(public.state), public.standing, public.commit, public.demand):
        digest.update(np.ascontiguousarray(part).tobytes())
    digest.update(str(int(public.voiced)).encode())
    place = (before.round, before.stage)
    brought = tuple(one.event for one in before.injected if (one.round, one.stage) == place)
    for event in brought:
        digest.update(event.encode())
    mark = digest.hexdigest()
    played = Played(*place, dict(told), mark, before.world, after.moves, injected=brought)
    return replace(after, played=(*before.played, played))


_FIRST = [not row.later for row in fields.PUBLIC]
_NEUTRAL = np.array([row.neutral for row in fields.PUBLIC])


def _named(state: NDArray[np.float64]) -> NDArray[np.float64]:
    """The public numbers a mark names: those added later only where one is used."""
    later = np.logical_not(_FIRST)
    return state if (state != _NEUTRAL)[later].any() else state[_FIRST]


def _measure(game: Game) -> Game:
    """The position with this round measured, and the outlook of every seat that needs one."""
    names = list(game.scenario.parties)
    people = [names.index(name) for name in game.seats]
    now, judged, found = measure(game.scenario, game.world, people)
    return replace(game, now=now, judged=judged, log=(*game.log, found))


def look(game: Game, seat: str) -> View:
    """All that a seat may know now; ActError for a seat that is no party."""
    if seat not in game.scenario.parties:
        raise ActError("unknown_seat", name=seat)
    p = list(game.scenario.parties).index(seat)
    if game.stage != "answers" and seat in game.seats:
        return view_of(game, p, *game.judged[p])
    now = forecast(game.arena, game.world.public)
    return view_of(game, p, *consider_seat(game.arena, game.world, now, p, True))


def record(game: Game) -> Record:
    """The game's record: scenario, seed and acts, from which everything is replayed."""
    from sim.record import Record

    return Record.of(game)
