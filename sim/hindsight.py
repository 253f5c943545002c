"""Hindsight: one seat's belief about its adversary against the truth, after the end.

What could have been known: the belief of each round smoothed by all that came later, and
the evidence that was there and changed nothing. For the debrief: it holds the truth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim import moves as move
from sim.evidence import Account, Clue, Passage, Tell, account
from sim.forecasts import forecast
from sim.round import consider_seat
from sim.rules import addressed
from sim.smoothing import Fan, looking_back, smoothed
from sim.windows import OPEN

if TYPE_CHECKING:
    from sim.game import Game
    from sim.view import Held, View

_MOST, _NOTABLE = 3, 0.005  # clues told, and the least of them in utility


@dataclass(frozen=True)
class Refused:
    """Terms inside the true window that the seat refused, from one round to another.

    Their proposer would have signed; it tabled them in each of these rounds.
    """

    round: int
    last: int
    proposer: str
    terms: int


@dataclass(frozen=True)
class Unheeded:
    """A refusal that told something true, and the seat's next proposal after it.

    That one was worth `less` to the adversary than the terms refused, by its real values.
    """

    clue: Clue
    round: int
    less: float


@dataclass(frozen=True)
class Hindsight:
    """A belief about one party, `account.fans`, beside `truth` and `war`, one of each a round.

    `late` are the rounds of war with a window on the table to which the seat gave less than
    even odds, and more in hindsight; `told` the clues from the first of them on that brought
    the estimate nearest to the truth, in order, each with what it informed.
    """

    account: Account
    smoothed: tuple[Fan, ...]
    truth: tuple[float, ...]
    war: tuple[bool, ...]
    late: tuple[int, ...]
    told: tuple[Clue, ...]
    refused: tuple[Refused, ...]
    unheeded: tuple[Unheeded, ...]

    @property
    def error(self) -> tuple[float, float]:
        """Root mean squared error in war of the estimate then, and in hindsight, in utility."""
        return self._error(self.account.fans), self._error(self.smoothed)

    def _error(self, fans: Sequence[Fan]) -> float:
        off = np.array([fan.mean for fan in fans]) - np.array(self.truth)
        return float(np.sqrt(np.mean(off[np.array(self.war)] ** 2)))

    @property
    def width(self) -> tuple[float, float, float]:
        """Of the 80 % interval: in the first round, in the last, and the median in hindsight."""
        fans = self.account.fans
        return fans[0].width, fans[-1].width, float(np.median([fan.width for fan in self.smoothed]))


def hindsight(game: Game, view: View, party: str, tell: Tell | None = None) -> Hindsight:
    """A seat's belief about another party as it was and as it could have been. Referee only.

    `view` is the seat's view of this same game, `sim.game.look(game, seat)`.
    """
    told = account(view, party, tell=tell)
    j = list(view.scenario.parties).index(party)
    truth = {m.round: m.of(j).minimum for m in game.log}
    late = _late(game, view, told.passages)
    return Hindsight(
        account=told,
        smoothed=smoothed(view, told.passages, party),
        truth=tuple(truth[fan.round] for fan in told.fans),
        war=tuple(game.measured(fan.round).window.fighting for fan in told.fans),
        late=late,
        told=_told(told.clues, truth, late),
        refused=tuple(_refused(game, view)),
        unheeded=tuple(_unheeded(game, view, told.clues, truth)),
    )


def _late(game: Game, view: View, done: Sequence[Passage]) -> tuple[int, ...]:
    """Open rounds to which the seat gave less than even odds, and more in hindsight."""
    i = view.number
    missed = [
        m.round
        for m in game.log
        if m.window.fighting and m.window.on_table and m.of(i).believed < OPEN
    ]
    if not missed:
        return ()
    names = [name for name in view.scenario.parties if name != view.seat]
    back = {name: looking_back(view, done, name) for name in names}
    found = []
    for round_ in missed:
        world = game.measured(round_).world
        belief = world.private.belief.copy()
        for name in names:
            belief[i, list(view.scenario.parties).index(name)] = back[name][round_]
        aware = world._replace(private=world.private._replace(belief=belief))
        now = forecast(view.arena, world.public)
        if consider_seat(view.arena, aware, now, i, False)[1].window >= OPEN:
            found.append(round_)
    return tuple(found)


def _told(
    clues: Sequence[Clue], truth: Mapping[int, float], late: Sequence[int]
) -> tuple[Clue, ...]:
    """The clues from the first late round on that brought the estimate nearest to the truth."""
    if not late:
        return ()
    later = [c for c in clues if c.round >= late[0] and c.party and _nearer(c, truth) >= _NOTABLE]
    best = sorted(later, key=lambda clue: -_nearer(clue, truth))[:_MOST]
    return tuple(clue for clue in later if clue in best)


def _nearer(clue: Clue, truth: Mapping[int, float]) -> float:
    """By how much a clue brought the estimate nearer to the truth of its round."""
    true = truth[clue.round]
    return abs(clue.before.mean - true) - abs(clue.after.mean - true)


def _refused(game: Game, view: View) -> list[Refused]:
    """Proposals inside the true window that the seat was asked about and refused."""
    names, i = list(view.scenario.parties), view.number
    found: list[Refused] = []
    for held in view.past:
        if held.stage != "answers":
            continue
        for q, terms in _asked(view, held):
            if held.answers[i, q] == 0 and game.real_surplus(held.round)[1][terms]:
                run = (held.round - 1, names[q], terms)
                again = [n for n, r in enumerate(found) if (r.last, r.proposer, r.terms) == run]
                if again:
                    found[again[0]] = replace(found[again[0]], last=held.round)
                else:
                    found.append(Refused(held.round, held.round, names[q], terms))
    return found


def _asked(view: View, held: Held) -> list[tuple[int, int]]:
    """Proposer and terms of every proposal the seat had to answer."""
    tabled = enumerate(held.moves[:, move.PROPOSAL].tolist())
    return [(q, t) for q, t in tabled if t >= 0 and addressed(view.arena, t, q, view.number)]


def _unheeded(
    game: Game, view: View, clues: Sequence[Clue], truth: Mapping[int, float]
) -> list[Unheeded]:
    """Refusals of the seat's terms that told the truth, followed by terms no better for them."""
    mine = {
        held.round: int(held.moves[view.number, move.PROPOSAL])
        for held in view.past
        if held.moves[view.number, move.PROPOSAL] >= 0
    }
    found = []
    for clue in clues:
        j = list(view.scenario.parties).index(clue.party) if clue.party else -1
        after = [round_ for round_ in mine if round_ > clue.round]
        own = clue.kind == "refusal" and mine.get(clue.round) == clue.terms
        if not own or not after or _nearer(clue, truth) < _NOTABLE:
            continue
        value = game.real_values(after[0])[0][j]
        less = float(value[clue.terms] - value[mine[after[0]]])
        if less >= 0.0:
            found.append(Unheeded(clue, after[0], less))
    return found
