"""Branches side by side: what each came to, and from which round on it went its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.game import look

from ..words import known, number, say
from .happenings import terms_text
from .packages import terms_of
from .truth import opened

if TYPE_CHECKING:
    from sim.game import Game
    from sim.view import View
    from sim.windows import Truth

EVEN = 0.5
WAR = 0.0


def column(game: Game, truth: Truth | None, seat: str, shared: int) -> dict[str, Any]:
    """One game of a family as its seat may see it; `truth` is None while it is kept back.

    `shared` is the number of rounds it has in common with the game it left, 0 if it left none.
    """
    view = look(game, seat)
    return {
        "rounds": view.round,
        "state": _state(game),
        "facts": [*_signed(game, seat), _people(view), *_episodes(truth)],
        "days": _days(view, truth, shared),
        "known": truth is not None,
    }


def _state(game: Game) -> str:
    ending = f"screen.ending.{game.ending.replace(' ', '_')}"
    if game.stage == "over" and known(ending):
        return say(ending)
    return say("screen.home.in_round", round=game.round)


def _signed(game: Game, seat: str) -> list[str]:
    """What was signed, and what it was worth to the seat itself then."""
    signed = game.signed_terms()
    if signed is None:
        return [say("screen.branch.unsigned")]
    when = next(event.round for event in game.events if event.kind == "signed")
    p = list(game.scenario.parties).index(seat)
    values, minimums = game.real_values(when)
    surplus = float(values[p, signed] - minimums[p])
    return [
        say("screen.branch.signed", round=when, points=_points(values[p, signed]),
            surplus=number(round(100 * surplus), "+d").replace("-", "−")),
        terms_text(game.scenario, terms_of(game, signed)),
    ]  # fmt: skip


def _people(view: View) -> str:
    sides = view.scenario.belligerents
    dead = sum(view.standing[side]["casualties"] for side in sides)
    civilians = sum(view.standing[side]["civilians"] for side in sides)
    return say(
        "screen.branch.people", dead=number(dead, ",.0f"), civilians=number(civilians, ",.0f")
    )


def _episodes(truth: Truth | None) -> list[str]:
    if truth is None:
        return [say("screen.branch.kept_back")]
    open_ = len(opened(truth))
    if not truth.episodes:
        return [say("screen.branch.no_episode")]
    told = []
    for one in truth.episodes:
        seen = say("screen.branch.seen" if one.recognised else "screen.branch.unseen")
        outcome = say(f"screen.debrief.{one.outcome}")
        values = {"start": one.start, "end": one.end, "outcome": outcome, "seen": seen}
        span = "episode" if one.end > one.start else "episode_one"
        told.append(say(f"screen.branch.{span}", **values))
    return [say("screen.branch.open", open=open_), *told]


def _days(view: View, truth: Truth | None, shared: int) -> list[dict[str, Any]]:
    """Round by round: shared or not, and whether a window was open, believed, or a mirage."""
    true = {w.round: w for w in truth.rounds} if truth is not None else {}
    found = []
    for moment in view.history:
        window = true.get(moment.round)
        believed = moment.window >= EVEN
        sort = "rest"
        if moment.public["phase"] == WAR:
            sort = "believed" if believed else "unknown"
            if window is not None:
                sort = _sort(window.on_table, believed)
        text = say("screen.branch.day", round=moment.round, what=say(f"screen.branch.day_{sort}"))
        found.append({"sort": sort, "shared": moment.round <= shared, "text": text})
    return found


def _sort(on_table: bool, believed: bool) -> str:
    if on_table:
        return "seen" if believed else "missed"
    return "mirage" if believed else "shut"


def _points(value: float) -> str:
    return f"{round(100 * value)}".replace("-", "−")
