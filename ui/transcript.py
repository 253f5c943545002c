"""A world as a readable transcript: round by round, with the true window, and how it ended.

It is the referee's account of a finished world or of one without people: it
tells what no seat may know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim import windows
from sim.game import Game, Measure
from sim.windows import Episode, RoundWindow, Truth

from .charts.calendar import date_of
from .charts.happenings import of_round, terms_text
from .words import say

_DAYS = {"week": 7, "month": 30}
STYLES = {"signed": "bold green", "collapsed": "bold red", "ended": "bold", "tail": "bold red"}


@dataclass(frozen=True)
class Line:
    """One line of text and how a terminal may show it."""

    text: str
    style: str = ""


def transcript(game: Game) -> Iterator[Line]:
    """The whole transcript of a game so far."""
    yield from opening(game)
    for measure in game.log:
        yield from round_lines(game, measure)
    yield from closing(game)


def opening(game: Game) -> Iterator[Line]:
    """What is played: title, world, who sits where."""
    scenario = game.scenario
    yield Line(scenario.title, "bold")
    world = {"scenario": scenario.id, "seed": game.seed, "replicate": game.replicate}
    key = "world_of_many" if game.replicate else "world"
    key = "world_short" if scenario.unit == "round" else key
    yield Line(_say(key, rounds=scenario.rounds, unit=scenario.unit, **world), "dim")
    for name in scenario.supposed:
        case = scenario.counterfactuals[name]
        yield Line(_say("supposed", title=case.title, text=case.text), "dim")
    names = [scenario.parties[seat].name for seat in game.seats]
    if names:
        yield Line(_say("seats", parties=", ".join(names)), "dim")
    yield Line(_say("caution"), "dim")


def round_lines(game: Game, measure: Measure) -> Iterator[Line]:
    """One round: its day, the front, the window, and what happened."""
    yield Line("")
    day = date_of(game.scenario, measure.round)
    heading = _say("round_dated" if day else "round", round=measure.round, day=day)
    yield Line(heading, "bold")
    yield Line("  " + _front(game, measure))
    yield from _window(game, measure)
    for told in of_round(game.scenario, game.events, measure.round):
        yield Line("  " + told["text"], STYLES.get(told["kind"], ""))
        if told["detail"]:
            yield Line("      " + told["detail"], "" if told["kind"] == "signed" else "dim")
    for stage in game.played:
        for name, note in stage.notes.items() if stage.round == measure.round else ():
            party = game.scenario.parties[name].name
            yield Line("  " + _say("lost_turn", party=party, note=note), "yellow")


def _front(game: Game, measure: Measure) -> str:
    scenario = game.scenario
    first, second = (scenario.parties[p].name for p in scenario.belligerents)
    line = measure.public["line"]
    before = next((m.public["line"] for m in game.log if m.round == measure.round - 1), line)
    moved = 100 * (line - before)
    way = "front_still" if abs(moved) < 0.05 else "front_moved"
    dead = [measure.standing[p]["casualties"] for p in scenario.belligerents]
    front = _say(way, first=first, second=second, line=100 * line, rest=100 * (1 - line),
                 moved=moved)  # fmt: skip
    return front + " " + _say("losses", first=first, second=second, own=dead[0], other=dead[1])


def _window(game: Game, measure: Measure) -> Iterator[Line]:
    window, numbers = measure.window, _numbers(game, measure.window)
    if not window.fighting:
        if game.ending not in ("military decision", "catastrophe") or measure is not game.log[-1]:
            yield Line("  " + _say("window_truce") + _counted(game, measure))
        return
    if window.on_table:
        style, told = "green", _say("window_open", kind=_kind(window), **numbers)
    elif window.with_formula:
        style, told = "yellow", _say("window_formula")
    elif window.blocked:
        style, told = "yellow", _say("window_blocked")
    else:
        style, told = "dim", _say("window_shut", **numbers)
    yield Line("  " + told + " " + _say("believed", beliefs=_beliefs(game, measure)), style)


def _counted(game: Game, measure: Measure) -> str:
    """Violations of the truce in a round, and a day where a round is longer; nothing if none."""
    counted, days = measure.public["violations"], _DAYS.get(game.scenario.unit, 1)
    if counted < 1.0:
        return ""
    told = "violations" if days == 1 else "violations_daily"
    return " " + _say(told, counted=counted, daily=counted / days)


def _kind(window: RoundWindow) -> str:
    both = window.de_facto and window.comprehensive
    return _say("both" if both else "de_facto" if window.de_facto else "comprehensive")


def _numbers(game: Game, window: RoundWindow) -> dict[str, float]:
    every = game.arena.options.shape[1]
    return {
        "terms": round(window.width * every),
        "every": every,
        "points": abs(100 * window.margin),
    }


def _beliefs(game: Game, measure: Measure) -> str:
    order = list(game.scenario.parties)
    return ", ".join(
        _say(
            "belief",
            party=game.scenario.parties[p].name,
            chance=measure.of(order.index(p)).believed,
        )
        for p in game.scenario.belligerents
    )


def closing(game: Game) -> Iterator[Line]:
    """How it ended, and what the referee makes of it."""
    truth = windows.truth(game)
    yield Line("")
    if game.stage != "over":
        yield Line(_say("unfinished", round=game.round), "bold")
    else:
        ending = say(f"screen.ending.{game.ending.replace(' ', '_')}")
        yield Line(_say("ending", ending=ending, round=game.round), "bold")
    signed = [event for event in game.events if event.kind == "signed"]
    if signed:
        terms = terms_text(game.scenario, signed[-1].data["terms"])
        yield Line("  " + _say("signed", round=signed[-1].round, terms=terms))
    yield from _account(game, truth)


def _account(game: Game, truth: Truth) -> Iterator[Line]:
    if truth.episodes:
        for episode in truth.episodes:
            yield Line("  " + _episode(episode))
    else:
        yield Line("  " + _say("no_window"))
    if truth.delay is not None:
        yield Line("  " + _say("delay", rounds=truth.delay))
    if truth.lost.rounds:
        lost = truth.lost
        yield Line("  " + _say("lost", rounds=lost.rounds, casualties=lost.casualties,
                               civilians=lost.civilians))  # fmt: skip
    for party in game.scenario.belligerents:
        told: Sequence[int] = truth.mirages[party]
        name, rounds = game.scenario.parties[party].name, len(truth.believed[party])
        yield Line("  " + _say("mirages", party=name, mirages=len(told), rounds=rounds,
                               brier=truth.brier[party]))  # fmt: skip


def _episode(episode: Episode) -> str:
    seen = _say("recognised" if episode.recognised else "unrecognised")
    outcome = _say(episode.outcome)
    key = "episode" if episode.end > episode.start else "episode_short"
    return _say(key, start=episode.start, end=episode.end, seen=seen, outcome=outcome)


def _say(key: str, **values: object) -> str:
    return say(f"terminal.{key}", **values)
