"""The debrief: when the window was really open, who saw it, what the errors cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.game import look
from sim.scenario import Scenario

from ..words import number, say
from .board import marks
from .council import inside
from .front import front
from .happenings import chronicle, terms_text
from .packages import packages, terms_of
from .people import adversary, cast, supposed, titled
from .series import charts
from .truth import believed, lanes, opened, verdict

if TYPE_CHECKING:
    from sim.game import Game
    from sim.view import Moment
    from sim.windows import Episode, Truth

EVEN = 0.5
CLOSE = 0.02  # utility; a smaller mean error is called none
HEADS = ("rounds", "outcome", "seen", "margin", "dead", "civilians")
QUESTIONS = 5  # that hold for every scenario


def debrief(game: Game, truth: Truth, seat: str, seen: bool = False) -> dict[str, Any]:
    """The whole page but the plane. `seat` is "" for a watched game.

    With `seen` a belligerent is also told how its adversary saw it.
    """
    scenario = game.scenario
    history = look(game, scenario.belligerents[0]).history
    people = {party["id"]: party for party in cast(scenario)}
    ending, rounds = game.ending.replace(" ", "_"), opened(truth)
    last = truth.rounds[-1].round
    return {
        "scenario": titled(scenario),
        "supposed": supposed(scenario),
        "seat": people.get(seat),
        "title": say(f"screen.ending.{ending}"),
        "text": say(f"screen.ending.{ending}_text"),
        "facts": _facts(game, truth),
        "inside": inside(game, truth),
        "rounds": max(scenario.rounds, last) if ending == "none_yet" else max(last, 2),
        "last": last,
        "first": rounds[0] if rounds else last,
        "when": _when(truth, rounds),
        "timeline": believed(scenario, truth),
        "timeline_label": say("screen.watch.label", rounds=", ".join(map(str, rounds))),
        "marks": marks(game.events),
        "truth": lanes(scenario, truth),
        "errors": _errors(scenario, truth, seat, seen),
        "error_title": say("screen.debrief.error" if seat else "screen.debrief.error_machine"),
        "cost": _cost(game, truth, seat),
        "episodes": [_episode(one, truth, history) for one in truth.episodes],
        "episode_heads": [say(f"screen.debrief.head_{head}") for head in HEADS],
        "scores": _scores(scenario, truth),
        "terms": packages(game, truth),
        "term_parties": [party["short"] for party in people.values()],
        "charts": charts(scenario, history),
        "front": front(scenario, history),
        "news": chronicle(scenario, game.events),
        "questions": list(scenario.questions) or _questions(),
    }


def _questions() -> list[str]:
    """What there is to think about in every scenario."""
    return [say(f"screen.debrief.think_{n}") for n in range(1, QUESTIONS + 1)]


def _facts(game: Game, truth: Truth) -> list[dict[str, str]]:
    measure = game.log[-1]
    sides = game.scenario.belligerents
    facts = {
        "rounds": str(len(truth.rounds)),
        "open": str(len(opened(truth))),
        "dead": number(sum(measure.standing[side]["casualties"] for side in sides), ",.0f"),
        "civilians": number(sum(measure.standing[side]["civilians"] for side in sides), ",.0f"),
        "line": number(measure.public["line"], ".0%"),
        "violations": str(int(measure.public["collapses"])),
    }
    first = game.scenario.parties[sides[0]].name
    return [
        {"value": value, "text": say(f"screen.debrief.fact_{fact}", party=first)}
        for fact, value in facts.items()
    ]


def _when(truth: Truth, rounds: Sequence[int]) -> str:
    count = len(truth.episodes)
    fought = sum(window.fighting for window in truth.rounds)
    if not rounds:
        told = say("screen.debrief.when_never", rounds=fought)
        stopped = sum(verdict(window) == "blocked" for window in truth.rounds)
        return f"{told} {say('screen.debrief.when_blocked', count=stopped)}" if stopped else told
    key = "screen.debrief.when_open_one" if count == 1 else "screen.debrief.when_open"
    return say(key, open=len(rounds), rounds=fought, count=count)


def believers(scenario: Scenario, seat: str, seen: bool = False) -> list[str]:
    """Whose beliefs a debrief is about: both belligerents', or the seat's own.

    With `seen` a belligerent's adversary's follow: how it saw the seat.
    """
    if not seat:
        return list(scenario.belligerents)
    both = seen and seat in scenario.belligerents
    return [seat, adversary(scenario, seat)] if both else [seat]


def _errors(scenario: Scenario, truth: Truth, seat: str, seen: bool) -> list[dict[str, Any]]:
    """Belief against truth, in words."""
    found = believers(scenario, seat, seen)
    return [_error(scenario, truth, believer, seat) for believer in found]


def _error(scenario: Scenario, truth: Truth, believer: str, seat: str) -> dict[str, Any]:
    about, own = adversary(scenario, believer), believer == seat
    fought = [window.fighting for window in truth.rounds]
    mean, low, high = np.array(truth.estimates[believer], dtype=float).T
    true = np.array(truth.reservations[about], dtype=float)
    gap = float((mean - true)[fought].mean())
    within = float(((low <= true) & (true <= high))[fought].mean())
    sort = "even" if abs(gap) < CLOSE else "over" if gap > 0 else "under"
    names = {"party": scenario.parties[about].name, "believer": scenario.parties[believer].name}
    key = f"screen.debrief.error_{sort}" + ("" if own else "_of")
    off = round(100 * float(np.median(np.abs(mean - true)[fought])))
    judged = say("screen.debrief.error_within", points=off, share=number(within, ".0%"))
    text = say(key, points=round(abs(gap) * 100), **names) + " " + judged
    key = "screen.back.title" if own else "screen.back.title_of"
    head = say("screen.back.seen", **names) if seat and not own else ""
    return {"name": believer, "head": head, "text": text, "title": say(key, **names)}


def _cost(game: Game, truth: Truth, seat: str) -> list[str]:
    """What the windows nobody took cost, in rounds, people and terms."""
    if not opened(truth):
        return [say("screen.debrief.cost_none")]
    lines = _seen(truth, seat) if seat else []
    lost = truth.lost
    if not lost.rounds:
        return [*lines, say("screen.debrief.cost_nothing")]
    people = {"dead": number(lost.casualties, ",.0f"), "civilians": number(lost.civilians, ",.0f")}
    lines.append(say("screen.debrief.cost_dead", count=lost.rounds, **people))
    return lines + [
        say(
            "screen.debrief.cost_terms",
            party=game.scenario.parties[party].name,
            points=round(100 * forgone),
            terms=terms_text(game.scenario, terms_of(game, lost.best[party])),
        )
        for party, forgone in lost.forgone.items()
        if forgone > CLOSE
    ]


def _seen(truth: Truth, seat: str) -> list[str]:
    """How often a seat looked past a window, at one, or at a mirage."""
    chance = {w.round: p for w, p in zip(truth.rounds, truth.believed[seat], strict=True)}
    seized = {episode.end for episode in truth.episodes if episode.outcome == "seized"}
    unsigned = [r for r in opened(truth) if r not in seized]
    counts = {
        "unseen": sum(chance[r] < EVEN for r in unsigned),
        "seen": sum(chance[r] >= EVEN for r in unsigned),
        "mirage": len(truth.mirages[seat]),
    }
    return [say(f"screen.debrief.cost_{name}", count=n) for name, n in counts.items() if n]


def _episode(episode: Episode, truth: Truth, history: Sequence[Moment]) -> dict[str, Any]:
    inside = [w for w in truth.rounds if episode.start <= w.round <= episode.end]
    span = "one_round" if episode.start == episode.end else "span"
    return {
        "start": episode.start,
        "span": say(f"screen.debrief.{span}", start=episode.start, end=episode.end),
        "outcome": episode.outcome,
        "outcome_text": say(f"screen.debrief.{episode.outcome}"),
        "seen": say("screen.debrief.yes" if episode.recognised else "screen.debrief.no"),
        "margin": max(window.margin for window in inside),
        **_between(history, episode.start, episode.end),
    }


def _between(history: Sequence[Moment], start: int, end: int) -> dict[str, float]:
    """Military and civilian losses of all from the start of one round to the end of another."""
    before = next(moment for moment in history if moment.round == start)
    after = next((m for m in history if m.round == end + 1), history[-1])

    def lost(field: str) -> float:
        return sum(after.standing[p][field] - before.standing[p][field] for p in after.standing)

    return {"dead": lost("casualties"), "civilians": lost("civilians")}


def _scores(scenario: Scenario, truth: Truth) -> str:
    names = {party["id"]: party["short"] for party in cast(scenario)}
    parts = [
        say("screen.debrief.score", party=names[party], score=number(truth.brier[party], ".2f"))
        for party in scenario.belligerents
    ]
    return say("screen.debrief.scores", parts=", ".join(parts))
