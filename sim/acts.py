"""Acts: what a party decides in one round, and which acts are legal.

An act is data: it can be written down, sent, stored and replayed. Options
are named, so an act means the same whatever the file order of a scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim import columns as at
from sim import moves as move
from sim.channels import NO_WAY, is_direct, route, usable
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.arena import Arena
    from sim.knowledge import Public

Ints = NDArray[np.int64]
Place = tuple[str, str]

POSTURES = ("stand_down", "hold", "attack")
DIRECTLY = "direct"
KINDS = ("silent", "demand", "soften", "condemn")

REFUSALS = {
    "no_instrument": "{party} has no such instrument: {instrument}.",
    "unknown_posture": "{posture} is not a posture; choose one of stand_down, hold, attack.",
    "unknown_step": "{instrument} moves by -1, 0 or 1 step, not {step}.",
    "unknown_kind": "{kind} is not a kind of statement; choose demand, soften or condemn.",
    "unknown_issue": "There is no issue called {issue}.",
    "unknown_option": "Issue {issue} has no option called {option}.",
    "unspoken": "{issue}: {option} is not known to this seat.",
    "red_line": "{issue}: {option} crosses a red line of {party}.",
    "missing_issue": "The proposal says nothing on {issue}; choose an option, or its silent one.",
    "unknown_party": "There is no party called {name}.",
    "no_listener": "This can be told to other parties, not to {name}.",
    "wrong_subject": "{party} has insight on {subject} alone.",
    "not_latent": "{issue}: {option} is not a formula that can be voiced.",
    "in_ceasefire": "A ceasefire is in force: nothing can be proposed.",
    "unasked": "No proposal of {name} is addressed to {party}.",
    "unknown_seat": "{name} is no party of this scenario.",
    "unknown_channel": "There is no channel called {channel}.",
    "closed_channel": "{party} cannot send by {channel} now.",
    "no_direct": "{party} can table nothing directly now; it must go by a channel.",
    "no_way": "{party} has no way to send a proposal now.",
    "over": "The game is over.",
}


class ActError(ValueError):
    """An act that the rules do not allow; str() is a sentence a player can act on."""

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(REFUSALS[key].format(**values))


@dataclass(frozen=True)
class Statement:
    """A typed public statement; issue and option are None for a condemnation."""

    kind: str
    issue: str | None = None
    option: str | None = None


@dataclass(frozen=True)
class Insight:
    """Telling some parties what one's experts heard about one."""

    about: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """Terms by name, tabled in public or privately among those whose consent they need.

    `channel` is the one by which they go, or "direct"; without one, directly or, where that is
    closed, as a machine would send them.
    """

    terms: Mapping[str, str]
    private: bool = False
    channel: str | None = None


@dataclass(frozen=True)
class Act:
    """All a party decides in one round: its moves, and its answers by proposer.

    A formula is voiced for everybody, or suggested in private to the parties in `voice_to`.
    """

    posture: str | None = None
    aid: int = 0
    sanctions: int = 0
    statement: Statement | None = None
    insight: Insight | None = None
    voice: Place | None = None
    voice_to: tuple[str, ...] = ()
    proposal: Proposal | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)


def terms_number(scenario: Scenario, arena: Arena, terms: Mapping[str, str]) -> int:
    """The number of named terms; ActError for an unknown or missing issue or option."""
    for issue in terms:
        if issue not in scenario.issues:
            raise ActError("unknown_issue", issue=issue)
    chosen = np.empty(len(scenario.issues), np.int64)
    for n, (name, issue_) in enumerate(scenario.issues.items()):
        if name not in terms:
            raise ActError("missing_issue", issue=name)
        chosen[n] = arena.first[n] + _option(list(issue_.options), name, terms[name])
    return int(np.flatnonzero((arena.options == chosen[:, None]).all(axis=0))[0])


def terms_names(scenario: Scenario, arena: Arena, number: int) -> dict[str, str]:
    """Numbered terms by name."""
    return {
        name: list(issue.options)[int(arena.options[n, number] - arena.first[n])]
        for n, (name, issue) in enumerate(scenario.issues.items())
    }


