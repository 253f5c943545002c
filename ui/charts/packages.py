"""Terms that mattered in a game, and what they were worth to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..words import say
from .happenings import terms_text

if TYPE_CHECKING:
    from sim.game import Game
    from sim.windows import Truth


class Package(NamedTuple):
    """Terms by number, valued as of a round."""

    name: str
    number: int
    round: int


def packages(game: Game, truth: Truth) -> list[dict[str, Any]]:
    """The terms signed, the best there were for each belligerent, each one's last proposal."""
    found, seen = [], set()
    for package in (*_signed(game), *_best(game, truth), *_last(game)):
        if (package.number, package.round) not in seen:
            seen.add((package.number, package.round))
            found.append(_valued(game, package))
    return found


def _signed(game: Game) -> Iterator[Package]:
    for event in game.events:
        if event.kind == "signed":
            name = say("screen.debrief.signed_terms", round=event.round)
            yield Package(name, event.data["number"], event.round)


def _best(game: Game, truth: Truth) -> Iterator[Package]:
    if truth.episodes:
        opening = truth.episodes[0].start
        for party, number in truth.lost.best.items():
            title = game.scenario.parties[party].name
            name = say("screen.debrief.best_terms", party=title, round=opening)
            yield Package(name, number, opening)


def _last(game: Game) -> Iterator[Package]:
    for party in game.scenario.belligerents:
        tabled = [e for e in game.events if e.kind == "proposal" and e.party == party]
        if tabled:
            event, title = tabled[-1], game.scenario.parties[party].name
            name = say("screen.debrief.last_terms", party=title, round=event.round)
            yield Package(name, event.data["number"], event.round)


def _valued(game: Game, package: Package) -> dict[str, Any]:
    value, _ = game.real_values(package.round)
    surplus, _ = game.real_surplus(package.round)
    parties = range(len(game.scenario.parties))
    return {
        "name": package.name,
        "text": terms_text(game.scenario, terms_of(game, package.number)),
        "values": [_worth(value[p, package.number], surplus[p, package.number]) for p in parties],
    }


def _worth(value: float, surplus: float) -> dict[str, Any]:
    """What terms were worth to a party, and what it made of them: "own", "red" or "unasked"."""
    asked = "own" if np.isfinite(surplus) else "red" if surplus < 0.0 else "unasked"
    mine = float(surplus) if asked == "own" else None
    return {"value": float(value), "asked": asked, "surplus": mine}


def terms_of(game: Game, number: int) -> dict[str, str]:
    """Numbered terms by name."""
    places = game.arena.options[:, number] - game.arena.first
    issues = game.scenario.issues.values()
    return {i.id: list(i.options)[int(n)] for i, n in zip(issues, places, strict=True)}
