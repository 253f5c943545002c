"""A game told in five captioned pictures, once nothing in it is a secret any more.

Where both stood, what each took the other to need, when a window was open and who saw it, the
offer that would have worked, and how it ended: each a drawing and a caption with the game's
own numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.bargaining import pareto_frontier

from ..words import number, say
from . import pictures
from .happenings import option_title
from .packages import terms_of
from .people import adversary, cast, titled
from .pictures import Estimate, Side, Watcher
from .truth import opened, verdict

if TYPE_CHECKING:
    from sim.game import Game
    from sim.windows import Truth

EVEN = 0.5
ROOM = 16  # letters of a name
CLOSE = 2  # points; a smaller error is called none


@dataclass(frozen=True)
class Picture:
    """One of the five: what it is called, what it says, and the drawing as SVG."""

    name: str
    title: str
    caption: str
    drawing: str


@dataclass(frozen=True)
class Tale:
    """A game's story: a title, what it was, the pictures."""

    title: str
    standfirst: str
    pictures: tuple[Picture, ...]


def tale(game: Game, truth: Truth, seat: str) -> Tale:
    """The story of a game whose truth may be told. `seat` is "" for a watched one."""
    sides = _sides(game, truth)
    told = (
        _start(game, truth, sides),
        _beliefs(game, truth, sides),
        _windows(game, truth),
        _offer(game, truth),
        _ending(game, truth, sides),
    )
    name = game.scenario.parties[seat].name if seat else ""
    played = say("story.played", party=name) if seat else say("story.watched")
    more = say("story.world", seed=game.seed, rounds=len(truth.rounds))
    return Tale(titled(game.scenario), f"{played} {more}", told)


def _sides(game: Game, truth: Truth) -> list[Side]:
    return [
        Side(party["name"], _fits(party), party["colour"], truth.reservations[party["id"]])
        for party in cast(game.scenario)
        if party["id"] in game.scenario.belligerents
    ]


def _fits(party: Mapping[str, Any]) -> str:
    """A party's name, or its short one where a picture has no room for more."""
    return str(party["name"] if len(party["name"]) <= ROOM else party["short"])


def _picture(name: str, caption: str, drawing: str, sort: str = "") -> Picture:
    return Picture(name, say(f"story.title.{name}{sort}"), caption, drawing)


def _points(value: float) -> str:
    return number(100 * value, ".0f").replace("-", "−")


# -- one: where both stood -----------------------------------------------------------------


def _start(game: Game, truth: Truth, sides: Sequence[Side]) -> Picture:
    first = truth.rounds[0]
    value, _ = game.real_values(first.round)
    _, passes = game.real_surplus(first.round)
    inside = passes & game.voiced(first.round)
    pair = value[_places(game)]
    a, b = (side.minimum[0] for side in sides)
    said = say("story.start.needs", first=sides[0].name, second=sides[1].name,
               a=_points(a), b=_points(b))  # fmt: skip
    found = say(
        f"story.start.{verdict(first)}", count=int(inside.sum()), all=number(inside.size, ",")
    )
    frontier = pareto_frontier(pair.T)
    caption = f"{said} {found}"
    return _picture("start", caption, pictures.plane(sides, pair, inside, frontier, caption))


def _places(game: Game) -> list[int]:
    names = list(game.scenario.parties)
    return [names.index(party) for party in game.scenario.belligerents]


# -- two: what each believed -----------------------------------------------------------------


def _beliefs(game: Game, truth: Truth, sides: Sequence[Side]) -> Picture:
    scenario = game.scenario
    fought = [n for n, window in enumerate(truth.rounds) if window.fighting] or [0]
    rounds = [truth.rounds[n].round for n in fought]
    windows = opened(truth)
    at = windows[0] if windows else rounds[-1]
    people = {party["id"]: party for party in cast(scenario)}
    found, parts = [], []
    for believer in scenario.belligerents:
        about = adversary(scenario, believer)
        side = sides[list(scenario.belligerents).index(about)]
        shown = replace(side, minimum=tuple(side.minimum[n] for n in fought))
        rows = np.array([truth.estimates[believer][n] for n in fought], dtype=float)
        found.append(Estimate(people[believer]["name"], _fits(people[believer]), shown, rows))
        parts.append(_took(found[-1], rounds.index(at)))
    opening = say("story.beliefs.opening" if windows else "story.beliefs.last", round=at)
    caption = " ".join([opening, *parts])
    return _picture("beliefs", caption, pictures.beliefs(rounds, found, at, caption))