def place_of(scenario: Scenario, arena: Arena, flat: int) -> Place:
    """The name of a flat option number."""
    issue = int(arena.issue_of[flat])
    name = list(scenario.issues)[issue]
    return name, list(scenario.issues[name].options)[int(flat - arena.first[issue])]


def flat_of(scenario: Scenario, arena: Arena, place: Place) -> int:
    """The flat number of a named option; ActError when there is none."""
    issue, option = place
    if issue not in scenario.issues:
        raise ActError("unknown_issue", issue=issue)
    n = list(scenario.issues).index(issue)
    return int(arena.first[n]) + _option(list(scenario.issues[issue].options), issue, option)


def _option(options: list[str], issue: str, option: Any) -> int:
    if option not in options:
        raise ActError("unknown_option", issue=issue, option=option)
    return options.index(option)


def encode(
    scenario: Scenario,
    arena: Arena,
    party: str,
    act: Act,
    known: int,
    red: NDArray[np.bool_],
    public: Public,
) -> Ints:
    """An act's moves as the rules read them, `[MOVES]`; ActError when they are not legal.

    `known` holds the bits of latent options that the party knows or that were
    voiced; `red[t]` whether terms cross one of its red lines.
    """
    me = list(scenario.parties).index(party)
    may = arena.may[me]
    moves = move.nothing()
    if act.posture is not None:
        _need(may, move.MAY_POSTURE, party, "posture")
        if act.posture not in POSTURES:
            raise ActError("unknown_posture", posture=act.posture)
        moves[move.POSTURE] = POSTURES.index(act.posture)
    for column, instrument, name, step in (
        (move.AID, move.MAY_AID, "aid", act.aid),
        (move.SANCTIONS, move.MAY_SANCTIONS, "sanctions", act.sanctions),
    ):
        if step:
            _need(may, instrument, party, name)
            if step not in (-1, 1):
                raise ActError("unknown_step", instrument=name, step=step)
            moves[column] = step
    if act.statement is not None:
        _need(may, move.MAY_STATEMENT, party, "statement")
        _encode_statement(scenario, arena, act.statement, known, moves)
    if act.insight is not None:
        _need(may, move.MAY_INSIGHT, party, "insight")
        _encode_insight(scenario, arena, me, act.insight, moves)
    if act.voice is not None:
        _need(may, move.MAY_VOICE, party, "voice")
        flat = flat_of(scenario, arena, act.voice)
        if arena.option_latent[flat] == 0:
            raise ActError("not_latent", issue=act.voice[0], option=act.voice[1])
        _known(scenario, arena, flat, known)
        moves[move.VOICE] = flat
        moves[move.HINT] = _listeners(list(scenario.parties), me, act.voice_to)
    if act.proposal is not None:
        _need(may, move.MAY_PROPOSE, party, "propose")
        fighting = bool(public.state[at.W_PHASE] < 0.5)
        _encode_proposal(scenario, arena, party, act.proposal, known, red, fighting, moves)
        moves[move.CHANNEL] = _way(scenario, arena, public, me, act.proposal.channel)
    return moves


def _way(scenario: Scenario, arena: Arena, public: Public, me: int, channel: str | None) -> int:
    """The number of the channel that a proposal takes, 0 for none."""
    party, ids = list(scenario.parties)[me], list(scenario.channels)
    if channel is None:
        found = route.plain(arena, public, me)
        if found == NO_WAY:
            raise ActError("no_way", party=party)
        return found
    if channel == DIRECTLY:
        if not is_direct.plain(arena, public, me):
            raise ActError("no_direct", party=party)
        return 0
    if channel not in ids:
        raise ActError("unknown_channel", channel=channel)
    number = ids.index(channel) + 1
    if not usable.plain(arena, public, me, number):
        raise ActError("closed_channel", party=party, channel=channel)
    return number


def _need(may: NDArray[np.bool_], instrument: int, party: str, name: str) -> None:
    if not may[instrument]:
        raise ActError("no_instrument", party=party, instrument=name)


def _known(scenario: Scenario, arena: Arena, flat: int, known: int) -> None:
    if arena.option_latent[flat] & ~known:
        issue, option = place_of(scenario, arena, flat)
        raise ActError("unspoken", issue=issue, option=option)


