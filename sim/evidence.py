"""Evidence: what moved a seat's belief about another party, clue by clue, and by how much.

All of it is computed from a view: what the seat held when each stage was decided and what
it then saw. The corrections are those of the rules (`sim.learning`), played once more, so
that the clues chain from the first belief to the one held now.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import learning
from sim.acts import POSTURES
from sim.beliefs import Estimate, estimate, information, minimums
from sim.drift import likeness, predict
from sim.forecasts import forecast
from sim.likelihoods import leanings, read_as
from sim.opponent import Seen, correct, see, spots
from sim.smoothing import Fan, fans
from sim.view import View

if TYPE_CHECKING:
    from sim.knowledge import Own, Public
    from sim.view import Held

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Tell = Callable[[int, int], None]
"""What hears how much of long work is done, of how much."""

START, WAR = "start", "war"
# in the order of the kinds of correction in `sim.learning`
KINDS = (
    "posture", "demand", "offer", "insight", "acceptance", "refusal", "experts", "signal",
    "silence",
)  # fmt: skip
_FAVOURED = 0.01  # a smaller rise of a profile's chance is not worth naming


class Mark(NamedTuple):
    """A belief about one party after one step: `[H, C]`, and its minimum under each, `[H, C]`."""

    about: int
    kind: str
    who: int  # party that acted, -1 for none
    what: int  # terms, or the issue of a demand, or -1
    belief: Floats
    points: Floats


class Passage(NamedTuple):
    """One stage of a seat: its beliefs on arrival, and after each correction in it, in order."""

    round: int
    stage: str
    arrival: tuple[Mark, ...]
    learnt: tuple[Mark, ...]


@dataclass(frozen=True)
class Reading:
    """One reading of a signal as a seat weighs it, before and after it took the signal in.

    `alone` is the estimate that the signal would have left, were this its only reading.
    """

    id: str
    before: float
    after: float
    alone: Estimate


@dataclass(frozen=True)
class Clue:
    """One thing that moved a seat's estimate of the reservation point of the party `about`.

    `kind` is one of `KINDS`, or "war": the public forecast moved with the war and the
    offset drifted. `party` acted or spoke; `terms` is the number of the terms offered or
    answered, `issue` the one demanded, `posture` the new one, `signal` what was seen, with
    its `readings` side by side.
    `information` is the Kullback-Leibler divergence of the belief after from the belief
    before, in bits, 0 for the war, which teaches nothing of the other's secrets. `favoured`
    is the profile ("mirror" and "other" among them) whose chance rose most, if any did.
    """

    round: int
    about: str
    kind: str
    party: str | None
    terms: int | None
    issue: str | None
    posture: str | None
    before: Estimate
    after: Estimate
    information: float
    favoured: str | None
    signal: str | None = None
    readings: tuple[Reading, ...] = ()

    @property
    def change(self) -> float:
        """By how much the mean moved, in utility."""
        return self.after.mean - self.before.mean


@dataclass(frozen=True)
class Account:
    """What moved a seat's belief about one party: clues in order, and the fan over rounds."""

    party: str
    clues: tuple[Clue, ...]
    fans: tuple[Fan, ...]
    passages: tuple[Passage, ...] = field(repr=False)


def account(
    view: View, party: str, known: Sequence[Passage] = (), tell: Tell | None = None
) -> Account:
    """The account of a seat's belief about another party, up to now.

    `known` are the passages of an earlier account of the same seat and game, which spare
    doing them again; `tell` hears how many are done of how many. ValueError if the party is
    the seat's own.
    """
    j = _number(view, party)
    if j == view.number:
        raise ValueError(f"{party} has no belief about itself")
    done = passages(view, known, tell)
    return Account(party, _clues(view, done, j), fans(done, j), done)


def _number(view: View, party: str) -> int:
    return list(view.scenario.parties).index(party)


def passages(
    view: View, known: Sequence[Passage] = (), tell: Tell | None = None
) -> tuple[Passage, ...]:
    """Every stage the seat has seen, and last the one it is at, in which nothing is learnt yet.

    What `tell` raises ends it.
    """
    found = list(known[:-1])
    for n in range(len(found), len(view.past)):
        if tell is not None:
            tell(n, len(view.past))
        held = view.past[n]
        after = view.past[n + 1].mine if n + 1 < len(view.past) else view.mine
        seen = _seen(view, held.common, held.mine)
        arrival = _arrival(view, found, held.round, seen, held.common, held.mine)
        learnt = _learnt(view, held, seen, after, arrival)
        found.append(Passage(held.round, held.stage, arrival, learnt))
    here = _arrival(view, found, view.round, view.seen, view.common, view.mine)
    return (*found, Passage(view.round, view.stage, here, ()))


def _seen(view: View, public: Public, own: Own) -> Seen:
    return see.plain(view.arena, public, forecast(view.arena, public), own, view.number)


def _others(view: View) -> list[int]:
    return [j for j in range(len(view.scenario.parties)) if j != view.number]


