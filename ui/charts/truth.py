"""What was really so, for the referee and for everybody after the end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.bargaining import pareto_frontier
from sim.scenario import Scenario

from ..words import number, say
from .agenda import Agenda
from .packing import flags, pack
from .people import cast

if TYPE_CHECKING:
    from sim.game import Game
    from sim.windows import RoundWindow, Truth

INSIDE, FORMULA = 1, 2
"""Codes of terms in the window on the table, and of those only a formula would add."""


def believed(scenario: Scenario, truth: Truth) -> list[dict[str, Any]]:
    """The believed window of each belligerent, round by round."""
    return [
        {
            "party": party["id"],
            "short": say("screen.timeline.of", party=party["short"]),
            "colour": party["colour"],
            "values": _points(truth.rounds, truth.believed[party["id"]]),
        }
        for party in cast(scenario)
        if party["id"] in scenario.belligerents
    ]


def _points(rounds: Sequence[RoundWindow], chances: Sequence[float]) -> list[dict[str, float]]:
    pairs = zip(rounds, chances, strict=True)
    return [{"round": w.round, "p": round(p, 4)} for w, p in pairs if w.fighting]


def lanes(scenario: Scenario, truth: Truth) -> dict[str, Any]:
    """True spans and, for each belligerent, the rounds of its mirages."""
    spans = [{"start": e.start, "end": e.end, "outcome": e.outcome} for e in truth.episodes]
    mirages = [
        {**party, "party": party["id"], "mirages": list(truth.mirages[party["id"]])}
        for party in cast(scenario)
        if party["id"] in scenario.belligerents
    ]
    return {"spans": spans, "lanes": mirages}


def opened(truth: Truth) -> list[int]:
    """The rounds of war with a window on the table."""
    return [window.round for window in truth.rounds if window.fighting and window.on_table]


def verdict(window: RoundWindow) -> str:
    """What a round's window was: "open", "formula", "blocked", "shut", or "rest" in a ceasefire."""
    if not window.fighting:
        return "rest"
    if window.on_table:
        return "open"
    if window.with_formula:
        return "formula"
    return "blocked" if window.blocked else "shut"


def whole_agenda(scenario: Scenario) -> Agenda:
    """The agenda with every option that exists."""
    every = [(i.id, o.id) for i in scenario.issues.values() for o in i.options.values()]
    return Agenda.of(scenario, every)


def scene(
    game: Game,
    truth: Truth,
    round: int,
    believers: Collection[str],
    axes: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """One round's plane with nothing hidden, and how `believers` saw the other's minimum.

    The axes are the two belligerents, or two other parties; the window is everybody's.
    """
    scenario, names = game.scenario, list(game.scenario.parties)
    window = next(one for one in truth.rounds if one.round == round)
    agenda = whole_agenda(scenario)
    order = _order(agenda, game)
    value, minimum = game.real_values(round)
    value = value[:, order]
    _, passes = game.real_surplus(round)
    spoken = game.voiced(round)
    codes = np.where(passes & spoken, INSIDE, np.where(passes, FORMULA, 0))[order]
    people = {party["id"]: party for party in cast(scenario)}
    first, second = (names.index(party) for party in axes or scenario.belligerents)
    return {
        "round": round,
        "state": verdict(window),
        "verdict": _verdict(window, codes),
        "issues": agenda.described(),
        "sizes": agenda.sizes,
        "x": {**people[names[first]], "line": float(minimum[first])},
        "y": {**people[names[second]], "line": float(minimum[second])},
        **_bands(scenario, truth, round, believers),
        "xs": pack(value[first]),
        "ys": pack(value[second]),
        "inside": flags(codes),
        "frontier": pareto_frontier(np.stack([value[first], value[second]], axis=1)).tolist(),
        "best": int(np.flatnonzero(order == window.best)[0]) if codes.any() else -1,
        "signed": _signed(game, agenda, round),
    }


def _order(agenda: Agenda, game: Game) -> NDArray[np.int64]:
    """The engine's number of terms for every number of the whole agenda."""
    places = (game.arena.options - game.arena.first[:, None]).T
    order = np.empty(agenda.count, dtype=np.int64)
    order[agenda.numbers(places)] = np.arange(agenda.count)
    return order


def _verdict(window: RoundWindow, codes: NDArray[np.int64]) -> str:
    count, every = int((codes == INSIDE).sum()), len(codes)
    return say(f"screen.scene.{verdict(window)}", count=count, all=number(every, ","))


def _bands(
    scenario: Scenario, truth: Truth, round: int, believers: Collection[str]
) -> dict[str, Any]:
    """For each axis, how the other belligerent (if it is among `believers`) saw its minimum."""
    place = [window.round for window in truth.rounds].index(round)
    first, second = scenario.belligerents
    found: dict[str, Any] = {}
    for axis, believer in (("x_band", second), ("y_band", first)):
        if believer in believers:
            mean, low, high = truth.estimates[believer][place]
            found[axis] = {"low": low, "mean": mean, "high": high}
    return found


def _signed(game: Game, agenda: Agenda, round: int) -> int:
    """The number of the terms in force by the end of the round, or -1."""
    number = -1
    for event in game.events:
        if event.round <= round and event.kind == "signed":
            number = agenda.number(event.data["terms"])
        elif event.round <= round and event.kind == "collapsed":
            number = -1
    return number
