"""The first game's debrief: what the other side hid, what was guessed of it, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.beliefs import shoes
from sim.game import look

from ..words import number, say
from .happenings import option_title, terms_text
from .packages import terms_of
from .people import adversary

if TYPE_CHECKING:
    from sim.game import Game
    from sim.windows import RoundWindow, Truth


def lesson(game: Game, truth: Truth, seat: str) -> dict[str, Any]:
    """The page, in sentences. The game is over, so nothing in it is anybody's secret."""
    scenario = game.scenario
    rival = adversary(scenario, seat)
    other = look(game, rival)
    profile = scenario.parties[rival].profiles[other.profile]
    reds = ", ".join(option_title(scenario, *place) for place in sorted(other.red_lines))
    ending = f"screen.ending.{game.ending.replace(' ', '_')}"
    return {
        "ending": say(ending),
        "party": scenario.parties[rival].name,
        "aim": say("screen.lesson.hid_aim", party=scenario.parties[rival].name),
        "profile": {"title": profile.title, "text": profile.text},
        "hid": [
            _minimums(truth, seat, rival, scenario.parties[rival].name),
            say("screen.lesson.hid_reds", options=reds)
            if reds
            else say("screen.lesson.hid_no_reds"),
        ],
        "guesses": [
            *_aims(game, seat, rival, other.profile),
            *_guesses(truth, seat, rival, scenario.parties[rival].name),
        ],
        "windows": _windows(game, truth, seat),
        "ended": _ended(game, truth, seat, rival),
    }


def _minimums(truth: Truth, seat: str, rival: str, name: str) -> str:
    last = _fought(truth)[-1]
    return say(
        "screen.lesson.hid_minimum", party=name, points=_points(truth.reservations[rival][last]),
        own=_points(truth.reservations[seat][last]),
    )  # fmt: skip


def _fought(truth: Truth) -> list[int]:
    """The places of the rounds in which there was war."""
    return [k for k, window in enumerate(truth.rounds) if window.fighting]


def _guesses(truth: Truth, seat: str, rival: str, name: str) -> list[str]:
    """What the analysts made of the other's minimum; days on which they said the same are one."""
    rows: dict[tuple[str, ...], list[int]] = {}
    for k in _fought(truth):
        mean, low, high = truth.estimates[seat][k]
        true = truth.reservations[rival][k]
        verdict = say(f"screen.lesson.guess_{'in' if low <= true <= high else 'out'}")
        row = (_points(mean), _points(low), _points(high), _points(true), verdict)
        rows.setdefault(row, []).append(truth.rounds[k].round)
    return [
        say(
            "screen.lesson.guess_row", rounds=", ".join(map(str, rounds)), party=name, mean=mean,
            low=low, high=high, truth=true, verdict=verdict,
        )
        for (mean, low, high, true, verdict), rounds in rows.items()
    ]  # fmt: skip


def _aims(game: Game, seat: str, rival: str, true: str) -> list[str]:
    """How likely the analysts took what the other was after, at the end; nothing if they cannot."""
    chances = shoes(look(game, seat), rival).profiles
    profiles = game.scenario.parties[rival].profiles
    if true not in chances:
        return []
    others = [p for p in profiles.values() if p.id in chances and p.id != true]
    told = [
        say("screen.lesson.guess_aim", aim=profiles[true].title, chance=_percent(chances[true]))
    ]
    told += [
        say("screen.lesson.guess_other", aim=p.title, chance=_percent(chances[p.id]))
        for p in others
    ]
    return told


def _windows(game: Game, truth: Truth, seat: str) -> list[dict[str, str]]:
    p = list(game.scenario.parties).index(seat)
    found = []
    for k, window in enumerate(truth.rounds):
        judged = game.measured(window.round).of(p)
        sort = _sort(window)
        key = f"screen.lesson.window_{sort}"
        told = say(
            "screen.lesson.window_row", round=window.round, truth=say(key),
            now=_percent(truth.believed[seat][k]), formula=_percent(judged.with_formula),
        )  # fmt: skip
        found.append({"text": told, "sort": sort})
    return found


def _sort(window: RoundWindow) -> str:
    if not window.fighting:
        return "rest"
    if window.on_table:
        return "plain"
    return "formula" if window.with_formula else "shut"


def _ended(game: Game, truth: Truth, seat: str, rival: str) -> list[str]:
    signed = game.signed_terms()
    names = list(game.scenario.parties)
    if signed is None:
        last = truth.rounds[_fought(truth)[-1]].round
        surplus, passes = game.real_surplus(last)
        if not passes.any():
            return [say("screen.lesson.ended_unsigned", nearest=say("screen.lesson.nearest_none"))]
        margins = [(surplus[:, n].min(), n) for n in passes.nonzero()[0]]
        terms = terms_text(game.scenario, terms_of(game, int(max(margins)[1])))
        nearest = say("screen.lesson.nearest", terms=terms)
        return [say("screen.lesson.ended_unsigned", nearest=nearest)]
    round = next(event.round for event in game.events if event.kind == "signed")
    values, minimums = game.real_values(round)
    own, other = names.index(seat), names.index(rival)
    gap = float(values[own, signed] - minimums[own])
    told = say(
        "screen.lesson.ended_signed", round=round,
        terms=terms_text(game.scenario, terms_of(game, signed)),
        own=_points(values[own, signed]), surplus=_signed(gap),
        other=_points(values[other, signed]), party=game.scenario.parties[rival].name,
        gap=_signed(float(values[other, signed] - minimums[other])),
    )  # fmt: skip
    return [told, say("screen.lesson.ended_below")] if gap < 0.0 else [told]


def _points(value: float) -> str:
    return f"{round(100 * value)}".replace("-", "−")


def _signed(value: float) -> str:
    return number(round(100 * value), "+d").replace("-", "−")


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"
