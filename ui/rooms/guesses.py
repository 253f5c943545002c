"""The half-minute question: what would the other side accept today?

Five packages near its boundary as public knowledge draws it (so that the choice tells no
secret), and on one issue how far it would go. Scored against its real values after the end:
Brier (1950) on the packages, interval score (Gneiting & Raftery 2007) on the limit, and skill
against what public acts alone told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import beliefs
from sim.acts import terms_names
from sim.beliefs import Analysis
from sim.game import Game, look
from sim.view import View
from ui.charts.people import adversary

from .stream import Refused

MARKS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Chances of a yes, by public knowledge, nearest to which packages are taken."""

SHARE = 0.8
"""Of the belief that the range of an answer is to hold."""

Floats = NDArray[np.float64]


def public(view: View) -> Floats:
    """By public knowledge, every party's chances of a yes, `[P, T]`: the same from any seat."""
    return beliefs.consider_onlooker(view.arena, view.common)[2]


def question(
    game: Game,
    seat: str,
    view: View | None = None,
    analysis: Analysis | None = None,
    known: Floats | None = None,
) -> dict[str, Any]:
    """The question to a seat in this round, with what public knowledge and its analysts say.

    The seat's view, its analysis and what `public` tells are made unless they are at hand.
    """
    view = view or look(game, seat)
    about = adversary(game.scenario, seat)
    j = list(game.scenario.parties).index(about)
    public_of = (public(view) if known is None else known)[j]
    analyst = (analysis or beliefs.analyse(view)).other[about].accept
    voiced = np.flatnonzero((view.arena.latent & ~view.common.voiced) == 0)
    packages = _near(public_of, voiced)
    base = packages[len(packages) // 2]
    issue, ladder = _ladder(game, public_of, voiced, base)
    return {
        "about": about,
        "packages": packages,
        "terms": [terms_names(game.scenario, view.arena, n) for n in packages],
        "public": [round(float(public_of[n]), 6) for n in packages],
        "analyst": [round(float(analyst[n]), 6) for n in packages],
        "issue": issue,
        "base": base,
        "ladder": ladder,
        "options": [terms_names(game.scenario, view.arena, n)[issue] for n in ladder],
        "public_ladder": [round(float(public_of[n]), 6) for n in ladder],
        "analyst_ladder": [round(float(analyst[n]), 6) for n in ladder],
    }


def _near(chance: Floats, voiced: NDArray[np.int64]) -> list[int]:
    """Five terms, each the nearest to one of `MARKS` that is left, from least to most likely."""
    left, found = voiced, list[int]()
    for mark in MARKS:
        if len(left):
            # of several as near the one with the smallest number, which comes first
            at = int(np.argmin(np.abs(chance[left] - mark)))
            found.append(int(left[at]))
            left = np.delete(left, at)
    return sorted(found, key=lambda n: (float(chance[n]), n))


def _ladder(
    game: Game, chance: Floats, voiced: NDArray[np.int64], base: int
) -> tuple[str, list[int]]:
    """An issue, by turns, and the terms that differ from `base` in it alone, likeliest first."""
    options, issues = game.arena.options, list(game.scenario.issues)
    other = options[:, voiced] != options[:, base][:, None]
    differs = other.sum(axis=0)
    rungs = {
        issue: voiced[differs == other[n]].tolist() for n, issue in enumerate(issues)
    }  # fmt: skip
    long = [issue for issue in issues if len(rungs[issue]) >= 3] or issues
    issue = long[(game.round - 1) % len(long)]
    return issue, sorted(rungs[issue], key=lambda n: (-float(chance[n]), n))


@dataclass(frozen=True)
class Guess:
    """One answer: chances of a yes to each package; rungs of the ladder it would climb."""

    chances: tuple[float, ...]
    best: int
    low: int
    high: int

    def plain(self) -> dict[str, Any]:
        """The answer as JSON types."""
        return {**vars(self), "chances": list(self.chances)}


def guess_of(body: Any, asked: Mapping[str, Any]) -> Guess:
    """The answer in what a browser sent; Refused if it is none to this question."""
    try:
        chances = tuple(float(c) for c in body["chances"])
        best, low, high = (int(body[name]) for name in ("best", "low", "high"))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Refused("class.guess.unreadable") from None
    fine = len(chances) == len(asked["packages"]) and all(0.0 <= c <= 1.0 for c in chances)
    if not (fine and 0 <= low <= best <= high <= len(asked["ladder"])):
        raise Refused("class.guess.unreadable")
    return Guess(tuple(round(c, 4) for c in chances), best, low, high)


@dataclass(frozen=True)
class Score:
    """One answer scored. Brier scores: 0 is perfect, .25 a coin's. `skill` is 1 - own/public.

    `truth` tells of each package whether the other side would have signed; `limit` how many
    rungs it would have climbed. Interval scores are in shares of the ladder, 0 is perfect.
    """

    truth: tuple[bool, ...]
    limit: int
    brier: float
    public: float
    analyst: float
    interval: float
    public_interval: float
    analyst_interval: float

    @property
    def skill(self) -> float:
        """By how much the answer beats what public acts alone told; 0 is as good, 1 perfect."""
        return 1.0 - self.brier / self.public if self.public > 0 else 0.0


def score(game: Game, round_: int, asked: Mapping[str, Any], given: Guess) -> Score:
    """An answer against the other side's real values in that round. After the end only."""
    j = list(game.scenario.parties).index(asked["about"])
    surplus = game.real_surplus(round_)[0][j]
    truth = [bool(surplus[n] >= 0.0) for n in asked["packages"]]
    limit = sum(bool(surplus[n] >= 0.0) for n in asked["ladder"])
    rungs = len(asked["ladder"])
    return Score(
        tuple(truth), limit, brier(given.chances, truth), brier(asked["public"], truth),
        brier(asked["analyst"], truth), interval(given.low, given.high, limit, rungs),
        interval(*_range(asked["public_ladder"]), limit, rungs),
        interval(*_range(asked["analyst_ladder"]), limit, rungs),
    )  # fmt: skip


def brier(chances: Sequence[float], truth: Sequence[bool]) -> float:
    """Mean squared error of chances.

    >>> brier([1.0, 0.0, 0.5], [True, False, True])
    0.08333333333333333
    """
    pairs = zip(chances, truth, strict=True)
    return sum((c - float(t)) ** 2 for c, t in pairs) / max(1, len(truth))


def interval(low: float, high: float, truth: float, rungs: int) -> float:
    """Width of the range, and ten times what the truth lies outside of it, in shares of a ladder.

    The interval score of an 80 % range (Gneiting & Raftery 2007, equation 43).

    >>> interval(1, 3, 2, 4), interval(1, 3, 4, 4)
    (0.5, 3.0)
    """
    missed = max(0.0, low - truth) + max(0.0, truth - high)
    return (high - low + 2.0 / (1.0 - SHARE) * missed) / max(1, rungs)


def _range(chances: Sequence[float]) -> tuple[int, int]:
    """The 80 % range of the number of rungs that a belief about each rung amounts to."""
    low, high = (1.0 + SHARE) / 2.0, (1.0 - SHARE) / 2.0
    return sum(c >= low for c in chances), sum(c >= high for c in chances)