def _encode_statement(
    scenario: Scenario, arena: Arena, statement: Statement, known: int, moves: Ints
) -> None:
    if statement.kind not in KINDS[1:]:
        raise ActError("unknown_kind", kind=statement.kind)
    moves[move.STATEMENT] = KINDS.index(statement.kind)
    if statement.kind != "condemn":
        flat = flat_of(scenario, arena, (statement.issue or "", statement.option or ""))
        _known(scenario, arena, flat, known)
        moves[move.ISSUE], moves[move.OPTION] = arena.issue_of[flat], flat


def _encode_insight(
    scenario: Scenario, arena: Arena, me: int, insight: Insight, moves: Ints
) -> None:
    names = list(scenario.parties)
    if insight.about not in names:
        raise ActError("unknown_party", name=insight.about)
    about = int(arena.belligerent[1 - arena.side[me]])
    if names[about] != insight.about:
        raise ActError("wrong_subject", party=names[me], subject=names[about])
    if insight.about in insight.to:
        raise ActError("no_listener", name=insight.about)
    moves[move.ABOUT] = about
    moves[move.TO] = _listeners(names, me, insight.to)


def _listeners(names: list[str], me: int, to: tuple[str, ...]) -> int:
    """The bits of the parties that are told something in private."""
    for name in to:
        if name not in names:
            raise ActError("unknown_party", name=name)
        if name == names[me]:
            raise ActError("no_listener", name=name)
    return sum(1 << names.index(name) for name in set(to))


def _encode_proposal(
    scenario: Scenario,
    arena: Arena,
    party: str,
    proposal: Proposal,
    known: int,
    red: NDArray[np.bool_],
    fighting: bool,
    moves: Ints,
) -> None:
    number = terms_number(scenario, arena, proposal.terms)
    if not fighting:
        raise ActError("in_ceasefire")
    for flat in arena.options[:, number]:
        _known(scenario, arena, int(flat), known)
    if red[number]:
        issue, option = red_part(scenario, arena, red, number)
        raise ActError("red_line", issue=issue, option=option, party=party)
    moves[move.PROPOSAL], moves[move.PRIVATE] = number, int(proposal.private)


def red_part(scenario: Scenario, arena: Arena, red: NDArray[np.bool_], number: int) -> Place:
    """An option of terms that crosses a red line: every terms with it do."""
    for flat in arena.options[:, number]:
        if red[(arena.options == flat).any(axis=0)].all():
            return place_of(scenario, arena, int(flat))
    return place_of(scenario, arena, int(arena.options[0, number]))


def decode(scenario: Scenario, arena: Arena, party: int, moves: Ints) -> Act:
    """A party's moves as an act."""
    names = list(scenario.parties)
    posture = POSTURES[int(moves[move.POSTURE])] if arena.may[party, move.MAY_POSTURE] else None
    statement = insight = voice = proposal = None
    voice_to: tuple[str, ...] = ()
    kind = int(moves[move.STATEMENT])
    if kind == move.CONDEMN:
        statement = Statement("condemn")
    elif kind:
        statement = Statement(KINDS[kind], *place_of(scenario, arena, int(moves[move.OPTION])))
    if moves[move.ABOUT] >= 0:
        insight = Insight(names[int(moves[move.ABOUT])], _named(names, moves[move.TO]))
    if moves[move.VOICE] >= 0:
        voice = place_of(scenario, arena, int(moves[move.VOICE]))
        voice_to = _named(names, moves[move.HINT])
    if moves[move.PROPOSAL] >= 0:
        terms = terms_names(scenario, arena, int(moves[move.PROPOSAL]))
        by = int(moves[move.CHANNEL])
        channel = list(scenario.channels)[by - 1] if by else None
        proposal = Proposal(terms, bool(moves[move.PRIVATE]), channel)
    return Act(
        posture, int(moves[move.AID]), int(moves[move.SANCTIONS]),
        statement, insight, voice, voice_to, proposal,
    )  # fmt: skip


def _named(names: list[str], bits: int) -> tuple[str, ...]:
    return tuple(name for p, name in enumerate(names) if (int(bits) >> p) & 1)