def _took(one: Estimate, place: int) -> str:
    mean, low, high = (float(v) for v in one.rows[place])
    true = one.about.minimum[place]
    gap = round(100 * mean) - round(100 * true)
    sort = "even" if abs(gap) < CLOSE else "over" if gap > 0 else "under"
    inside = say("story.beliefs.within" if low <= true <= high else "story.beliefs.without")
    said = say(f"story.beliefs.{sort}", believer=one.believer, party=one.about.name,
               mean=_points(mean), true=_points(true), gap=abs(gap))  # fmt: skip
    return f"{said} {inside}"


# -- three: when it was open, and who saw it -----------------------------------------------


def _windows(game: Game, truth: Truth) -> Picture:
    scenario, rounds = game.scenario, opened(truth)
    fought = [window.round for window in truth.rounds if window.fighting]
    watchers, parts = [], []
    for party in cast(scenario):
        if party["id"] not in scenario.belligerents:
            continue
        pairs = zip(truth.rounds, truth.believed[party["id"]], strict=True)
        chances = tuple((w.round, p) for w, p in pairs if w.fighting)
        mirages = tuple(truth.mirages[party["id"]])
        watchers.append(Watcher(party["short"], party["colour"], chances, mirages))
        parts.append(_saw(party["name"], dict(chances), rounds, mirages))
    spans = [(e.start, e.end, e.outcome) for e in truth.episodes]
    if rounds:
        head = say("story.windows.open", open=len(rounds), rounds=len(fought), first=rounds[0])
    else:
        head = say("story.windows.never", rounds=len(fought))
    caption = " ".join([head, *parts])
    last = truth.rounds[-1].round
    return _picture("windows", caption, pictures.windows(last, watchers, spans, caption))


def _saw(
    name: str, chances: Mapping[int, float], rounds: Sequence[int], mirages: Sequence[int]
) -> str:
    seen = [r for r in rounds if chances.get(r, 0.0) >= EVEN]
    parts = []
    if rounds and seen:
        parts.append(say("story.windows.saw", party=name, count=len(seen), first=seen[0]))
    elif rounds:
        parts.append(say("story.windows.blind", party=name))
    if mirages:
        many = "one" if len(mirages) == 1 else "more"
        parts.append(say(f"story.windows.mirage_{many}", party=name, count=len(mirages)))
    elif not rounds:
        parts.append(say("story.windows.clear", party=name))
    return " ".join(parts)


# -- four: the offer that would have worked --------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """Terms by number as of a round, which sort of story they are, and who refused them."""

    sort: str
    number: int
    round: int
    proposer: str = ""
    refused: tuple[str, ...] = ()


def _offer(game: Game, truth: Truth) -> Picture:
    one = _chosen(game, truth)
    scenario = game.scenario
    value, minimum = game.real_values(one.round)
    surplus, _ = game.real_surplus(one.round)
    asked = [p for p in range(len(minimum)) if _asked(game, surplus, p, one.number)]
    people = cast(scenario)
    rows = [
        (people[p]["short"], people[p]["colour"], float(value[p, one.number]), float(minimum[p]))
        for p in asked
    ]
    chosen = terms_of(game, one.number)
    lines = [
        option_title(scenario, issue, option)
        for issue, option in chosen.items()
        if scenario.issues[issue].options[option].addressed
    ] or [say("screen.event.nothing")]
    gains = ", ".join(
        say("story.offer.gain", party=people[p]["name"],
            points=_signed(float(value[p, one.number] - minimum[p])))
        for p in asked
    )  # fmt: skip
    who = {"party": "", "parties": ""}
    if one.proposer:
        who["party"] = scenario.parties[one.proposer].name
        who["parties"] = ", ".join(scenario.parties[p].name for p in one.refused)
    head = say(f"story.offer.{one.sort}", round=one.round, **who)
    caption = f"{head} {say('story.offer.gains', gains=gains)}"
    drawing = pictures.terms(rows, lines, f"{caption} {'; '.join(lines)}.")
    return _picture("offer", caption, drawing, f"_{one.sort}")


