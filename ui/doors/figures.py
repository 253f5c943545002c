"""Drawings of the debrief: plain SVG, made here, so that they print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.bargaining import pareto_frontier
from sim.game import Game
from ui.charts.people import cast, short
from ui.rooms.story import Story
from ui.words import say

from .html import Html, el

WIDE, HIGH = 640, 240
LINES = (("people", "a"), ("public", "d"), ("analyst", "believed"))
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 14, 26


def _x(round_: float, rounds: int) -> float:
    return LEFT + (round_ - 1) / max(1, rounds - 1) * (WIDE - LEFT - RIGHT)


def minimums(told: Story) -> Html:
    """Everybody's reservation point over the rounds, laid open, with the true windows shaded."""
    scenario, truth = told.game.scenario, told.truth
    rounds = len(truth.rounds)
    shown = [p for p in cast(scenario) if p["id"] in scenario.belligerents]
    values = [v for p in shown for v in truth.reservations[p["id"]]]
    low, high = min([*values, 0.0]), max([*values, 1.0])

    def y(value: float) -> float:
        return HIGH - BOTTOM - (value - low) / (high - low or 1.0) * (HIGH - TOP - BOTTOM)

    step = (WIDE - LEFT - RIGHT) / max(1, rounds - 1)
    parts = [
        el("rect", x=f"{_x(r, rounds) - step / 2:.1f}", y=TOP, width=f"{step:.1f}",
           height=HIGH - TOP - BOTTOM, class_="plane-zone open")
        for r in told.opened
    ]  # fmt: skip
    for level in (0.0, 0.5, 1.0):
        parts.append(el("line", x1=LEFT, x2=WIDE - RIGHT, y1=f"{y(level):.1f}",
                        y2=f"{y(level):.1f}", stroke="var(--line)"))  # fmt: skip
        parts.append(el("text", f"{100 * level:.0f}", x=4, y=f"{y(level) + 4:.1f}"))
    for party in shown:
        line = truth.reservations[party["id"]]
        points = " ".join(f"{_x(k + 1, rounds):.1f},{y(v):.1f}" for k, v in enumerate(line))
        parts.append(el("polyline", points=points, class_=f"series {party['colour']}"))
    if told.signed is not None:
        at = f"{_x(int(told.signed['round']), rounds):.1f}"
        parts.append(el("line", x1=at, x2=at, y1=TOP, y2=HIGH - BOTTOM, class_="event-line"))
    every = max(1, rounds // 12)
    parts += [
        el("text", str(r), x=f"{_x(r, rounds):.1f}", y=HIGH - 8, text_anchor="middle")
        for r in range(1, rounds + 1, every)
    ]  # fmt: skip
    label = say("class.debrief.minimums_label", rounds=", ".join(map(str, told.opened)) or "–")
    legend = [(party["name"], party["colour"]) for party in shown]
    caption = say("class.debrief.minimums")
    if told.signed is not None:
        caption = f"{caption} {say('class.debrief.minimums_signed')}"
    return _figure(parts, label, caption, legend=legend)


def plane(stories: Sequence[Story]) -> Html:
    """Where each table ended, on the plane of what terms are worth to both belligerents."""
    game = stories[0].game
    sides = [short(game.scenario.parties[p].name) for p in game.scenario.belligerents]
    frontier = _frontier(game)
    ends = [(s.number, *end) for s in stories for end in s.outcomes()]
    xs = [v for v, _ in frontier] + [e[2] for e in ends] + [0.0, 1.0]
    ys = [v for _, v in frontier] + [e[3] for e in ends] + [0.0, 1.0]
    tall = 420

    def at(a: float, b: float) -> tuple[float, float]:
        x = LEFT + (a - min(xs)) / (max(xs) - min(xs)) * (WIDE - LEFT - RIGHT)
        y = tall - BOTTOM - (b - min(ys)) / (max(ys) - min(ys)) * (tall - TOP - BOTTOM)
        return x, y

    line = " ".join("{:.1f},{:.1f}".format(*at(a, b)) for a, b in frontier)
    parts = [
        el("rect", x=LEFT, y=TOP, width=WIDE - LEFT - RIGHT, height=tall - TOP - BOTTOM,
           fill="none", stroke="var(--line)"),
        el("polyline", points=line, class_="plane-frontier"),
        el("text", f"{sides[0]} →", x=WIDE - RIGHT - 4, y=tall - 6, text_anchor="end", class_="a"),
        el("text", f"{sides[1]} ↑", x=LEFT + 4, y=TOP + 14, class_="b"),
    ]  # fmt: skip
    here: dict[tuple[str, float, float], list[str]] = {}
    for number, kind, a, b in ends:
        here.setdefault((kind, round(a, 2), round(b, 2)), []).append(str(number))
    for (kind, a, b), numbers in here.items():
        x, y = at(a, b)
        fill = "var(--open)" if kind == "signed" else "none"
        stroke = "var(--open)" if kind == "signed" else "var(--missed)"
        parts.append(el("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=7, fill=fill, stroke=stroke,
                        stroke_width=2))  # fmt: skip
        parts.append(el("text", ", ".join(numbers), x=f"{x + 10:.1f}", y=f"{y - 8:.1f}"))
    return _figure(parts, say("class.debrief.plane"), say("class.debrief.plane"), tall)


def _frontier(game: Game) -> list[tuple[float, float]]:
    """The Pareto frontier of all terms for both belligerents in the first round."""
    value, _ = game.real_values(1)
    names = list(game.scenario.parties)
    first, second = (names.index(p) for p in game.scenario.belligerents)
    points = np.stack([value[first], value[second]], axis=1)
    kept = {(float(a), float(b)) for a, b in points[pareto_frontier(points)]}
    return sorted(kept, reverse=True)


def estimates(rows: Mapping[int, tuple[float, float, float]]) -> Html:
    """Mean Brier scores by round: people, public knowledge, analysts. Lower is nearer."""
    rounds = max([*rows, 2])
    high = max([0.5, *(v for row in rows.values() for v in row)])

    def y(value: float) -> float:
        return HIGH - BOTTOM - value / high * (HIGH - TOP - BOTTOM)

    parts = []
    for level in (0.0, 0.25, 0.5):
        parts.append(el("line", x1=LEFT, x2=WIDE - RIGHT, y1=f"{y(level):.1f}",
                        y2=f"{y(level):.1f}", stroke="var(--line)"))  # fmt: skip
        parts.append(el("text", f"{level:g}", x=2, y=f"{y(level) + 4:.1f}"))
    for k, (_, kind) in enumerate(LINES):
        points = [(r, rows[r][k]) for r in sorted(rows)]
        text = " ".join(f"{_x(r, rounds):.1f},{y(v):.1f}" for r, v in points)
        parts.append(el("polyline", points=text, class_=f"series {kind}",
                        stroke_dasharray=("", "8 3", "2 3")[k] or None))  # fmt: skip
        parts += [el("circle", cx=f"{_x(r, rounds):.1f}", cy=f"{y(v):.1f}", r=3.5,
                     class_=f"taken {kind}") for r, v in points]  # fmt: skip
    parts += [el("text", str(r), x=f"{_x(r, rounds):.1f}", y=HIGH - 8, text_anchor="middle")
              for r in sorted(rows)]  # fmt: skip
    legend = [(say(f"class.debrief.line_{name}"), kind) for name, kind in LINES]
    text = say("class.debrief.estimates_text")
    return _figure(parts, say("class.debrief.estimates_label"), text, legend=legend)


def _figure(
    parts: Sequence[Html],
    label: str,
    caption: str,
    tall: int = HIGH,
    legend: Sequence[tuple[str, str]] = (),
) -> Html:
    box = {"viewBox": f"0 0 {WIDE} {tall}", "width": WIDE, "height": tall}
    drawing = el("svg", *parts, role="img", aria_label=label, **box)
    keys = [el("span", el("i", class_=f"key line-{kind}"), text) for text, kind in legend]
    named = el("div", *keys, class_="legend") if keys else None
    return el("figure", el("div", drawing, class_="wide-figure"), named, el("figcaption", caption))