def _arrival(
    view: View, found: Sequence[Passage], round_: int, seen: Seen, public: Public, own: Own
) -> tuple[Mark, ...]:
    """A seat's beliefs as a stage begins: the forecast has moved, in a new round also the rest."""
    arena, i = view.arena, view.number
    points = {j: minimums(arena, own, seen, j) for j in _others(view)}
    if not found:
        return tuple(Mark(j, START, -1, -1, own.belief[j], points[j]) for j in points)
    before = found[-1]
    closed = {mark.about: mark.belief for mark in (*before.arrival, *before.learnt)}
    if round_ == before.round:
        return tuple(Mark(j, WAR, -1, -1, closed[j], points[j]) for j in points)
    last, mind = view.past[len(found) - 1], learning.mind_of(own)
    alike = likeness.plain(arena, last.common, public)
    for j in points:
        mind.belief[j] = predict.plain(arena, closed[j][None], np.array([j]), alike)[0]
    marks = [Mark(j, WAR, -1, -1, mind.belief[j].copy(), points[j]) for j in points]
    trail = _trail(1 + len(view.scenario.signals), own.belief)
    # what others told in the round before is not what its own experts told it
    mind.told[i] = last.mine.told[i]
    learning.learn_experts.plain(arena, public, own, i, own.experts, mind, trail)
    learning.learn_signals.plain(arena, public, own, i, mind, trail)
    return (*marks, *_read(trail, points))


def _learnt(
    view: View, held: Held, seen: Seen, after: Own, arrival: Sequence[Mark]
) -> tuple[Mark, ...]:
    """The corrections of one stage, as the rules make them."""
    arena, i, own, public = view.arena, view.number, held.mine, held.common
    parties, mind = len(view.scenario.parties), learning.mind_of(own)
    trail = _trail(parties * (parties + 4), own.belief)
    if held.stage == "moves":
        learning.learn_moves.plain(arena, public, seen, own, i, held.moves, after.told, mind, trail)
    else:
        now = forecast(arena, public)
        learning.learn_answers.plain(
            arena, public, now, seen, own, i, held.moves, held.answers, mind, trail
        )
    return _read(trail, {mark.about: mark.points for mark in arrival})


def _trail(room: int, belief: Floats) -> learning.Trail:
    after = np.empty((room, *belief.shape[1:]))
    return learning.Trail(np.empty((room, 4), np.int64), after, np.zeros(1, np.int64))


def _read(trail: learning.Trail, points: dict[int, Floats]) -> tuple[Mark, ...]:
    notes = trail.note[: trail.used[0]].tolist()
    # of a trail with room for everything that could be learnt, what was
    after = trail.after[: trail.used[0]].copy()
    return tuple(
        Mark(about, KINDS[kind], who, what, after[n], points[about])
        for n, (about, kind, who, what) in enumerate(notes)
    )


def _clues(view: View, done: Sequence[Passage], j: int) -> tuple[Clue, ...]:
    marks = [
        (passage.round, mark)
        for passage in done
        for mark in (*passage.arrival, *passage.learnt)
        if mark.about == j
    ]
    found = []
    before = estimate(marks[0][1].points, marks[0][1].belief)
    for (_, last), (round_, mark) in itertools.pairwise(marks):
        after = estimate(mark.points, mark.belief)
        found.append(_clue(view, round_, last, mark, before, after))
        before = after
    return tuple(found)


def _clue(
    view: View, round_: int, last: Mark, mark: Mark, before: Estimate, after: Estimate
) -> Clue:
    names = list(view.scenario.parties)
    return Clue(
        round=round_, about=names[mark.about], kind=mark.kind,
        party=names[mark.who] if mark.who >= 0 else None,
        terms=mark.what if mark.kind in ("offer", "acceptance", "refusal") else None,
        issue=list(view.scenario.issues)[mark.what] if mark.kind == "demand" else None,
        posture=POSTURES[mark.what] if mark.kind == "posture" else None,
        before=before, after=after,
        information=0.0 if mark.kind == WAR else information(last.belief, mark.belief),
        favoured=None if mark.kind == WAR else _favoured(view, last, mark),
        signal=view.scenario.signals[mark.what].id if mark.kind == "signal" else None,
        readings=_readings(view, round_, last, mark) if mark.kind == "signal" else (),
    )  # fmt: skip


def _readings(view: View, round_: int, last: Mark, mark: Mark) -> tuple[Reading, ...]:
    """Both readings of a signal, or more: Bayes on what it was, beside Bayes on the minimum."""
    held = next((h for h in view.past if h.round == round_), None)
    public, own = (view.common, view.mine) if held is None else (held.common, held.mine)
    arena, signal = view.arena, view.scenario.signals[mark.what]
    first = int(np.flatnonzero(arena.reading_signal == mark.what)[0])
    weights = leanings.plain(arena, own, mark.what)
    places = spots.plain(arena, public, own, mark.about)
    found = []
    for n, reading in enumerate(signal.readings, start=first):
        likelihood = read_as.plain(arena, places, n)
        weight, seen = float(weights[n]), correct.plain(last.belief, likelihood)
        share = weight * float((last.belief * likelihood).sum())
        found.append((reading.id, weight, share, estimate(mark.points, seen)))
    total = sum(share for _, _, share, _ in found) or 1.0
    return tuple(Reading(name, w, share / total, alone) for name, w, share, alone in found)


def _favoured(view: View, last: Mark, mark: Mark) -> str | None:
    named = list(list(view.scenario.parties.values())[mark.about].profiles)
    padded = view.arena.chance.shape[1]
    rise = (mark.belief - last.belief).sum(axis=1)
    rises = {name: float(rise[k]) for k, name in enumerate(named)}
    rises["mirror"] = float(rise[padded])
    rises["other"] = float(rise[len(named) : padded].sum())
    for kin, more in zip(view.arena.kin[mark.about, padded:], rise[padded + 1 :], strict=True):
        rises[named[kin] if kin >= 0 else "other"] += float(more)
    first = max(rises, key=lambda name: rises[name])
    return first if rises[first] >= _FAVOURED else None