def _asked(game: Game, surplus: NDArray[np.float64], party: int, number: int) -> bool:
    """Whether terms need the party's consent: surplus is +inf for whoever is not asked."""
    return party in _places(game) or bool(surplus[party, number] < np.inf)


def _signed(value: float) -> str:
    points = round(100 * value)
    return f"+{points}" if points > 0 else str(points).replace("-", "−")


def _chosen(game: Game, truth: Truth) -> Offer:
    """Terms that were signed; or refused inside a true window; or there, and proposed by
    nobody; or, where no window was ever open, those that came nearest."""
    for event in game.events:
        if event.kind == "signed":
            return Offer("signed", int(event.data["number"]), event.round)
    windows = {w.round: w for w in truth.rounds if w.fighting}
    for event in game.events:
        if event.kind == "proposal" and event.round in windows:
            number = int(event.data["number"])
            passes = game.real_surplus(event.round)[1]
            refused = _refused(game, event.round, event.party)
            if passes[number] and refused:
                return Offer("refused", number, event.round, event.party or "", refused)
    shown = [w for w in windows.values() if w.on_table]
    best = max(shown or windows.values(), key=lambda w: w.margin, default=truth.rounds[0])
    return Offer("missed" if shown else "nearest", best.best, best.round)


def _refused(game: Game, round: int, proposer: str | None) -> tuple[str, ...]:
    return tuple(
        str(event.party)
        for event in game.events
        if event.kind == "answer" and event.round == round
        and event.data["proposer"] == proposer and not event.data["yes"]
    )  # fmt: skip


# -- five: how it ended ------------------------------------------------------------------------


def _ending(game: Game, truth: Truth, sides: Sequence[Side]) -> Picture:
    ids, lost = game.scenario.belligerents, truth.lost
    losses = [[m.standing[party]["casualties"] for m in game.log] for party in ids]
    dead, rounds = sum(one[-1] for one in losses), opened(truth)
    civilians = sum(game.log[-1].standing[party]["civilians"] for party in ids)
    parts = [say(f"screen.ending.{game.ending.replace(' ', '_')}") + "."]
    signed = next((e.round for e in game.events if e.kind == "signed"), None)
    if signed is not None:
        parts.append(say("story.ending.signed", round=signed))
        if truth.delay:
            parts.append(say("story.ending.delay", round=signed - truth.delay))
    if dead + civilians >= 1:
        counts = {"dead": number(dead, ",.0f"), "civilians": number(civilians, ",.0f")}
        parts.append(say("story.ending.lost", **counts))
        if lost.rounds:
            wasted = {
                "dead": number(lost.casualties, ",.0f"),
                "civilians": number(lost.civilians, ",.0f"),
            }
            parts.append(say("story.ending.wasted", count=lost.rounds, **wasted))
    caption = " ".join(parts)
    if dead >= 1:
        pairs = list(zip(sides, losses, strict=True))
        drawing = pictures.ending(pairs, rounds, signed, caption)
    else:
        a, b = (side.minimum[-1] for side in sides)
        caption += " " + say("story.ending.needs", first=sides[0].name, second=sides[1].name,
                             a=_points(a), b=_points(b))  # fmt: skip
        drawing = pictures.minimums(sides, rounds, caption)
    return _picture("ending", caption, drawing)


def told(one: Tale) -> dict[str, Any]:
    """The story for a screen; the drawings are SVG in the palette's names, safe to be put in."""
    return {
        "standfirst": one.standfirst,
        "pictures": [
            {"name": p.name, "title": p.title, "caption": p.caption, "svg": p.drawing}
            for p in one.pictures
        ],
    }
