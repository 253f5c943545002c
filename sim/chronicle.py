"""The chronicle: what happened in a round, as events, each for those who may see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import moves as move
from sim.acts import Act, terms_names
from sim.channels import intercepts
from sim.rules import CEASEFIRE, WAR, addressed, sees
from sim.view import Event

if TYPE_CHECKING:
    from sim.game import Game
    from sim.world import World

Ints = NDArray[np.int64]
_Told = tuple[str, dict[str, Any], frozenset[str] | None]


def situation_events(game: Game, before: World | None, after: World) -> tuple[Event, ...]:
    """What the situation of a round brought."""
    round_ = int(after.public.state[at.W_ROUND])
    found = []
    war = after.public.state[at.W_PHASE] != CEASEFIRE
    for event in game.scenario.events:
        if event.round == round_ and (war or not event.war_only):
            data = {"id": event.id, "title": event.title, "text": event.text}
            found.append(Event(round_, "event", None, data, "event"))
    if after.public.state[at.W_PHASE] == WAR:
        for signal in game.scenario.signals:
            if signal.round == round_:
                read = {"readings": [reading.title for reading in signal.readings]}
                seen = {"id": signal.id, "title": signal.title, "text": signal.text, **read}
                found.append(Event(round_, "signal", None, seen, "signal"))
    fired = np.zeros_like(after.public.fired) if before is None else before.public.fired
    for n, tail in enumerate(game.scenario.tails):
        if after.public.fired[n] and not fired[n]:
            data = {"id": tail.id, "title": tail.title, "text": tail.text}
            found.append(Event(round_, "tail", None, data, "tail"))
    collapses = 0.0 if before is None else before.public.state[at.W_COLLAPSES]
    if before is not None and after.public.state[at.W_COLLAPSES] > collapses:
        found.append(Event(round_, "collapsed", None, {}, "collapsed"))
    return tuple(found)


def move_events(game: Game, told: Mapping[str, Act], moves: Ints) -> tuple[Event, ...]:
    """What every party's moves were, each for those who may see it."""
    found = []
    for p, (name, act) in enumerate(told.items()):
        for kind, data, audience in _moved(game, p, name, act, moves[p]):
            found.append(Event(game.round, kind, name, data, kind, audience))
    return tuple(found)


def _moved(game: Game, p: int, name: str, act: Act, moves: Ints) -> Iterator[_Told]:
    """Kind, data and audience of what one party's moves were."""
    posture = int(game.world.public.standing[p, at.S_POSTURE])
    shown = game.round == 1 or moves[move.POSTURE] != posture
    if shown and act.posture is not None and game.arena.may[p, move.MAY_POSTURE]:
        yield "posture", {"posture": act.posture}, None
    if act.aid:
        yield "aid", {"step": act.aid}, None
    if act.sanctions:
        yield "sanctions", {"step": act.sanctions}, None
    if act.statement is not None:
        said = act.statement
        yield "statement", {"kind": said.kind, "issue": said.issue, "option": said.option}, None
    if act.insight is not None:
        insight, told = act.insight, frozenset((name, *act.insight.to))
        yield "insight", {"about": insight.about, "to": list(insight.to)}, told
    if act.voice is not None:
        place = {"issue": act.voice[0], "option": act.voice[1]}
        if act.voice_to:
            hinted = frozenset((name, *act.voice_to))
            yield "hinted", {**place, "to": list(act.voice_to)}, hinted
        else:
            yield "voiced", place, None
    yield from _tabled(game, p, name, moves)


def _tabled(game: Game, p: int, name: str, moves: Ints) -> Iterator[_Told]:
    """What one party tabled, what of its own arrived, and what it sent away."""
    number, by, via = (int(moves[column]) for column in (move.PROPOSAL, move.CHANNEL, move.VIA))
    if number >= 0:
        private = bool(moves[move.PRIVATE])
        terms = terms_names(game.scenario, game.arena, number)
        data = {"terms": terms, "number": number, "private": private}
        if by:
            sent = game.round - int(moves[move.LATE])
            data |= {"channel": list(game.scenario.channels)[by - 1], "sent": sent}
        yield "proposal", data, _seen_by(game, moves, p)
    if via:
        number = int(moves[move.LETTER])
        terms = terms_names(game.scenario, game.arena, number)
        channel = list(game.scenario.channels)[via - 1]
        data = {"terms": terms, "number": number, "channel": channel}
        names = enumerate(game.scenario.parties)
        reading = [n for q, n in names if intercepts(game.arena, moves, p, q)]
        yield "letter", data, frozenset((name, *reading))


def _seen_by(game: Game, moves: Ints, p: int) -> frozenset[str] | None:
    """Who sees what a party tabled, None for everybody."""
    if not moves[move.PRIVATE]:
        return None
    names = enumerate(game.scenario.parties)
    return frozenset(n for q, n in names if sees(game.arena, moves, p, q))


def _asked_of(game: Game, number: int, proposer: int) -> list[str]:
    """The parties that must answer terms, by name; a proposer of -1 leaves nobody out."""
    names = enumerate(game.scenario.parties)
    return [n for q, n in names if addressed(game.arena, number, proposer, q)]


def answer_events(game: Game, told: Mapping[str, Act], after: World) -> tuple[Event, ...]:
    """What was answered, each answer for those who saw the proposal, and what was signed."""
    names, found = list(game.scenario.parties), []
    for name in names:
        for proposer, yes in told[name].answers.items():
            q = names.index(proposer)
            number = int(game.moves[q, move.PROPOSAL])
            terms = terms_names(game.scenario, game.arena, number)
            data = {"proposer": proposer, "yes": yes, "number": number, "terms": terms}
            who = _seen_by(game, game.moves[q], q)
            found.append(Event(game.round, "answer", name, data, "answer", who))
    signed, before = int(after.public.state[at.W_SIGNED]), game.world.public.state[at.W_SIGNED]
    if signed >= 0 and before < 0:
        terms = terms_names(game.scenario, game.arena, signed)
        data = {"terms": terms, "number": signed, "by": _asked_of(game, signed, -1)}
        found.append(Event(game.round, "signed", None, data, "signed"))
    return tuple(found)
